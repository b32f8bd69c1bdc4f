import type { Contract } from '@busbar/contracts';
import { BindingsError } from '../errors';

/** What an event type is called in TypeScript. */
export interface Names {
  /** `DeliveryStatusUpdated`, from the second major on `DeliveryStatusUpdatedV2`. */
  readonly constructor: string;
  /** `delivery/status-updated`, `delivery/status-updated-v2`. */
  readonly module: string;
}

export function namesOf({ event, major }: Pick<Contract, 'event' | 'major'>): Names {
  const words = event.name.slice(event.domain.length + 1).replaceAll('.', '-');
  return {
    constructor: pascalCase(event.name) + (major > 1 ? `V${major}` : ''),
    module: `${event.domain}/${words}${major > 1 ? `-v${major}` : ''}`,
  };
}

/** @throws BindingsError when two event types would have the same name */
export function uniqueNames(contracts: readonly Contract[]): ReadonlyMap<Contract, Names> {
  const names = new Map<Contract, Names>();
  const owners = new Map<string, string>();
  for (const contract of contracts) {
    const own = namesOf(contract);
    for (const name of [own.constructor, own.module]) {
      const owner = owners.get(name);
      if (owner !== undefined) {
        const clash = `"${owner}" and "${contract.type}" would both be "${name}" in TypeScript.`;
        throw new BindingsError(`${clash} Rename one of the events.`);
      }
      owners.set(name, contract.type);
    }
    names.set(contract, own);
  }
  return names;
}

/** `quiet-hours.changed` is `QuietHoursChanged`. */
export function pascalCase(text: string): string {
  return text
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}
