import { parentPort, workerData } from 'node:worker_threads';
import { matches, parsePattern } from '@busbar/event-pattern';
import { requireModule } from '../workspace-modules';
import type { Arrival } from './arrivals';
import type { DemoModule, Environments, QueueSubscription } from './demo-module';

/** What a worker is started with. */
export type WorkerOptions = { readonly module: string; readonly environments: Environments } & (
  | { readonly role: 'consumers'; readonly subscriptions: readonly QueueSubscription[] }
  | { readonly role: 'publishers'; readonly subscriptions: readonly Interest[] }
);

/** A subscription as the manifest says it: which target gets which events. Independent of routes and templates. */
export interface Interest {
  /** `<service>/<subscription>` of a queue, `<service>/<function>`. */
  readonly target: string;
  readonly eventType: string;
  /** EventBridge pattern on the event's `data`; absent when every event of the type is asked for. */
  readonly filter?: string;
}

/** What a worker is asked for while it runs. Publishers publish one run after another; a worker that is to stop ends. */
export type WorkerCommand =
  { readonly kind: 'publish'; readonly events?: number; readonly rate: number } | { readonly kind: 'stop' };

/** What a worker says, at most every `reportEveryMs`. */
export type WorkerReport =
  | {
      readonly kind: 'published';
      readonly count: number;
      readonly failed: readonly string[];
      readonly expected: readonly Expected[];
    }
  | { readonly kind: 'arrived'; readonly arrivals: readonly Arrival[] }
  | { readonly kind: 'ready' }
  | { readonly kind: 'trouble'; readonly message: string }
  /** Everything of a run is published. */
  | { readonly kind: 'run-published' };

export interface Expected {
  readonly target: string;
  readonly eventType: string;
  readonly count: number;
}

const reportEveryMs = 50;

const options = workerData as WorkerOptions;
const demo = requireModule(options.module) as DemoModule;
const stop = new AbortController();

parentPort?.on('message', (command: WorkerCommand) => {
  if (command.kind === 'publish' && options.role === 'publishers') void publish(options, command);
  if (command.kind === 'stop') {
    stop.abort();
    parentPort?.unref();
  }
});
if (options.role === 'consumers') void consume(options);

async function consume({ environments, subscriptions }: Extract<WorkerOptions, { role: 'consumers' }>): Promise<void> {
  let arrivals: Arrival[] = [];
  const flush = () => {
    if (arrivals.length > 0) report({ kind: 'arrived', arrivals });
    arrivals = [];
  };
  const timer = setInterval(flush, reportEveryMs);
  try {
    await demo.consume({
      environments,
      subscriptions,
      signal: stop.signal,
      onReady: () => report({ kind: 'ready' }),
      onError: (error) => report({ kind: 'trouble', message: `consumer: ${error.message}` }),
      onHandled: ({ queue }, { id = 'unknown', eventType, outcome, latencyMs = 0 }) => {
        arrivals.push({ target: queue, eventType, id, latencyMs, outcome: outcome === 'handled' ? 'handled' : 'failed' });
      },
    });
  } finally {
    clearInterval(timer);
    flush();
  }
}

async function publish(
  { environments, subscriptions }: Extract<WorkerOptions, { role: 'publishers' }>,
  { events, rate }: Extract<WorkerCommand, { kind: 'publish' }>,
): Promise<void> {
  const interests = byEventType(subscriptions);
  let expected = new Map<string, Expected>();
  let failed: string[] = [];
  let count = 0;
  const flush = () => {
    if (count > 0 || failed.length > 0) report({ kind: 'published', count, failed, expected: [...expected.values()] });
    [expected, failed, count] = [new Map(), [], 0];
  };
  const timer = setInterval(flush, reportEveryMs);
  try {
    await demo.publish({
      environments,
      ...(events !== undefined && { events }),
      rate,
      signal: stop.signal,
      onPublished: ({ type, data }) => {
        count++;
        for (const [target, filters] of interests.get(type) ?? []) {
          if (!filters.some((accepts) => accepts(data))) continue;
          const key = `${target} ${type}`;
          expected.set(key, { target, eventType: type, count: (expected.get(key)?.count ?? 0) + 1 });
        }
      },
      onFailed: (error) => failed.push(error.message),
    });
  } finally {
    clearInterval(timer);
    flush();
    report({ kind: 'run-published' });
  }
}

type Accepts = (data: unknown) => boolean;

/** Filters by event type and target. A target with several filters that accept an event gets it once, and the rest are duplicates. */
function byEventType(interests: readonly Interest[]): Map<string, Map<string, Accepts[]>> {
  const byType = new Map<string, Map<string, Accepts[]>>();
  for (const { target, eventType, filter } of interests) {
    const pattern = filter === undefined ? undefined : parsePattern(filter);
    const targets = byType.get(eventType) ?? new Map<string, Accepts[]>();
    byType.set(eventType, targets);
    const filters = targets.get(target) ?? [];
    targets.set(target, filters);
    filters.push((data) => pattern === undefined || matches(pattern, data as object));
  }
  return byType;
}

function report(message: WorkerReport): void {
  parentPort?.postMessage(message);
}
