import { Resource, type IdleResource, type LoadedAssembly, type ResolvedResource } from '../cloudformation';
import { EmulatorError } from '../errors';
import type { EmulatedService, RunningService, ServiceContext } from './emulated-service';

/** Resolved templates, as far as they are run. */
export type Templates = readonly Pick<LoadedAssembly, 'stacks'>[];

/** The accounts of the templates with everything in them, service by service. */
export class Cloud {
  /** Running services, in the order of the list. */
  readonly services: readonly RunningService[];
  /** What is in the templates and only partly runs. */
  readonly limited: IdleResource[] = [];
  readonly #running = new Map<string, RunningService>();

  /**
   * Loads every resource by its type's own loader. What AWS would refuse to deploy is refused here.
   *
   * @throws ResourceError
   */
  constructor(
    services: readonly EmulatedService[],
    templates: Templates,
    context: Omit<ServiceContext, 'service' | 'limit' | 'environments'>,
  ) {
    const stacks = templates.flatMap((template) => template.stacks);
    const own: ServiceContext = {
      ...context,
      environments: stacks.map(({ account, region }) => ({ account, region })),
      service: (service) => this.service(service),
      limit: ({ resolved: { type, logicalId, stack } }, reason) => void this.limited.push({ type, logicalId, stack, reason }),
    };
    for (const service of services) {
      const running = service.create(own);
      this.#running.set(service.name, running);
      if (running.findTarget) context.targets.add(service.name, (arn) => running.findTarget?.(arn));
    }
    this.services = [...this.#running.values()];
    const byType = groupByType(stacks.flatMap(({ resources }) => resources));
    const owners = new Map<string, Resource>();
    for (const service of services) {
      const running = this.service(service);
      for (const [type, definition] of Object.entries(service.resourceTypes)) {
        if (definition.idle !== undefined) continue;
        for (const resolved of byType.get(type) ?? []) {
          const resource = new Resource(resolved);
          claim(owners, resource);
          definition.load(resource, running);
        }
      }
    }
    for (const running of this.services) running.connect?.();
  }

  /** @throws EmulatorError when the service is not in the list */
  service<Running extends RunningService>({ name, title }: EmulatedService<Running>): Running {
    const running = this.#running.get(name);
    if (running) return running as Running;
    throw new EmulatorError(`This emulator has no ${title}. Add it to the list of services.`);
  }
}

function groupByType(resources: readonly ResolvedResource[]): ReadonlyMap<string, readonly ResolvedResource[]> {
  const byType = new Map<string, ResolvedResource[]>();
  for (const resource of resources) {
    const others = byType.get(resource.type);
    if (others) others.push(resource);
    else byType.set(resource.type, [resource]);
  }
  return byType;
}

/** Two resources of one name: AWS would refuse the second. */
function claim(owners: Map<string, Resource>, resource: Resource): void {
  if (resource.arn === '') return;
  if (owners.has(resource.arn))
    throw resource.fail('Name', `makes ${resource.arn}, which exists already.`, 'Give it another name.');
  owners.set(resource.arn, resource);
}
