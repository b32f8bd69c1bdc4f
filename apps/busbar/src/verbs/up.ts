import { exitCode } from '../exit';
import { eventLog, jsonLog } from '../terminal/event-log';
import { plural } from '../terminal/plural';
import { flag, integer, text } from '../verb/parameters';
import { defineVerb } from '../verb/verb';

export const up = defineVerb({
  name: 'up',
  summary: 'run a stage on this machine: its templates, all accounts, one port',
  purpose: 'run',
  options: {
    stage: text('<stage>', 'the stage to run', { default: 'dev' }),
    port: integer('<port>', 'port to serve on; 0 picks a free one', { from: 0, to: 65_535, default: 4010 }),
    demo: flag('also run the sample company’s services and show events arriving'),
    rate: integer('<n>', 'with --demo: events published per second', { from: 1, to: 20_000, default: 20 }),
  },
  json: 'a line each: { kind: "serving", stage, endpoint }, then what happens: { kind: "accepted" | "delivered" | …, at, … }',
  run: async (terminal, input) => {
    const { openCompany, topologyOf } = await import('../company');
    const { DemoSession } = await import('../demo/session');
    const { showArrivals } = await import('../demo/show-arrivals');
    const { requireFreePort } = await import('../port');
    const { withoutHeartbeats } = await import('../heartbeat/without-heartbeats');
    const { introduction } = await import('../terminal/introduction');
    const { RecentDeliveries, servedStageOf } = await import('../served-stage');
    const { startRuntime } = await import('../runtime');
    await requireFreePort(input.port);
    const company = await openCompany(terminal, input, terminal.progress);
    const topology = topologyOf(company, input.stage);
    const session = input.demo ? new DemoSession(company, topology) : undefined;
    const log = input.json ? jsonLog(terminal) : session ? undefined : eventLog(terminal);
    const recent = new RecentDeliveries(topology);
    const runtime = await startRuntime(terminal, company, topology, input.port, {
      observer: withoutHeartbeats(topology, (event) => {
        recent.observe(event);
        session?.observe(event);
        log?.(event);
      }),
      documents: { stage: () => servedStageOf(topology), deliveries: () => recent.list() },
    });
    try {
      const interrupted = interruption();
      const { endpoint } = runtime;
      if (input.json) terminal.printJsonLine({ kind: 'serving', stage: topology.stage, endpoint });
      else terminal.print('', ...introduction(company, topology, endpoint, terminal), '');
      await Promise.race([interrupted, session?.start(endpoint)]);
      session?.publish({ rate: input.rate });
      if (session && !input.json) await showArrivals(session, terminal, interrupted);
      await interrupted;
    } finally {
      await Promise.allSettled([session?.stop()]);
      await runtime.close();
    }
    const figures = session && [
      plural(session.published, 'event') + ' published',
      plural(session.arrivals.delivered, 'delivery', 'deliveries'),
    ];
    terminal.say(figures ? `Stopped: ${figures.join(', ')}.` : 'Stopped.');
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
