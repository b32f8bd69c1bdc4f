import { openCompany, topologyOf } from '../company';
import { CommandError, exitCode } from '../exit';
import type { Verb } from '../main';
import { serviceEnvironment } from '../service-environment';

/** `busbar env <service>` */
export const env: Verb<{ stage: string; port: number; json?: boolean }> = async (terminal, options, service) => {
  const company = await openCompany(terminal, options);
  const topology = topologyOf(company, options.stage);
  const environment = serviceEnvironment(topology, service ?? '', `http://127.0.0.1:${options.port}`);
  if (!environment) {
    const names = topology.identities.map((identity) => identity.service).join(', ');
    throw new CommandError(
      exitCode.usage,
      `There is no service "${service}" in stage "${options.stage}".`,
      `The services are ${names}.`,
    );
  }
  if (options.json) terminal.printJson(environment);
  else
    terminal.print(...Object.entries(environment).map(([name, value]) => `export ${name}='${value.replaceAll("'", `'\\''`)}'`));
  return exitCode.ok;
};
