import type { Contract } from '@busbar/contracts';
import type { Topology } from '@busbar/topology';
import type { Company } from '../company';
import { exitCode } from '../exit';
import { eventLog, jsonLog } from '../terminal/event-log';
import { plural } from '../terminal/plural';
import { subscriptionTable } from '../terminal/routes';
import type { Terminal } from '../terminal/terminal';
import { flag, integer, text } from '../verb/parameters';
import { defineVerb } from '../verb/verb';

export const up = defineVerb({
  name: 'up',
  summary: 'run a stage on this machine: its templates, all accounts, one port',
  purpose: 'run',
  options: {
    stage: text('<stage>', 'the stage to run', { default: 'dev' }),
    port: integer('<port>', 'port to serve on; 0 takes a free one', { from: 0, to: 65_535, default: 4010 }),
    demo: flag('also run the sample company’s services and show events arriving'),
    rate: integer('<n>', 'with --demo: events published per second', { from: 1, to: 20_000, default: 20 }),
  },
  json: 'a line each: { kind: "serving", stage, endpoint }, then what happens: { kind: "accepted" | "delivered" | …, at, … }',
  run: async (terminal, input) => {
    const { openCompany, topologyOf } = await import('../company');
    const { DemoSession } = await import('../demo/session');
    const { showArrivals } = await import('../demo/show-arrivals');
    const { startRuntime } = await import('../runtime');
    const company = await openCompany(terminal, input, terminal.progress);
    const topology = topologyOf(company, input.stage);
    const session = input.demo ? new DemoSession(company, topology) : undefined;
    const log = input.json ? jsonLog(terminal) : session ? undefined : eventLog(terminal);
    const runtime = await startRuntime(terminal, company, topology, input.port, (event) => {
      session?.observe(event);
      log?.(event);
    });
    const { endpoint } = runtime;
    const interrupted = interruption();
    if (input.json) terminal.printJsonLine({ kind: 'serving', stage: topology.stage, endpoint });
    else terminal.print('', ...introduction(company, topology, endpoint, terminal), '');
    if (session) {
      try {
        await session.start(endpoint);
        session.publish({ rate: input.rate });
        await (input.json ? interrupted : showArrivals(session, terminal, interrupted));
      } finally {
        await session.stop();
      }
    } else await interrupted;
    await runtime.close();
    if (session) {
      terminal.say(
        `Stopped: ${plural(session.published, 'event')} published, ${plural(session.arrivals.delivered, 'delivery', 'deliveries')}.`,
      );
    } else terminal.say('Stopped.');
    return exitCode.ok;
  },
});

/** Resolves at the first Ctrl-C or termination; a second one ends the program at once. */
function interruption(): Promise<void> {
  return new Promise((resolve) => {
    const stop = () => {
      process.once('SIGINT', () => process.exit(130));
      resolve();
    };
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
  });
}

function introduction(company: Company, topology: Topology, endpoint: string, { out, width }: Terminal): string[] {
  const contract = mostWanted(company);
  const example = contract?.examples.find(({ valid }) => valid);
  const port = new URL(endpoint).port === '4010' ? '' : ` --port ${new URL(endpoint).port}`;
  const stage = topology.stage === 'dev' ? '' : ` --stage ${topology.stage}`;
  const service = contract?.event.publisher ?? topology.identities[0]?.service ?? '';
  return [
    `${out.bold(`${topology.company} · ${topology.stage}`)} runs at ${out.name(endpoint)}`,
    '',
    ...subscriptionTable(topology, out, width),
    '',
    ...(contract && example
      ? [
          'Publish an event of your own, in another terminal:',
          `  ${out.bold(`npx busbar publish ${contract.type} --example ${example.name}${stage}${port}`)}`,
        ]
      : []),
    'Or act as a service with any AWS tool:',
    `  ${out.bold(`eval "$(npx busbar env ${service}${stage}${port})"`)}`,
    `  ${out.bold('aws sts get-caller-identity')}`,
    '',
    out.dim('Ctrl-C stops it.'),
  ];
}

/** The event type with an example that most subscriptions ask for, of those that may be published. */
function mostWanted({ manifest }: Company): Contract | undefined {
  const wanted = ({ type }: Contract) => manifest.subscriptions.filter(({ eventType }) => eventType === type).length;
  return manifest.contracts
    .filter(({ lifecycle, examples }) => ['active', 'draft'].includes(lifecycle.state) && examples.some(({ valid }) => valid))
    .reduce<Contract | undefined>((best, contract) => (best && wanted(best) >= wanted(contract) ? best : contract), undefined);
}
