import { systemClock, type Clock } from './clock';
import { loadAssembly, type IdleResource, type LoadedAssembly } from './cloudformation';
import { buildCloud, type Cloud } from './cloud/cloud';
import { DeliveryEngine, type TargetFault } from './delivery/delivery-engine';
import type { Destinations } from './delivery/destination';
import { HostedFunction } from './delivery/hosted-function';
import { EmulatorError } from './errors';
import { eventBridgeOperations } from './eventbridge/operations';
import { putEventsOperation } from './eventbridge/put-events';
import { Authorizer } from './identity/authorizer';
import { Callers } from './identity/caller';
import { stsOperations } from './identity/sts-operations';
import { lambdaService } from './lambda/operations';
import type { RuntimeObserver } from './runtime-event';
import { Schedule } from './schedule';
import { sqsOperations } from './sqs/operations';
import { WireServer } from './wire/server';

export interface EmulatorOptions {
  /** The CDK Stage to load. Default: everything in the assembly. */
  readonly stage?: string;
  /** `aws:PrincipalOrgID` of the accounts of the templates. Without it, conditions on it never hold. */
  readonly organizationId?: string;
  /** Accounts outside the organization that exist too, to try what they may not do. */
  readonly foreignAccounts?: readonly string[];
  readonly observer?: RuntimeObserver;
  /** Retries wait that many times as long as on AWS, and events expire that much earlier. @default 1 */
  readonly timeScale?: number;
  /** Makes targets fail, to try retries and dead-letter queues: what it returns is the error of the attempt. */
  readonly targetFault?: TargetFault;
  /** @default the system's */
  readonly clock?: Clock;
  /** 0 to 1, for the jitter of retries. @default Math.random */
  readonly random?: () => number;
}

/** What was loaded. */
export interface EmulatorReport {
  /** Sorted. */
  readonly accounts: readonly string[];
  readonly stacks: readonly { readonly name: string; readonly account: string; readonly region: string }[];
  /** How many there are of each CloudFormation type. */
  readonly resources: Readonly<Record<string, number>>;
  /** Types that the emulator does not know. */
  readonly unsupported: readonly IdleResource[];
  /** Resources that run, but not in everything that the template asks for. */
  readonly limited: readonly IdleResource[];
}

export interface QueueCounts {
  readonly name: string;
  readonly arn: string;
  readonly account: string;
  readonly available: number;
  readonly inFlight: number;
  readonly delayed: number;
  /** Long polls that wait for a message. */
  readonly waiting: number;
}

/** For how long {@link Emulator.close} waits for functions that run. */
const PATIENCE_MS = 2_000;

/**
 * Synthesized templates, running: the buses, queues, roles and functions of all their accounts, on one port, for any AWS client.
 * Nothing outside this process is touched.
 */
export class Emulator {
  readonly report: EmulatorReport;
  readonly #options: EmulatorOptions;
  readonly #cloud: Cloud;
  readonly #clock: Clock;
  readonly #schedule: Schedule;
  readonly #authorizer: Authorizer;
  readonly #engine: DeliveryEngine;
  readonly #functions = new Map<string, HostedFunction>();
  readonly #destinations: Destinations;
  readonly #server: WireServer;
  #closing: Promise<void> | undefined;

  /**
   * @param directories cloud assemblies (`cdk.out`); a later one may import what an earlier one exports
   * @throws TemplateError, ResourceError for what AWS would refuse to deploy
   */
  static async load(directories: string | readonly string[], options: EmulatorOptions = {}): Promise<Emulator> {
    const assemblies: LoadedAssembly[] = [];
    for (const directory of typeof directories === 'string' ? [directories] : directories) {
      const stage = options.stage === undefined ? {} : { stage: options.stage };
      assemblies.push(await loadAssembly(directory, { ...stage, after: [...assemblies] }));
    }
    return new Emulator(assemblies, options);
  }

  /**
   * @param assemblies as `loadAssembly` gives them; {@link Emulator.load} does both
   * @throws ResourceError
   */
  constructor(assemblies: readonly Pick<LoadedAssembly, 'stacks' | 'unsupported'>[], options: EmulatorOptions = {}) {
    const {
      clock = systemClock,
      timeScale = 1,
      organizationId,
      foreignAccounts = [],
      observer,
      targetFault,
      random = Math.random,
    } = options;
    if (!(timeScale > 0)) throw new EmulatorError(`timeScale is ${timeScale}. Give a number above 0.`);
    this.#options = options;
    this.#clock = clock;
    this.#schedule = new Schedule(clock);
    const cloud = buildCloud(assemblies, clock, this.#schedule);
    this.#cloud = cloud;
    this.#destinations = {
      bus: (arn) => cloud.buses.get(arn),
      queue: (arn) => cloud.queues.get(arn),
      function: (arn) => this.#functions.get(arn),
      role: (arn) => cloud.roles.get(arn),
    };
    this.#authorizer = new Authorizer((account) => (cloud.accounts.has(account) ? organizationId : undefined));
    this.#engine = new DeliveryEngine({
      destinations: this.#destinations,
      authorizer: this.#authorizer,
      clock,
      schedule: this.#schedule,
      random,
      timeScale,
      observer,
      targetFault,
    });
    this.#server = this.#makeServer(foreignAccounts, observer);
    this.report = reportOf(assemblies, cloud);
    if (observer) this.#watchRedrives(observer);
  }

  /**
   * Opens the port and starts the functions.
   *
   * @param options.port @default 4010; 0 for any free one
   * @param options.host @default 127.0.0.1
   * @throws PortInUseError
   * @throws ResourceError for a function that cannot run as it is written
   */
  async listen({ port = 4010, host = '127.0.0.1' }: { readonly port?: number; readonly host?: string } = {}): Promise<{
    readonly endpoint: string;
  }> {
    const endpoint = await this.#server.listen(port, host);
    const { timeScale = 1, observer } = this.#options;
    try {
      for (const [arn, resource] of this.#cloud.functions) {
        const host = {
          destinations: this.#destinations,
          authorizer: this.#authorizer,
          clock: this.#clock,
          observer,
          endpoint,
          timeScale,
        };
        this.#functions.set(arn, new HostedFunction(resource, host));
      }
    } catch (error) {
      await this.close();
      throw error;
    }
    return { endpoint };
  }

  /** Resolves when no event is on its way: no function runs, no retry is pending. Messages in queues may wait for receivers. */
  async idle(): Promise<void> {
    // A function may publish, and a retry may reach a function: until one round finds nothing to wait for.
    for (let quiet = false; !quiet;) {
      let waited = this.#engine.pendingRetries > 0;
      await this.#engine.idle();
      for (const hosted of this.#functions.values()) {
        waited ||= hosted.isBusy;
        await hosted.idle();
      }
      await new Promise((resolve) => setImmediate(resolve));
      quiet = !waited;
    }
  }

  /** Counts of every queue, in the order of the templates. */
  queues(): readonly QueueCounts[] {
    return [...this.#cloud.queues.values()].map(({ settings: { name, arn, account }, counts }) => ({
      name,
      arn,
      account,
      ...counts,
    }));
  }

  /** Events that each archive took. */
  archives(): readonly { readonly name: string; readonly arn: string; readonly count: number }[] {
    return [...this.#cloud.buses.values()].flatMap(({ archives }) =>
      archives.map(({ name, arn, count }) => ({ name, arn, count })),
    );
  }

  /** Events that were given up and that no dead-letter queue took. */
  get dropped(): number {
    return this.#engine.dropped;
  }

  /** Answers what was asked already, lets running functions end (two seconds), and leaves nothing behind. */
  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  async #close(): Promise<void> {
    await this.#server.close();
    const functions = [...this.#functions.values()];
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise((resolve) => (timer = setTimeout(resolve, PATIENCE_MS)));
    await Promise.race([Promise.all(functions.map((hosted) => hosted.idle())), patience]);
    clearTimeout(timer);
    this.#engine.close();
    this.#schedule.clear();
    await Promise.all(functions.map((hosted) => hosted.close()));
  }

  #makeServer(foreignAccounts: readonly string[], observer: RuntimeObserver | undefined): WireServer {
    const { buses, queues, roles, accounts } = this.#cloud;
    const clock = this.#clock;
    const authorizer = this.#authorizer;
    const roleByName = new Map([...roles.values()].map((role) => [`${role.account} ${role.name}`, role]));
    const callers = new Callers(
      (account) => accounts.has(account) || foreignAccounts.includes(account),
      (account, name) => roleByName.get(`${account} ${name}`),
    );
    const bus = (arn: string) => buses.get(arn);
    const putEvents = putEventsOperation({ bus, engine: this.#engine, authorizer, clock, observer });
    return new WireServer({
      callers,
      clock,
      services: {
        eventBridge: eventBridgeOperations({ putEvents, buses: () => buses.values(), bus, authorizer, clock }),
        sqs: sqsOperations(queues, authorizer, clock),
        sts: stsOperations((arn) => roles.get(arn), callers, authorizer, clock),
        lambda: lambdaService(this.#functions, authorizer),
      },
      health: () => ({
        status: 'ok',
        accounts: accounts.size,
        pendingRetries: this.#engine.pendingRetries,
        dropped: this.dropped,
      }),
      endWaiting: () => {
        for (const queue of queues.values()) queue.close();
      },
    });
  }

  #watchRedrives(observer: RuntimeObserver): void {
    for (const queue of this.#cloud.queues.values()) {
      const to = queue.deadLetterQueue?.settings.arn;
      if (to === undefined) continue;
      queue.onRedrive = ({ id, receiveCount }) =>
        observer({
          kind: 'redriven',
          at: this.#clock.now(),
          messageId: id,
          queueArn: queue.settings.arn,
          deadLetterQueueArn: to,
          receiveCount,
        });
    }
  }
}

function reportOf(assemblies: readonly Pick<LoadedAssembly, 'stacks' | 'unsupported'>[], cloud: Cloud): EmulatorReport {
  const stacks = assemblies.flatMap((assembly) => assembly.stacks);
  const resources: Record<string, number> = {};
  for (const { type } of stacks.flatMap((stack) => stack.resources)) resources[type] = (resources[type] ?? 0) + 1;
  return {
    accounts: [...cloud.accounts].sort(),
    stacks: stacks.map(({ name, account, region }) => ({ name, account, region })),
    resources: Object.fromEntries(Object.entries(resources).sort(([one], [other]) => (one < other ? -1 : 1))),
    unsupported: assemblies.flatMap(({ unsupported }) => unsupported),
    limited: cloud.limited,
  };
}
