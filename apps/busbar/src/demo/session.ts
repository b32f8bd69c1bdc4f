import { join } from 'node:path';
import { rm } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import type { RuntimeEvent } from '@busbar/emulator';
import { factsOf, receiverName, type InboxSubscription, type Topology } from '@busbar/topology';
import type { Company } from '../company';
import { CommandError, exitCode } from '../exit';
import { serviceEnvironment } from '../service-environment';
import { bundleWorkspaceModule } from '../workspace-modules';
import { Arrivals, type Arrival } from './arrivals';
import type { Environments, QueueSubscription } from './demo-module';
import type { Interest, WorkerCommand, WorkerOptions, WorkerReport } from './worker';

/**
 * The sample company at work: its publishers and its queue consumers in one worker thread each, its functions inside the
 * runtime; everything that arrives is counted here.
 */
export class DemoSession {
  arrivals = new Arrivals();
  published = 0;
  /** Publishes that the bus refused, and deliveries that a policy denied. */
  denied = 0;
  /** Milliseconds since the epoch; 0 before the first publish. */
  startedAt = 0;
  /** Everything of the run is published, or its publishers have ended. */
  allPublished = false;
  /** No consumer empties the queues any more. */
  consumersEnded = false;
  /** What went wrong with publishers and consumers, newest last, at most 20. */
  readonly troubles: string[] = [];

  readonly #company: Company;
  /** The module of the demo. */
  readonly #source: string;
  readonly #topology: Topology;
  /** What a queue or a function is called for people, by its name: `<service>/<subscription>`, `<service>/<function>`. */
  readonly #labels: ReadonlyMap<string, string>;
  #workers: Worker[] = [];
  #publishers: Worker | undefined;
  #module: string | undefined;

  /** @throws CommandError (environment) when the company has no demo */
  constructor(company: Company, topology: Topology) {
    const source = company.manifest.platform.workspace.demo;
    if (source === undefined) {
      throw new CommandError(
        exitCode.environment,
        'This company has no demo.',
        'Name its module in config/platform.yaml under `workspace.demo`, or leave `--demo` out.',
      );
    }
    this.#source = source;
    this.#company = company;
    this.#topology = topology;
    this.#labels = new Map(
      topology.inboxes.flatMap(({ subscriptions }) =>
        subscriptions.map((each) => [factsOf(each.delivery).target.name, labelOf(each)]),
      ),
    );
  }

  /** To be given to the runtime: counts what functions report and what policies deny. */
  readonly observe = (event: RuntimeEvent): void => {
    switch (event.kind) {
      case 'function-log':
        this.#countFunctionLog(event.function, event.line);
        break;
      case 'refused':
        if (event.denied) this.denied++;
        break;
      case 'attempt-failed':
        if (event.denied) this.denied++;
        break;
    }
  };

  /**
   * Starts consumers and publishers; resolves when every queue is being polled.
   *
   * @throws CommandError (environment) when its consumers end before they are ready
   */
  async start(endpoint: string): Promise<void> {
    const source = this.#source;
    const module = (this.#module = await bundleWorkspaceModule(source));
    const environments = this.#environments(endpoint);
    this.#publishers = this.#run({ role: 'publishers', module, environments, subscriptions: this.#interests() });
    await new Promise<void>((resolve, reject) => {
      const consumers = this.#run({ role: 'consumers', module, environments, subscriptions: this.#queueSubscriptions(endpoint) });
      consumers.on('message', ({ kind }: WorkerReport) => kind === 'ready' && resolve());
      consumers.once('exit', () => {
        this.consumersEnded = true;
        const why = this.troubles.at(-1) ?? 'they gave no reason';
        reject(
          new CommandError(
            exitCode.environment,
            `The demo's consumers ended before they were ready: ${why}`,
            `Correct "${source}".`,
          ),
        );
      });
    });
  }

  /** Publishes `events`, or without end, and counts from zero. */
  publish(run: { readonly rate: number; readonly events?: number }): void {
    this.arrivals = new Arrivals();
    this.published = 0;
    this.startedAt = 0;
    this.allPublished = false;
    this.#send(this.#publishers, { kind: 'publish', ...run });
  }

  /** Stops publishers and consumers and waits for them. */
  async stop(): Promise<void> {
    const ended = this.#workers.map((worker) => new Promise((resolve) => worker.once('exit', resolve)));
    for (const worker of this.#workers) this.#send(worker, { kind: 'stop' });
    const patience = setTimeout(() => this.#workers.forEach((worker) => void worker.terminate()), 5_000);
    await Promise.all(ended);
    clearTimeout(patience);
    this.#workers = [];
    if (this.#module) await rm(this.#module, { force: true });
  }

  #run(options: WorkerOptions): Worker {
    const worker = new Worker(join(__dirname, 'demo-worker.js'), {
      workerData: options,
      env: { ...process.env, AWS_REGION: this.#topology.region },
      // Events live for milliseconds: room for them to die young saves a fifth of a core of garbage collection.
      resourceLimits: { maxYoungGenerationSizeMb: 128 },
    });
    worker.on('message', (report: WorkerReport) => this.#receive(report));
    worker.on('error', (error) => this.#noteError(error instanceof Error ? error.message : String(error)));
    worker.once('exit', () => {
      this.#workers = this.#workers.filter((running) => running !== worker);
      if (worker === this.#publishers) this.allPublished = true;
    });
    this.#workers.push(worker);
    return worker;
  }

  #receive(report: WorkerReport): void {
    switch (report.kind) {
      case 'published':
        this.startedAt ||= Date.now();
        this.published += report.count;
        for (const { target, eventType, count } of report.expected) this.arrivals.expect(target, eventType, count);
        for (const message of report.failed) this.#noteError(`not published: ${message}`);
        break;
      case 'arrived':
        for (const arrival of report.arrivals) this.#count(arrival);
        break;
      case 'trouble':
        this.#noteError(report.message);
        break;
      case 'run-published':
        this.allPublished = true;
    }
  }

  #count(arrival: Arrival): void {
    this.arrivals.record({ ...arrival, target: this.#labels.get(arrival.target) ?? arrival.target });
  }

  #send(worker: Worker | undefined, command: WorkerCommand): void {
    worker?.postMessage(command);
  }

  #noteError(message: string): void {
    this.troubles.push(message);
    if (this.troubles.length > 20) this.troubles.shift();
  }

  /** Consumers in functions report each event as an Embedded Metric Format line. */
  #countFunctionLog(target: string, line: string): void {
    if (!line.includes('"_aws"')) return;
    try {
      const { eventType, eventId, Handled, LatencyMilliseconds } = JSON.parse(line) as Partial<EmbeddedMetrics>;
      if (eventType === undefined || eventId === undefined) return;
      const outcome = Handled === 1 ? 'handled' : 'failed';
      this.#count({ target, eventType, id: eventId, latencyMs: LatencyMilliseconds ?? 0, outcome });
    } catch {
      // A log line of the service's own that only looks like a metric.
    }
  }

  #environments(endpoint: string): Environments {
    return Object.fromEntries(
      this.#topology.identities.map(({ service }) => [service, serviceEnvironment(this.#topology, service, endpoint) ?? {}]),
    );
  }

  #queueSubscriptions(endpoint: string): QueueSubscription[] {
    return this.#topology.inboxes.flatMap((inbox) =>
      inbox.subscriptions.flatMap(({ service, name, eventType, delivery }) => {
        const queue = factsOf(delivery).polledQueue;
        if (!queue) return [];
        return [{ service, name, eventType, queue: queue.name, queueUrl: `${endpoint}/${inbox.account}/${queue.name}` }];
      }),
    );
  }

  /** What each subscription asks for, from the manifest: the count of expected deliveries must not come from routes. */
  #interests(): Interest[] {
    const labels = new Map(
      this.#topology.inboxes.flatMap(({ subscriptions }) =>
        subscriptions.map((each) => [`${each.service}/${each.name}`, labelOf(each)]),
      ),
    );
    return this.#company.manifest.subscriptions.flatMap(({ service, name, eventType, filter, paused }) => {
      const target = labels.get(`${service}/${name}`);
      return target === undefined || paused ? [] : [{ target, eventType, ...(filter && { filter: JSON.stringify(filter) }) }];
    });
  }
}

function labelOf(subscription: InboxSubscription): string {
  return receiverName(subscription, factsOf(subscription.delivery));
}

/** As `@busbar/client`'s `embeddedMetrics` writes them. */
interface EmbeddedMetrics {
  readonly eventType: string;
  readonly eventId: string;
  readonly Handled: 0 | 1;
  readonly LatencyMilliseconds: number;
}
