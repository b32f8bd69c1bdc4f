import type { IdleSubscription, Named, Topology } from '../model';
import { queuesOf } from '../inboxes';
import { quietFrom, resourceKey } from './idle';
import type { PlatformState } from './platform-state';
import { stackChanges, type StackChange } from './stack-changes';
import { digestsOf, unitKey, unitsOf } from './units';

/** The way from what a stage has to what `config/` says. */
export interface Rollout {
  /** In order; empty when nothing changes. */
  readonly steps: readonly Step[];
  /** What stays in the templates although nothing uses it any more, and what it waits for; sorted as it is in the topology. */
  readonly later: readonly Later[];
  /**
   * Event types that change hands in the next rollout only: the bus policy does not hold the old and the new publishers of all
   * that change at once.
   */
  readonly heldBack: readonly string[];
}

/** A complete, consistent state of the stage that can be deployed as it is, wave by wave. */
export interface Step {
  /**
   * `prepare`: what is new and nothing uses yet. `switch`: the new config is live, beside what of the old one is still owed.
   * `contract`: what is no longer used stops.
   */
  readonly kind: StepKind;
  readonly topology: Topology;
  /** Stacks that differ from the step before, in order of deployment. */
  readonly changes: readonly StackChange[];
  /** Queues that the step deletes. It may only begin when they hold no message. */
  readonly mustBeEmpty: readonly Named[];
  /** Stacks of the step before that are not in this one: to be deleted when it is deployed. */
  readonly retiredStacks: readonly { readonly stack: string; readonly account: string }[];
}

export type StepKind = 'prepare' | 'switch' | 'contract';

export interface Later {
  readonly what: 'route' | 'subscription' | 'identity';
  readonly account: string;
  /** The route's name, `<service>/<subscription>` with the name that its queues carry, or the service. */
  readonly name: string;
  /** Queues that it keeps. */
  readonly queues: readonly Named[];
  /**
   * `retries`: EventBridge may still be retrying, until `notBefore`. `acknowledgement`: an entry in config/retired.yaml.
   * `deletion`: the next rollout deletes it.
   */
  readonly waitsFor: 'retries' | 'acknowledgement' | 'deletion';
  /** ISO time; absent until the step that stopped it is deployed. */
  readonly notBefore?: string;
}

/** The steps that differ from what is there before them. */
export function stepsOf(
  before: Topology | undefined,
  states: readonly { readonly kind: StepKind; readonly topology: Topology }[],
): readonly Step[] {
  const steps: Step[] = [];
  let current = before;
  for (const { kind, topology } of states) {
    if (current && sameStacks(current, topology)) continue;
    steps.push({
      kind,
      topology,
      changes: stackChanges(current, topology),
      mustBeEmpty: current ? deletedQueues(current, topology) : [],
      retiredStacks: retiredStacks(current, topology),
    });
    current = topology;
  }
  return steps;
}

/** Whether every stack of both is the same. */
export function sameStacks(a: Topology, b: Topology): boolean {
  const digests = digestsOf(a);
  const others = digestsOf(b);
  return digests.size === others.size && [...digests].every(([key, digest]) => others.get(key) === digest);
}

function retiredStacks(before: Topology | undefined, { waves }: Topology): Step['retiredStacks'] {
  const kept = new Set(unitsOf({ waves }).map(unitKey));
  return (before ? unitsOf(before) : [])
    .filter((unit) => !kept.has(unitKey(unit)))
    .map(({ stack, account }) => ({ stack, account }));
}

function deletedQueues(before: PlatformState, next: PlatformState): readonly Named[] {
  const kept = new Set(queuesOfState(next).map(({ arn }) => arn));
  return queuesOfState(before).filter(({ arn }) => !kept.has(arn));
}

/** Every queue that the platform's stacks make, once. */
export function queuesOfState({ bus, routes, idleRoutes, inboxes }: PlatformState): readonly Named[] {
  const queues = [
    ...(bus.key ? [bus.key.deadLetterQueue] : []),
    ...[...routes, ...idleRoutes].map(({ deadLetterQueue }) => deadLetterQueue),
    ...inboxes.flatMap(({ subscriptions, idle }) => [...subscriptions, ...idle].flatMap(queuesOf)),
  ];
  return [...new Map(queues.map((queue) => [queue.arn, queue])).values()];
}

/** What the settled state keeps, and why. */
export function leftForLater(
  { idleRoutes, inboxes, idleIdentities }: PlatformState,
  maximumEventAgeInSeconds: number,
  now: Date | undefined,
): readonly Later[] {
  return [
    ...idleRoutes.flatMap(({ account, name, idle, retry, deadLetterQueue }) =>
      idle.state === 'stopped'
        ? [{ what: 'route' as const, account, name, queues: [deadLetterQueue], ...waiting(idle, retry.maximumEventAgeInSeconds) }]
        : [],
    ),
    ...inboxes.flatMap(({ account, subscriptions, idle: stopped }) => {
      const used = new Set(subscriptions.flatMap(queuesOf).map(({ arn }) => arn));
      return stopped.flatMap((subscription) => subscriptionLater(subscription, account, used, now));
    }),
    ...idleIdentities.flatMap(({ account, service, idle }) =>
      idle.state === 'stopped'
        ? [{ what: 'identity' as const, account, name: service, queues: [], ...waiting(idle, maximumEventAgeInSeconds) }]
        : [],
    ),
  ];
}

type Waiting = Pick<Later, 'waitsFor' | 'notBefore'>;

function waiting(idle: Parameters<typeof quietFrom>[0], maximumEventAgeInSeconds: number): Waiting {
  const notBefore = quietFrom(idle, maximumEventAgeInSeconds);
  return { waitsFor: 'retries', ...(notBefore !== undefined && { notBefore }) };
}

function stopReason(
  idle: Exclude<IdleSubscription['idle'], { readonly state: 'not-started' }>,
  isQuiet: boolean,
): Later['waitsFor'] {
  if (idle.state === 'draining' || !isQuiet) return 'retries';
  return idle.deletion === 'acknowledged' ? 'deletion' : 'acknowledgement';
}

function subscriptionLater(
  subscription: IdleSubscription,
  account: string,
  used: ReadonlySet<string>,
  now: Date | undefined,
): readonly Later[] {
  const { idle, retry } = subscription;
  if (idle.state === 'not-started') return [];
  const { notBefore } = waiting(idle, retry.maximumEventAgeInSeconds);
  const isQuiet = now !== undefined && notBefore !== undefined && Date.parse(notBefore) <= now.getTime();
  const waitsFor = stopReason(idle, isQuiet);
  return [
    {
      what: 'subscription',
      account,
      name: resourceKey(subscription),
      queues: queuesOf(subscription).filter(({ arn }) => !used.has(arn)),
      waitsFor,
      ...(notBefore !== undefined && { notBefore }),
    },
  ];
}
