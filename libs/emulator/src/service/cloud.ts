import { Resource, type IdleResource, type LoadedStack, type StackName, type StackOperation } from '../cloudformation';
import { EmulatorError } from '../errors';
import { DeployedStack, stackKey } from './deployed-stack';
import type { EmulatedService, IdleType, LoadedType, RunningService, ServiceContext } from './emulated-service';
import { LateEffects } from './late-effects';
import { NO_CHANGE, type ResourceChange } from './resource-change';
import { ResourceNames, type Orphan } from './resource-names';

/** What a change does to a resource, for whoever says how late it takes effect. */
export interface LateChange {
  readonly kind: StackOperation['kind'];
  readonly type: string;
  readonly logicalId: string;
  readonly stack: string;
  readonly account: string;
}

/** Milliseconds after which events meet a change. */
export type EffectDelay = (change: LateChange) => number;

export type CloudOptions = Omit<ServiceContext, 'service' | 'limit' | 'find'> & {
  readonly effectDelay: EffectDelay;
  /** Called after whatever changed: nothing that is remembered holds any more. */
  readonly onChange: () => void;
};

/** The accounts of the templates with everything in them, service by service. */
export class Cloud {
  /** Running services, in the order of the list. */
  readonly services: readonly RunningService[];
  readonly #options: CloudOptions;
  readonly #types = new Map<string, { readonly definition: LoadedType<RunningService>; readonly running: RunningService }>();
  readonly #running = new Map<string, RunningService>();
  readonly #createOnly = new Map<string, readonly string[]>();
  readonly #stacks = new Map<string, DeployedStack>();
  readonly #names = new ResourceNames();
  readonly #effects: LateEffects;
  readonly #limited = new Map<string, IdleResource>();

  constructor(services: readonly EmulatedService[], options: CloudOptions) {
    this.#options = options;
    this.#effects = new LateEffects(options.schedule, () => options.clock.elapsed());
    const context: ServiceContext = {
      ...options,
      service: (service) => this.service(service),
      find: (arn) => this.#names.find(arn),
      limit: ({ resolved: { type, logicalId, stack } }, reason) =>
        void this.#limited.set(`${stack}/${logicalId} ${reason}`, { type, logicalId, stack, reason }),
    };
    for (const service of services) {
      const running = service.create(context);
      this.#running.set(service.name, running);
      if (running.findTarget) context.targets.add(service.name, (arn) => running.findTarget?.(arn));
      for (const [type, definition] of Object.entries<IdleType | LoadedType<RunningService>>(service.resourceTypes)) {
        this.#createOnly.set(type, definition.createOnly);
        if (definition.idle === undefined) this.#types.set(type, { definition, running });
      }
    }
    this.services = [...this.#running.values()];
  }

  /** What is in the templates and only partly runs. */
  get limited(): readonly IdleResource[] {
    return [...this.#limited.values()];
  }

  /** Those that are being created and deleted too. */
  get deployedStacks(): DeployedStack[] {
    return [...this.#stacks.values()];
  }

  get orphans(): readonly Orphan[] {
    return this.#names.orphans;
  }

  /** Changes that events do not meet yet. */
  get pendingEffects(): number {
    return this.#effects.pending;
  }

  /** Those that are deployed, in the order in which they were created. */
  get stacks(): readonly LoadedStack[] {
    return [...this.#stacks.values()].flatMap(({ stack }) => stack ?? []);
  }

  /** @throws EmulatorError when the service is not in the list */
  service<Running extends RunningService>({ name, title }: EmulatedService<Running>): Running {
    const running = this.#running.get(name);
    if (running) return running as Running;
    throw new EmulatorError(`This emulator has no ${title}. Add it to the list of services.`);
  }

  /** Properties whose change replaces a resource. */
  createOnly(type: string): readonly string[] {
    return this.#createOnly.get(type) ?? [];
  }

  /**
   * Everything is there already: all resources at once, type by type, so that nothing has to be in an order.
   *
   * @throws ResourceError for what AWS would refuse to deploy
   */
  load(stacks: readonly LoadedStack[]): void {
    const byType = new Map<string, Resource[]>(Array.from(this.#types.keys(), (type) => [type, []]));
    for (const stack of stacks) {
      this.#open(stack);
      const deployed = new DeployedStack(nameOf(stack), stack);
      deployed.events.push({ at: this.#options.clock.now(), status: 'CREATE_COMPLETE' });
      this.#stacks.set(stackKey(stack), deployed);
      for (const resolved of stack.resources) {
        const resource = new Resource(resolved);
        deployed.resources.set(resolved.logicalId, resource);
        byType.get(resolved.type)?.push(resource);
        if (this.#types.has(resolved.type)) this.#names.check(resource);
        this.#names.claim(resource);
      }
    }
    const changes: ResourceChange[] = [];
    for (const [type, resources] of byType) {
      for (const resource of resources) {
        const change = this.#loading(type, resource);
        change.apply?.();
        changes.push(change);
      }
    }
    for (const change of changes) change.check?.();
    for (const { effects = [] } of changes) for (const effect of effects) effect.take();
    this.#options.onChange();
  }

  deployed(name: StackName): DeployedStack | undefined {
    return this.#stacks.get(stackKey(name));
  }

  /** @throws EmulatorError when one is under way already */
  beginChange(name: StackName): DeployedStack {
    const deployed = this.deployed(name) ?? new DeployedStack(nameOf(name));
    if (deployed.isChanging) {
      throw new EmulatorError(`Stack ${stackKey(name)} is being changed. Wait until that is done.`);
    }
    deployed.isChanging = true;
    this.#stacks.set(stackKey(name), deployed);
    this.#open(name);
    return deployed;
  }

  /** @param stack what is deployed now; undefined when nothing is left */
  endChange(name: StackName, deployed: DeployedStack, stack: LoadedStack | undefined): void {
    deployed.isChanging = false;
    deployed.stack = stack;
    if (!stack) this.#stacks.delete(stackKey(name));
  }

  /** @throws ResourceError when AWS would refuse it; then nothing has changed */
  carryOut(operation: StackOperation, deployed: DeployedStack): void {
    const { kind, logicalId } = operation;
    const { resources, replaced } = deployed;
    const current = resources.get(logicalId);
    if (kind === 'delete' || kind === 'retain') {
      const old = replaced.get(logicalId);
      // A rollback removes the new one of two.
      const isNew = current?.resolved === operation.resource;
      const leaving = isNew ? current : (old ?? current);
      if (leaving) this.#remove(leaving, kind);
      if (leaving === current) resources.delete(logicalId);
      if (old && isNew) resources.set(logicalId, old);
      replaced.delete(logicalId);
      return;
    }
    const resource = new Resource(operation.resource);
    this.#put(resource, kind, kind === 'update' ? current : undefined);
    resources.set(logicalId, resource);
    if (kind === 'replace' && current) replaced.set(logicalId, current);
  }

  #put(resource: Resource, kind: StackOperation['kind'], previous: Resource | undefined): void {
    this.#names.check(resource, previous);
    const change = this.#loading(resource.resolved.type, resource, previous);
    change.check?.();
    change.checkQuotas?.();
    this.#names.claim(resource, previous);
    this.#make(change, resource, kind);
  }

  #remove(resource: Resource, kind: 'delete' | 'retain'): void {
    if (kind === 'retain') return this.#names.orphan(resource);
    const type = this.#types.get(resource.resolved.type);
    const change = type ? type.definition.remove(resource, type.running) : NO_CHANGE;
    change.check?.();
    this.#names.release(resource);
    this.#make(change, resource, kind);
  }

  #make({ apply, effects = [] }: ResourceChange, { resolved }: Resource, kind: StackOperation['kind']): void {
    const { observer, clock, effectDelay, onChange } = this.#options;
    const { type, logicalId, stack, account } = resolved;
    apply?.();
    onChange();
    for (const { subject, take } of effects) {
      this.#effects.take(subject, effectDelay({ kind, type, logicalId, stack, account }), () => {
        take();
        onChange();
        observer?.({ kind: 'change-effective', at: clock.now(), stack, account, type, logicalId });
      });
    }
  }

  #loading(type: string, resource: Resource, previous?: Resource): ResourceChange {
    const known = this.#types.get(type);
    return known ? known.definition.load(resource, known.running, previous) : NO_CHANGE;
  }

  #open({ account, region }: StackName): void {
    for (const service of this.services) service.open?.(account, region);
  }
}

function nameOf({ name, account, region }: StackName): StackName {
  return { name, account, region };
}
