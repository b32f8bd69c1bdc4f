import { createHash } from 'node:crypto';
import type { DeploymentUnit, Topology } from '../model';
import { compareText } from '../order';
import { joinObservability, observabilityOfStack, NO_OBSERVABILITY } from '../observability/index';
import type { DrawnState, PlatformState } from './platform-state';

/**
 * What each deployment unit draws, by kind. A stack carries the digest of its part; the parts lie under their digests where the
 * pipeline keeps them, so that what a stage has now can be put together stack by stack, also when it is deployed half.
 */
const parts: Readonly<Record<DeploymentUnit['kind'], (state: PlatformState, unit: DeploymentUnit) => Partial<PlatformState>>> = {
  observability: () => ({}),
  'central-bus': ({ bus, grants }) => ({ bus, grants }),
  account: ({ inboxes, identities, idleIdentities }, { account }) => ({
    inboxes: inboxes.filter((inbox) => inbox.account === account),
    identities: identities.filter((identity) => identity.account === account),
    idleIdentities: idleIdentities.filter((identity) => identity.account === account),
  }),
  routing: ({ routes, idleRoutes, serviceTargets }, { shard }) => ({
    serviceTargets: serviceTargets.filter((target) => target.shard === shard),
    routes: routes.filter((route) => route.shard === shard),
    idleRoutes: idleRoutes.filter((route) => route.shard === shard),
  }),
};

/** The part of a topology that one of its units draws. */
export function partOfUnit(state: DrawnState, unit: DeploymentUnit): Partial<DrawnState> {
  const { observability = NO_OBSERVABILITY } = state;
  return { ...parts[unit.kind](state, unit), observability: observabilityOfStack(observability, unit) };
}

/** Sixteen hexadecimal digits: the same for parts whose stacks are the same. When something stopped is not in it: nothing shows it. */
export function digestOfUnit(state: DrawnState, unit: DeploymentUnit): string {
  const digests = known.get(state) ?? new Map<string, string>();
  known.set(state, digests);
  const digest = digests.get(unitKey(unit)) ?? digestOf(partOfUnit(state, unit));
  digests.set(unitKey(unit), digest);
  return digest;
}

/** Every comparison of two states asks for the digests of both. */
const known = new WeakMap<DrawnState, Map<string, string>>();

function digestOf({ observability, ...rest }: Partial<DrawnState>): string {
  const text = JSON.stringify(rest, (key, value: unknown) => (key === 'since' ? undefined : value));
  // The larger half by far, and nothing in it has stopped.
  return createHash('sha256').update(text).update(JSON.stringify(observability)).digest('hex').slice(0, 16);
}

/** Names one stack of a stage. */
export function unitKey({ account, stack }: Pick<DeploymentUnit, 'account' | 'stack'>): string {
  return `${account}/${stack}`;
}

/** Digests by {@link unitKey}. */
export function digestsOf(topology: Topology): ReadonlyMap<string, string> {
  return new Map(unitsOf(topology).map((unit) => [unitKey(unit), digestOfUnit(topology, unit)]));
}

export function unitsOf({ waves }: Pick<Topology, 'waves'>): readonly DeploymentUnit[] {
  return waves.flatMap(({ units }) => units);
}

/** One stack as it was last deployed. */
export interface DeployedUnit {
  readonly unit: DeploymentUnit;
  readonly part: Partial<DrawnState>;
  /** ISO time at which the deployment ended. */
  readonly deployedAt: string;
}

/** The state that a stage has now, from what each of its stacks was last deployed with. Undefined without a central bus. */
export function assembleState(deployed: readonly DeployedUnit[]): DrawnState | undefined {
  const dated = deployed.map(({ part, deployedAt }) => withDates(part, deployedAt));
  const bus = dated.find((part) => part.bus)?.bus;
  if (!bus) return undefined;
  const all = <Key extends Exclude<keyof PlatformState, 'bus'>>(key: Key): PlatformState[Key][number][] =>
    dated.flatMap((part) => (part[key] ?? []) as PlatformState[Key][number][]);
  return {
    bus,
    grants: all('grants'),
    routes: all('routes').sort((a, b) => compareText(a.name, b.name)),
    idleRoutes: all('idleRoutes').sort((a, b) => compareText(a.name, b.name)),
    serviceTargets: all('serviceTargets').sort((a, b) => compareText(a.arn, b.arn)),
    observability: joinObservability(dated.flatMap(({ observability }) => observability ?? [])),
    inboxes: all('inboxes').sort((a, b) => compareText(a.account, b.account)),
    identities: all('identities').sort((a, b) => compareText(a.service, b.service)),
    idleIdentities: all('idleIdentities').sort((a, b) => compareText(a.account, b.account) || compareText(a.service, b.service)),
  };
}

/** What was stopped by a deployment stopped when that ended; what was stopped before says since when. */
function withDates(part: Partial<DrawnState>, deployedAt: string): Partial<DrawnState> {
  return JSON.parse(
    JSON.stringify(part, (key, value: unknown) => (key === 'idle' && isUndated(value) ? { ...value, since: deployedAt } : value)),
  ) as Partial<DrawnState>;
}

function isUndated(value: unknown): value is object {
  return typeof value === 'object' && value !== null && 'state' in value && value.state !== 'not-started' && !('since' in value);
}
