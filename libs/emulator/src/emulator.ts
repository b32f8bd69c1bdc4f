import { loadAssembly } from './assembly';
import type { LoadedAssembly, LoadedStack, StackName } from './cloudformation';
import { DeliveryEngine } from './delivery/delivery-engine';
import { TargetAccess } from './delivery/target-access';
import { TargetDirectory } from './delivery/target-resource';
import { TargetSender } from './delivery/target-sender';
import type { EmulatorOptions, UpdateOptions } from './emulator-options';
import { reportOf, type EmulatorReport, type StacksToRun } from './emulator-report';
import { EmulatorError } from './errors';
import { Authorizer } from './identity/authorizer';
import { activeMembers } from './identity/organization-options';
import { Callers } from './identity/caller';
import { Roles } from './identity/role';
import { Cloud } from './service/cloud';
import type { EmulatedService, RunningService } from './service/emulated-service';
import { DEFAULT_QUOTAS } from './service/quotas';
import { StackDirectory } from './service/stack-directory';
import type { Orphan } from './service/resource-names';
import { StackUpdate, type StackUpdateOptions, type StackUpdateResult } from './service/stack-update';
import { SERVICES } from './services';
import { systemClock, type Clock } from './time/clock';
import { Schedule } from './time/schedule';
import { ApiDirectory } from './wire/api-directory';
import { introduction, jsonPage } from './wire/pages';
import { WireServer } from './wire/server';

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
  constructor(assemblies: readonly StacksToRun[], options: EmulatorOptions = {}) {
    const {
      clock = systemClock,
      timeScale = 1,
      organization,
      organizationId = organization?.snapshot.id,
      foreignAccounts = [],
      observer,
      targetFault,
      random = Math.random,
      services = SERVICES,
      documents = {},
      effectDelay = () => 0,
      runFunctions = true,
      runSchedules = true,
    } = options;
    if (!(timeScale > 0)) throw new EmulatorError(`timeScale is ${timeScale}. Give a number above 0.`);
    const stacks = assemblies.flatMap((assembly) => assembly.stacks);
    const accounts = new Set(stacks.map(({ account }) => account));
    this.#accounts = accounts;
    this.#random = random;
    const roles = new Roles();
    const members = organization ? activeMembers(organization.snapshot) : new Set<string>();
    const isMember = (account: string) => accounts.has(account) || members.has(account);
    const callers = new Callers((account) => isMember(account) || foreignAccounts.includes(account), roles);
    const authorizer = new Authorizer((account) => (isMember(account) ? organizationId : undefined));
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
    const stackDirectory = new StackDirectory(
      () => this.#cloud,
      (stack) => endOf(this.startDelete(stack)),
    );
    const context = {
      organization,
      stacks: stackDirectory,
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
      runSchedules,
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
  return endOf(update);
}

/** Carries out what is left of it. */
function endOf(update: StackUpdate): StackUpdateResult {
  while (update.next()) {
    // Until nothing is left.
  }
  const { result } = update;
  if (!result) throw new EmulatorError('An update ended without a result.');
  return result;
}
