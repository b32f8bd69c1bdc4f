import { loadAssembly } from './assembly';
import type { IdleResource, LoadedAssembly, LoadedStack, StackName, StackOperation } from './cloudformation';
import { DeliveryEngine, type TargetFault } from './delivery/delivery-engine';
import { TargetAccess } from './delivery/target-access';
import { TargetDirectory } from './delivery/target-resource';
import { TargetSender } from './delivery/target-sender';
import { EmulatorError } from './errors';
import { Authorizer } from './identity/authorizer';
import { Callers } from './identity/caller';
import { Roles } from './identity/role';
import type { RuntimeObserver } from './journal/runtime-event';
import { Cloud, type EffectDelay } from './service/cloud';
import type { EmulatedService, RunningService } from './service/emulated-service';
import { DEFAULT_QUOTAS, type Quotas } from './service/quotas';
import type { Orphan } from './service/resource-names';
import { StackUpdate, type StackUpdateOptions, type StackUpdateResult } from './service/stack-update';
import { SERVICES } from './services';
import { systemClock, type Clock } from './time/clock';
import { Schedule } from './time/schedule';
import { ApiDirectory } from './wire/api-directory';
import { introduction, jsonPage } from './wire/pages';
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
  /**
   * For how long events do not meet a change of a rule, a bus or queue policy, a role or its policies, or a permission of a function, in
   * milliseconds on the clock. What is loaded at start is in effect at once. @default none
   */
  readonly effectDelay?: EffectDelay;
  /** Quotas of an account that are not AWS's defaults. What is loaded at start is not measured. */
  readonly quotas?: (account: string) => Partial<Quotas>;
  /** False: functions accept events, and none of their code runs. @default true */
  readonly runFunctions?: boolean;
  /** JSON documents that `GET /_busbar/<name>` answers, beside `health`; made at each request. */
  readonly documents?: Readonly<Record<string, () => unknown>>;
  /** What is emulated. @default every service of this package */
  readonly services?: readonly EmulatedService[];
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

export interface UpdateOptions extends StackUpdateOptions {
  /** Awaited after each operation: events may be published, other stacks may change. */
  readonly between?: (operation: StackOperation) => void | Promise<void>;
  /** Lets the update fail after so many operations, before its clean-up: it rolls back. @default it goes to its end */
  readonly stopAfter?: number;
}

/** For how long {@link Emulator.close} waits for what runs. */
const PATIENCE_MS = 2_000;

/**
 * Synthesized templates, running: everything in all their accounts, on one port, for any AWS client. Nothing outside this process
 * is touched.
 */
export class Emulator {
  readonly report: EmulatorReport;
  readonly #services: readonly EmulatedService[];
  readonly #cloud: Cloud;
  readonly #accounts: Set<string>;
  readonly #changing: Omit<ConstructorParameters<typeof StackUpdate>[2], 'random'>;
  readonly #random: () => number;
  readonly #schedule: Schedule;
  readonly #deliveries: DeliveryEngine;
  readonly #server: WireServer;
  #closing: Promise<void> | undefined;

  /**
   * @param directories cloud assemblies (`cdk.out`); a later one may import what an earlier one exports
   * @throws TemplateError, ResourceError for what AWS would refuse to deploy
   */
  static async load(directories: string | readonly string[], options: EmulatorOptions = {}): Promise<Emulator> {
    const assemblies: LoadedAssembly[] = [];
    const { stage, services } = options;
    for (const directory of typeof directories === 'string' ? [directories] : directories) {
      const given = { ...(stage !== undefined && { stage }), ...(services && { services }) };
      assemblies.push(await loadAssembly(directory, { ...given, after: [...assemblies] }));
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
      services = SERVICES,
      documents = {},
      effectDelay = () => 0,
      runFunctions = true,
    } = options;
    if (!(timeScale > 0)) throw new EmulatorError(`timeScale is ${timeScale}. Give a number above 0.`);
    const stacks = assemblies.flatMap((assembly) => assembly.stacks);
    const accounts = new Set(stacks.map(({ account }) => account));
    this.#accounts = accounts;
    this.#random = random;
    const roles = new Roles();
    const callers = new Callers((account) => accounts.has(account) || foreignAccounts.includes(account), roles);
    const authorizer = new Authorizer((account) => (accounts.has(account) ? organizationId : undefined));
    const targets = new TargetDirectory();
    this.#services = services;
    this.#schedule = new Schedule(clock);
    const schedule = this.#schedule;
    const access = new TargetAccess(authorizer, roles);
    const sender = new TargetSender(targets, access);
    this.#deliveries = new DeliveryEngine({ sender, clock, schedule, random, timeScale, observer, targetFault });
    const deliveries = this.#deliveries;
    const quotas = (account: string) => ({ ...DEFAULT_QUOTAS, ...options.quotas?.(account) });
    const forget = () => [authorizer, access, callers, targets].forEach((memory) => memory.forget());
    const context = {
      clock,
      schedule,
      timeScale,
      observer,
      roles,
      callers,
      authorizer,
      targets,
      deliveries,
      quotas,
      runFunctions,
    };
    this.#cloud = new Cloud(services, { ...context, effectDelay, onChange: forget });
    this.#cloud.load(stacks);
    this.#changing = { cloud: this.#cloud, clock, observer, quotas };
    this.#server = this.#makeServer(callers, clock, documents);
    this.report = reportOf(assemblies, accounts, this.#cloud.limited);
  }

  /**
   * Opens the port and starts the services.
   *
   * @param options.port @default 4010; 0 for any free one
   * @param options.host @default 127.0.0.1
   * @param options.hostNames further names and addresses that clients call it by (`host.docker.internal`). A request with another
   *   `Host` is refused, as one of a web page is: its access key id alone would let it act as anybody.
   * @throws PortInUseError
   * @throws ResourceError for a resource that cannot run as it is written
   */
  async listen({
    port = 4010,
    host = '127.0.0.1',
    hostNames = [],
  }: { readonly port?: number; readonly host?: string; readonly hostNames?: readonly string[] } = {}): Promise<{
    readonly endpoint: string;
  }> {
    const endpoint = await this.#server.listen(port, host, hostNames);
    try {
      for (const service of this.#cloud.services) service.start?.(endpoint);
    } catch (error) {
      await this.close();
      throw error;
    }
    return { endpoint };
  }

  /** One of its services, to look into: `emulator.service(sqs).queues()`. */
  service<Running extends RunningService>(service: EmulatedService<Running>): Running {
    return this.#cloud.service(service);
  }

  /**
   * Changes one stack as CloudFormation does, while events flow; creates it when it does not exist. Several stacks may be updated at
   * once. What AWS would refuse is in the result, and the stack is as it was.
   *
   * @param target of `loadAssembly`
   * @throws EmulatorError when the stack is being changed already
   */
  update(target: LoadedStack, options: UpdateOptions = {}): Promise<StackUpdateResult> {
    return runToEnd(this.startUpdate(target, options), options);
  }

  /**
   * Deletes a stack as CloudFormation does. One that does not exist is deleted already.
   *
   * @throws EmulatorError when the stack is being changed already
   */
  deleteStack(stack: StackName, options: Omit<UpdateOptions, 'stopAfter'> = {}): Promise<StackUpdateResult> {
    return runToEnd(this.startDelete(stack, options), options);
  }

  /** The same, operation by operation, as the caller asks for them. @throws EmulatorError */
  startUpdate(target: LoadedStack, options: StackUpdateOptions = {}): StackUpdate {
    this.#accounts.add(target.account);
    return new StackUpdate(target, target, { ...this.#changing, random: options.random ?? this.#random });
  }

  /** The same, operation by operation, as the caller asks for them. @throws EmulatorError */
  startDelete(stack: StackName, options: StackUpdateOptions = {}): StackUpdate {
    return new StackUpdate(stack, undefined, { ...this.#changing, random: options.random ?? this.#random });
  }

  /** Stacks as they are deployed now. */
  get stacks(): readonly LoadedStack[] {
    return this.#cloud.stacks;
  }

  /** Resources that their stacks left behind. */
  get orphans(): readonly Orphan[] {
    return this.#cloud.orphans;
  }

  /** Changes that were made and that events do not meet yet. */
  get pendingEffects(): number {
    return this.#cloud.pendingEffects;
  }

  /** Resolves when no event is on its way: nothing runs, no retry is pending. Messages in queues may wait for receivers. */
  async idle(): Promise<void> {
    // What runs may publish, and a retry may reach a function: until one round finds nothing to wait for.
    for (let quiet = false; !quiet;) {
      let waited = this.#deliveries.pendingRetries > 0;
      await this.#deliveries.idle();
      for (const service of this.#cloud.services) {
        waited ||= service.isBusy === true;
        await service.idle?.();
      }
      await new Promise((resolve) => setImmediate(resolve));
      quiet = !waited;
    }
  }

  /** Events that were given up and that no dead-letter queue accepted. */
  get dropped(): number {
    return this.#deliveries.dropped;
  }

  /** Answers what was asked already, lets end what runs (two seconds), and leaves nothing behind. */
  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  async #close(): Promise<void> {
    const { services } = this.#cloud;
    await this.#server.close();
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise((resolve) => (timer = setTimeout(resolve, PATIENCE_MS)));
    await Promise.race([Promise.all(services.map((service) => service.idle?.())), patience]);
    clearTimeout(timer);
    this.#deliveries.close();
    this.#schedule.clear();
    await Promise.all(services.map((service) => service.close?.()));
  }

  #makeServer(callers: Callers, clock: Clock, documents: NonNullable<EmulatorOptions['documents']>): WireServer {
    const { services } = this.#cloud;
    const served = this.#services.map((service) => ({ title: service.title, apis: this.service(service).apis ?? [] }));
    const health = () => {
      const { pendingRetries, dropped } = this.#deliveries;
      const own = services.map((service) => service.health?.());
      return Object.assign({ status: 'ok', accounts: this.#accounts.size, pendingRetries, dropped }, ...own) as Record<
        string,
        unknown
      >;
    };
    return new WireServer({
      apis: new ApiDirectory(served.flatMap(({ apis }) => apis)),
      callers,
      clock,
      pages: new Map([
        ['/', (endpoint: string) => introduction(served, endpoint)],
        ...Object.entries({ ...documents, health }).map(([name, make]) => [`/_busbar/${name}`, () => jsonPage(make())] as const),
      ]),
      endWaiting: () => {
        for (const service of services) service.endWaiting?.();
      },
    });
  }
}

async function runToEnd(update: StackUpdate, { between, stopAfter = Infinity }: UpdateOptions): Promise<StackUpdateResult> {
  for (let count = 0; ; count++) {
    if (count === stopAfter) update.cancel(`The update was stopped after ${stopAfter} operations.`);
    const operation = update.next();
    if (!operation) break;
    await between?.(operation);
  }
  const { result } = update;
  if (!result) throw new EmulatorError('An update ended without a result.');
  return result;
}

function reportOf(
  assemblies: readonly Pick<LoadedAssembly, 'stacks' | 'unsupported'>[],
  accounts: ReadonlySet<string>,
  limited: readonly IdleResource[],
): EmulatorReport {
  const stacks = assemblies.flatMap((assembly) => assembly.stacks);
  const resources: Record<string, number> = {};
  for (const { type } of stacks.flatMap((stack) => stack.resources)) resources[type] = (resources[type] ?? 0) + 1;
  return {
    accounts: [...accounts].sort(),
    stacks: stacks.map(({ name, account, region }) => ({ name, account, region })),
    resources: Object.fromEntries(Object.entries(resources).sort(([one], [other]) => (one < other ? -1 : 1))),
    unsupported: assemblies.flatMap(({ unsupported }) => unsupported),
    limited,
  };
}
