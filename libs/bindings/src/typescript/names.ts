import { BindingsError } from '../errors';
import { pascalCase, type EventModel } from '../model';

/** What an event type is called in TypeScript. */
export interface Names {
  /** `DeliveryStatusUpdated`, from the second major on `DeliveryStatusUpdatedV2`. */
  readonly constructor: string;
  /** `delivery/status-updated`, `delivery/status-updated-v2`. */
  readonly module: string;
}

export function namesOf({ name, domain, major }: Pick<EventModel, 'name' | 'domain' | 'major'>): Names {
  const words = name.slice(domain.length + 1).replaceAll('.', '-');
  return {
    constructor: pascalCase(name) + (major > 1 ? `V${major}` : ''),
    module: `${domain}/${words}${major > 1 ? `-v${major}` : ''}`,
  };
}

/** @throws BindingsError when two event types would have the same name */
export function uniqueNames(models: readonly EventModel[]): ReadonlyMap<EventModel, Names> {
  const names = new Map<EventModel, Names>();
  const owners = new Map<string, string>();
  for (const model of models) {
    const own = namesOf(model);
    for (const name of [own.constructor, own.module]) {
      const owner = owners.get(name);
      if (owner !== undefined) {
        const clash = `"${owner}" and "${model.eventType}" would both be "${name}" in TypeScript.`;
        throw new BindingsError(`${clash} Rename one of the events.`);
      }
      owners.set(name, model.eventType);
    }
    names.set(model, own);
  }
  return names;
}
