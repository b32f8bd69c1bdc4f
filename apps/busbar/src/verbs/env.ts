import { CommandError, exitCode } from '../exit';
import { integer, required, text } from '../verb/parameters';
import { defineVerb } from '../verb/verb';

export const env = defineVerb({
  name: 'env',
  summary: 'print exports that let any AWS tool act as a service',
  purpose: 'run',
  arguments: { service: required('for example delivery-service') },
  options: {
    stage: text('<stage>', 'the stage', { default: 'dev' }),
    port: integer('<port>', 'port that `busbar up` serves on', { from: 1, to: 65_535, default: 4010 }),
  },
  json: '{ name: value }',
  notes: 'Use it as: eval "$(npx busbar env delivery-service)"',
  run: async (terminal, input) => {
    const { openCompany, topologyOf } = await import('../company');
    const { foreignVariables, serviceEnvironment } = await import('../service-environment');
    const { service, stage, port } = input;
    const topology = topologyOf(await openCompany(terminal, input), stage);
    const environment = serviceEnvironment(topology, service, `http://127.0.0.1:${port}`);
    if (!environment) {
      const names = topology.identities.map((identity) => identity.service).join(', ');
      throw new CommandError(
        exitCode.usage,
        `There is no service "${service}" in stage "${stage}".`,
        `The services are ${names}.`,
      );
    }
    if (input.json) terminal.printJson(environment);
    else {
      const foreign = foreignVariables(topology, service);
      if (foreign.length > 0) terminal.print(`unset ${foreign.join(' ')}`);
      terminal.print(...Object.entries(environment).map(([name, value]) => `export ${name}='${value.replaceAll("'", `'\\''`)}'`));
    }
    return exitCode.ok;
  },
});
