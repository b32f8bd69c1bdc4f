import { CommandError, exitCode } from '../../exit';
import { text } from '../../verb/parameters';
import { defineVerb } from '../../verb/verb';

export const exportTopology = defineVerb({
  name: 'topology',
  summary: 'what one service may know of a stage, for the stacks of its team in another repository',
  purpose: 'write',
  options: {
    service: text('<service>', 'the service', { required: true }),
    stage: text('<stage>', 'the stage', { required: true }),
    out: text('<file>', 'where to write (default: <service>.<stage>.json)'),
  },
  json: [
    'what the file has: { schema: "busbar/service-topology@1", company, stage, region, service, account, centralBus: { name, arn },',
    'role: { name, arn }, runtimes: [principal], publishes: [{ source, eventTypes, principals }], subscriberBus?: { name, arn, policy },',
    'subscriptions: [{ name, description, eventType, pattern, drawnBy: "platform" | "team", waiting, started, rule, deliveryDeadLetterQueue,',
    'delivery, retry, alarms: { level, topic, runbooks, detail, latencyMilliseconds } }] }.',
    'libs/topology/service-topology.schema.json is its JSON Schema',
  ].join(' '),
  notes: [
    'Nothing of other services is in it. The same config gives the same bytes, so commit it beside the stack, and export it again when',
    'the subscriptions of the service change. @busbar/constructs reads it: useTopology(app, file), or "busbar:topology" in cdk.json.',
    '',
    'Example:',
    '  busbar export topology --service billing-service --stage prod --out ../billing/busbar/prod.json',
  ].join('\n'),
  run: async (terminal, input) => {
    const { nearest } = await import('@busbar/problem');
    const { serviceTopology } = await import('@busbar/topology/service-topology');
    const { openCompany, topologyOf } = await import('../../company');
    const { replaceFile } = await import('../../replace-file');
    const { noteWarnings } = await import('../../terminal/problems');
    const company = await openCompany(terminal, input);
    const topology = topologyOf(company, input.stage);
    const known = topology.identities.map(({ service }) => service);
    if (!known.includes(input.service)) {
      const meant = nearest(input.service, known);
      throw new CommandError(
        exitCode.usage,
        `Service "${input.service}" has no account in stage "${input.stage}".`,
        meant ? `Did you mean "${meant}"?` : `The services there are ${known.join(', ')}.`,
      );
    }
    const exported = serviceTopology(topology, input.service);
    if (input.json) {
      terminal.printJson(exported);
      return exitCode.ok;
    }
    noteWarnings(terminal, company.problems);
    const out = input.out ?? `${input.service}.${input.stage}.json`;
    await replaceFile(out, `${JSON.stringify(exported, undefined, 2)}\n`, out);
    terminal.print(`${terminal.out.good('wrote')} ${out}`);
    return exitCode.ok;
  },
});
