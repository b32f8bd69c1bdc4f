import type { Topology } from './model';
import { compareText } from './order';

/**
 * Where things are that could be in several places: the only part of a topology that may follow from what was deployed before.
 * A stage is made again from `config/` and its placement, byte by byte.
 */
export interface Placement {
  /** Routing stack by subscriber account. A live rule never moves to another stack: CloudFormation could not do it without a gap. */
  readonly shards: Readonly<Record<string, number>>;
  /** By subscriber account: the part of its routes that each event type is in. */
  readonly parts: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

export const NO_PLACEMENT: Placement = { shards: {}, parts: {} };

/** The placement that a topology has. Of an event type that is in two parts, on its way from one to the other, the first counts. */
export function placementOf({ routes, idleRoutes }: Pick<Topology, 'routes' | 'idleRoutes'>): Placement {
  const shards: Record<string, number> = {};
  const parts: Record<string, Record<string, number>> = {};
  for (const { account, shard } of [...routes, ...idleRoutes]) shards[account] = shard;
  for (const route of routes) {
    const ofAccount = (parts[route.account] ??= {});
    for (const eventType of route.eventTypes) ofAccount[eventType] = Math.min(ofAccount[eventType] ?? Infinity, partOf(route));
  }
  return { shards, parts };
}

/** The part is the last number of a route's name. */
export function partOf({ name }: { readonly name: string }): number {
  return Number(name.slice(name.lastIndexOf('-') + 1));
}

/**
 * Which routing stack holds the routes of which account: the one that it has; a new account goes into the first that has room.
 * So a stack that was filled stays as it is, also when accounts leave it or `capacity` is lowered.
 *
 * @param capacity accounts that a stack may hold
 */
export function assignShards(
  accounts: Iterable<string>,
  placed: Placement['shards'],
  capacity: number,
): ReadonlyMap<string, number> {
  const room = Math.max(capacity, 1);
  const shards = new Map(Object.entries(placed));
  const sizes = new Map<number, number>();
  for (const shard of shards.values()) sizes.set(shard, (sizes.get(shard) ?? 0) + 1);
  for (const account of [...accounts].filter((each) => !shards.has(each)).sort(compareText)) {
    let shard = 1;
    while ((sizes.get(shard) ?? 0) >= room) shard += 1;
    shards.set(account, shard);
    sizes.set(shard, (sizes.get(shard) ?? 0) + 1);
  }
  return shards;
}
