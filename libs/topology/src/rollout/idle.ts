import { factsOf } from '../deliveries/index';
import { queuesOf } from '../inboxes';
import type {
  Draining,
  Idle,
  IdleIdentity,
  IdleRoute,
  IdleSubscription,
  Inbox,
  InboxSubscription,
  Route,
  ServiceIdentity,
  Stopped,
} from '../model';
import { compareText } from '../order';

/** When something that has stopped may go. */
export interface Maturity {
  /** Without it nothing goes. */
  readonly now: Date | undefined;
  /** Whether somebody has acknowledged that the queues of a subscription may be deleted in the account. */
  isAcknowledged(subscription: Pick<IdleSubscription, 'service' | 'resourceName'>, account: string): boolean;
}

const NOT_STARTED: Idle = { state: 'not-started' };
const STOPPED: Stopped = { state: 'stopped' };

/** What was stopped goes on as it was; what was live, or waited for its start, stops now. */
function stopped(idle: Idle | undefined): Stopped {
  return idle?.state === 'stopped' ? idle : STOPPED;
}

/** ISO time from which nothing is retried any more. Undefined while it is not known when it stopped. */
export function quietFrom({ since }: Stopped | Draining, maximumEventAgeInSeconds: number): string | undefined {
  return since === undefined ? undefined : new Date(Date.parse(since) + maximumEventAgeInSeconds * 1000).toISOString();
}

function isQuiet(idle: Idle, maximumEventAgeInSeconds: number, now: Date | undefined): boolean {
  if (idle.state === 'not-started' || !now) return false;
  const from = quietFrom(idle, maximumEventAgeInSeconds);
  return from !== undefined && Date.parse(from) <= now.getTime();
}

/** Routes and identities, live and idle, are told apart by a name of their own. */
interface Collection<Live, Resting extends Live & { readonly idle: Idle }> {
  readonly live: readonly Live[];
  readonly idle: readonly Resting[];
}

/** What is left of `before` beside the live things of the next state. */
function leftBehind<Live, Resting extends Live & { readonly idle: Idle }>(
  before: Collection<Live, Resting>,
  next: readonly Live[],
  key: (thing: Live) => string,
): readonly (Live & { readonly idle: Stopped })[] {
  const live = new Set(next.map(key));
  return [
    ...before.live.map((thing) => ({ ...thing, idle: STOPPED })),
    ...before.idle.map((thing) => ({ ...thing, idle: stopped(thing.idle) })),
  ].filter((thing) => !live.has(key(thing)));
}

type RouteRemains = Omit<IdleRoute, 'idle'>;

/** Role and DLQ of each route that was there and is not live in the next state, until its events cannot be retried any more. */
export function stoppedRoutes(
  before: { readonly routes: readonly Route[]; readonly idleRoutes: readonly IdleRoute[] },
  next: readonly Route[],
  { now }: Pick<Maturity, 'now'>,
): readonly IdleRoute[] {
  const remains = leftBehind<RouteRemains, IdleRoute>(
    { live: before.routes.map(remainsOf), idle: before.idleRoutes },
    next,
    ({ name }) => name,
  );
  return sortedRoutes(remains.filter(({ idle, retry }) => !isQuiet(idle, retry.maximumEventAgeInSeconds, now)));
}

/** Role and DLQ of each route that starts with the next step. */
export function preparedRoutes(next: readonly Route[], known: readonly { readonly name: string }[]): readonly IdleRoute[] {
  const names = new Set(known.map(({ name }) => name));
  return sortedRoutes(next.filter(({ name }) => !names.has(name)).map((route) => ({ ...remainsOf(route), idle: NOT_STARTED })));
}

export function sortedRoutes(routes: readonly IdleRoute[]): readonly IdleRoute[] {
  return [...routes].sort((a, b) => compareText(a.name, b.name));
}

function remainsOf({ name, ruleArn, account, shard, role, deadLetterQueue, targetArn, retry }: RouteRemains): RouteRemains {
  return { name, ruleArn, account, shard, role, deadLetterQueue, targetArn, retry };
}

export function stoppedIdentities(
  before: { readonly identities: readonly ServiceIdentity[]; readonly idleIdentities: readonly IdleIdentity[] },
  next: readonly ServiceIdentity[],
  maximumEventAgeInSeconds: number,
  { now }: Pick<Maturity, 'now'>,
): readonly IdleIdentity[] {
  const live = { live: before.identities, idle: before.idleIdentities };
  return leftBehind<ServiceIdentity, IdleIdentity>(live, next, ({ role }) => role.arn)
    .filter(({ idle }) => !isQuiet(idle, maximumEventAgeInSeconds, now))
    .sort((a, b) => compareText(a.account, b.account) || compareText(a.service, b.service));
}

/** Where an account's subscriptions are on their way out. */
export interface Departure {
  /** The account as it was; undefined when it had no inbox. */
  readonly before: Inbox | undefined;
  /** Those that are live in the next state. */
  readonly next: readonly InboxSubscription[];
  /** Those that have moved to another account, as they are there, by {@link resourceKey}: what is retried to their old bus is owed still. */
  readonly moved: (key: string) => InboxSubscription | undefined;
  /** For how long a route retries. */
  readonly maximumEventAgeInSeconds: number;
}

/** What no live subscription of the next state uses: queues, acknowledged ones in two steps; local rules of those that moved. */
export function departingSubscriptions(departure: Departure, maturity: Maturity): readonly IdleSubscription[] {
  const { before, next, moved, maximumEventAgeInSeconds } = departure;
  if (!before) return [];
  const used = new Set(next.flatMap(queuesOf).map(({ arn }) => arn));
  const left: readonly IdleSubscription[] = [
    ...before.subscriptions.map((subscription) => drain({ ...subscription, idle: { state: 'draining' } }, moved)),
    ...before.idle.map((subscription): IdleSubscription => {
      const { idle } = subscription;
      const drains = idle.state === 'draining' && !isQuiet(idle, maximumEventAgeInSeconds, maturity.now);
      return drains ? drain(subscription, moved) : { ...subscription, idle: stopped(idle) };
    }),
  ];
  const unused = left.filter((subscription) => queuesOf(subscription).some(({ arn }) => !used.has(arn)));
  return sortedIdle(distinct(unused).flatMap((subscription) => keep(subscription, before.account, maturity)));
}

/**
 * The local rule stays for what is owed to the subscription where it is now: with its present filter, since other subscriptions of
 * the account may go on receiving the event type, and then new events come by too.
 */
function drain(subscription: IdleSubscription, moved: Departure['moved']): IdleSubscription {
  const now = moved(resourceKey(subscription));
  if (now?.eventType !== subscription.eventType) return { ...subscription, idle: STOPPED };
  return { ...subscription, pattern: now.pattern };
}

function keep(subscription: IdleSubscription, account: string, { now, isAcknowledged }: Maturity): readonly IdleSubscription[] {
  const { idle, retry } = subscription;
  if (idle.state !== 'stopped') return [subscription];
  const mayGo = isQuiet(idle, retry.maximumEventAgeInSeconds, now) && isAcknowledged(subscription, account);
  if (!mayGo) return [subscription];
  // CloudFormation deletes by the policy of the template that is deployed: that says so one deployment earlier.
  return idle.deletion === 'acknowledged' ? [] : [{ ...subscription, idle: { ...idle, deletion: 'acknowledged' } }];
}

/** Subscriptions that start, or change their delivery, with the next step: their queues, and the functions of service teams. */
export function preparedSubscriptions(
  next: readonly InboxSubscription[],
  before: Inbox | undefined,
): readonly IdleSubscription[] {
  const made = new Set([...(before?.subscriptions ?? []), ...(before?.idle ?? [])].flatMap(dependenciesOf));
  return next
    .filter((subscription) => dependenciesOf(subscription).some((arn) => !made.has(arn)))
    .map((subscription) => ({ ...subscription, idle: NOT_STARTED }));
}

/** What has to admit the local rule before it starts. */
export function dependenciesOf(subscription: Pick<InboxSubscription, 'delivery' | 'deliveryDeadLetterQueue'>): readonly string[] {
  return [factsOf(subscription.delivery).target, ...queuesOf(subscription)].map(({ arn }) => arn);
}

/** One entry for each target that a subscription has had: it may drain to one while the queue of another is still kept. */
export function distinct(subscriptions: readonly IdleSubscription[]): readonly IdleSubscription[] {
  const byTarget = new Map<string, IdleSubscription>();
  for (const subscription of subscriptions) {
    const key = `${resourceKey(subscription)} ${factsOf(subscription.delivery).target.arn}`;
    if (!byTarget.has(key)) byTarget.set(key, subscription);
  }
  return [...byTarget.values()];
}

export function sortedIdle(subscriptions: readonly IdleSubscription[]): readonly IdleSubscription[] {
  const target = ({ delivery }: IdleSubscription): string => factsOf(delivery).target.arn;
  return [...subscriptions].sort(
    (a, b) =>
      compareText(a.service, b.service) || compareText(a.resourceName, b.resourceName) || compareText(target(a), target(b)),
  );
}

/** What a subscription is in the template, whatever it is called now. */
export function resourceKey({ service, resourceName }: Pick<InboxSubscription, 'service' | 'resourceName'>): string {
  return `${service}/${resourceName}`;
}
