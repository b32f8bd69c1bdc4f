import { setTimeout as sleep } from 'node:timers/promises';
import type { DemoSession } from '../demo/session';
import { exitCode } from '../exit';
import type { Runtime } from '../runtime';
import type { Topology } from '@busbar/topology';
import { arrivalTable } from '../terminal/arrivals';
import { plural } from '../terminal/plural';
import type { Terminal } from '../terminal/terminal';
import { integer, text } from '../verb/parameters';
import { defineVerb } from '../verb/verb';

/** How long nothing may arrive before what is missing counts as lost. */
const patienceMs = 15_000;
/** How long to go on listening after the last expected arrival, for duplicates. */
const lingerMs = 300;

/** `busbar demo --json` prints this. */
export interface DemoFigures {
  readonly stage: string;
  readonly published: number;
  /** From the manifest's filters, not from the templates. */
  readonly expectedDeliveries: number;
  /** Counted by the consumers; each event once for each target. */
  readonly delivered: number;
  /** Of the warm-up's deliveries too. */
  readonly lost: number;
  readonly duplicates: number;
  readonly denied: number;
  /** From the creation of an event to the consumer's hands. */
  readonly latencyMs: { readonly p50: number; readonly p90: number; readonly p99: number; readonly max: number };
  /** Published events per second over `seconds`. */
  readonly eventsPerSecond: number;
  /** From the first publish to the last arrival. */
  readonly seconds: number;
}

export const demo = defineVerb({
  name: 'demo',
  summary: 'start, publish, wait until everything is delivered, print the figures, stop',
  purpose: 'run',
  options: {
    stage: text('<stage>', 'the stage to run', { default: 'dev' }),
    events: integer('<n>', 'how many events to publish', { from: 1, to: 10_000_000, default: 500 }),
    rate: integer('<n>', 'events published per second', { from: 1, to: 20_000, default: 250 }),
    warmUp: integer(
      '<n>',
      'events published first, at the same rate, while V8 compiles; they must arrive, but are not measured',
      { from: 0, to: 10_000_000, default: 500 },
    ),
  },
  json: '{ stage, published, expectedDeliveries, delivered, lost, duplicates, denied, latencyMs: { p50, p90, p99, max }, eventsPerSecond, seconds }',
  run: async (terminal, input) => {
    const { openCompany, topologyOf } = await import('../company');
    const { DemoSession } = await import('../demo/session');
    const { withoutHeartbeats } = await import('../heartbeat/without-heartbeats');
    const { startRuntime } = await import('../runtime');
    const company = await openCompany(terminal, input, terminal.progress);
    const topology = topologyOf(company, input.stage);
    const session = new DemoSession(company, topology);
    const runtime = await startRuntime(terminal, company, topology, 0, {
      observer: withoutHeartbeats(topology, session.observe),
    });
    let lostBefore = 0;
    try {
      await session.start(runtime.endpoint);
      if (input.warmUp > 0) {
        session.publish({ events: input.warmUp, rate: input.rate });
        await terminal.progress.phase(
          'warm-up',
          () => allDelivered('warm-up', session, input.warmUp, terminal),
          () => `${plural(session.published, 'event')} published, their latency not counted`,
        );
        lostBefore = lostOf(session);
      }
      session.publish({ events: input.events, rate: input.rate });
      await terminal.progress.phase(
        'events',
        () => allDelivered('events', session, input.events, terminal),
        () => `${plural(session.published, 'event')} published, ${plural(session.arrivals.delivered, 'delivery', 'deliveries')}`,
      );
      if (session.arrivals.delivered < session.arrivals.expected) terminal.say(...whereaboutsOf(session, runtime, topology));
    } finally {
      await session.stop().finally(() => runtime.close());
    }
    const figures = figuresOf(session, input.stage, lostBefore);
    const ok = figures.published === input.events && figures.lost === 0 && figures.denied === 0;
    if (input.json) terminal.printJson(figures);
    else terminal.print(...arrivalTable(session.arrivals, terminal.out, terminal.width), '', ...describe(figures, terminal));
    for (const message of new Set(session.troubles)) terminal.say(terminal.err.bad(message));
    return ok ? exitCode.ok : exitCode.checkFailed;
  },
});

async function allDelivered(name: string, session: DemoSession, events: number, terminal: Terminal): Promise<void> {
  const { arrivals } = session;
  let movedAt = performance.now();
  let before = '';
  for (;;) {
    await sleep(20);
    const state = `${session.published} ${arrivals.delivered}`;
    if (state !== before) [before, movedAt] = [state, performance.now()];
    if (session.allPublished && arrivals.delivered >= arrivals.expected) break;
    if (session.consumersEnded || performance.now() - movedAt > patienceMs) return;
    terminal.progress.update(name, `${session.published} of ${events} published, ${arrivals.delivered} delivered`);
  }
  await sleep(lingerMs);
}

function lostOf({ arrivals }: DemoSession): number {
  return Math.max(0, arrivals.expected - arrivals.delivered);
}

/** Where the deliveries are that nobody received: a lost event must not leave the next person guessing. */
function whereaboutsOf({ arrivals, consumersEnded }: DemoSession, runtime: Runtime, { inboxes }: Topology): string[] {
  const ofHeartbeats = new Set(inboxes.map(({ heartbeat }) => heartbeat?.queue.arn));
  const missing = arrivals
    .rows()
    .filter(({ expected, delivered }) => delivered < expected)
    .map(({ target, eventType, expected, delivered }) => `  ${target}: ${delivered} of ${expected} ${eventType}`);
  const queues = runtime
    .queues()
    .filter(({ arn, available, inFlight, delayed }) => available + inFlight + delayed > 0 && !ofHeartbeats.has(arn))
    .map(
      ({ name, available, inFlight, delayed }) => `  ${name}: ${available} available, ${inFlight} in flight, ${delayed} delayed`,
    );
  return [
    ...(consumersEnded ? ['The consumers have ended.'] : []),
    ...['Not received:', ...missing],
    ...(queues.length > 0 ? ['Still in queues:', ...queues] : ['Nothing is left in any queue.']),
    ...(runtime.emulator.dropped > 0 ? [`Dropped without a dead-letter queue: ${runtime.emulator.dropped}.`] : []),
  ];
}

function figuresOf(session: DemoSession, stage: string, lostBefore: number): DemoFigures {
  const { arrivals, published, denied, startedAt } = session;
  const seconds = startedAt === 0 ? 0 : Math.max(0.001, (arrivals.lastAt - startedAt) / 1_000);
  return {
    stage,
    published,
    expectedDeliveries: arrivals.expected,
    delivered: arrivals.delivered,
    lost: lostOf(session) + lostBefore,
    duplicates: arrivals.duplicates,
    denied,
    latencyMs: arrivals.latency(),
    eventsPerSecond: seconds === 0 ? 0 : Math.round(published / seconds),
    seconds: Math.round(seconds * 1_000) / 1_000,
  };
}

function describe(figures: DemoFigures, { out }: Terminal): string[] {
  const { latencyMs } = figures;
  return [
    `${plural(figures.published, 'event')} published in ${figures.seconds} s (${figures.eventsPerSecond}/s)`,
    `${figures.delivered} of ${figures.expectedDeliveries} deliveries; lost ${paintCount(figures.lost, out)}, duplicates ${figures.duplicates}, denied ${paintCount(figures.denied, out)}`,
    `latency ms: p50 ${latencyMs.p50}, p90 ${latencyMs.p90}, p99 ${latencyMs.p99}, max ${latencyMs.max}`,
  ];
}

function paintCount(count: number, out: Terminal['out']): string {
  return count === 0 ? out.good('0') : out.bad(String(count));
}
