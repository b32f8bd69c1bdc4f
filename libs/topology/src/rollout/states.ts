import { queuesOf } from '../inboxes';
import type { Inbox, InboxSubscription } from '../model';
import { compareText, groupBy } from '../order';
import {
  dependenciesOf,
  departingSubscriptions,
  distinct,
  preparedRoutes,
  preparedSubscriptions,
  resourceKey,
  sortedIdle,
  sortedRoutes,
  stoppedIdentities,
  stoppedRoutes,
  type Maturity,
} from './idle';
import type { PlatformState } from './platform-state';
import { serviceTargetsOf } from './service-targets';

/** What a change goes through; each is a complete, consistent state. */
export interface States {
  /** What is new and nothing uses yet: buses, queues, roles, policies, a key. Whatever is live stays as it is. */
  readonly prepared: PlatformState;
  /** Everything of the new config is live, and everything of the old one that is owed until that is in effect. */
  readonly switched: PlatformState;
  /** The new config, and what may not go yet. */
  readonly settled: PlatformState;
}

/** What is live at the end, and what is live meanwhile. */
export interface Change {
  readonly after: PlatformState;
  /** Beside `after`: event types in both of their routes, subscriptions in both of their accounts, both publishers. */
  readonly during: PlatformState;
}

export interface StopOptions {
  readonly maturity: Maturity;
  /** Of what has no retry policy of its own. */
  readonly maximumEventAgeInSeconds: number;
}

/** @param before what the stage has now; undefined before its first deployment */
export function planStates(before: PlatformState | undefined, { after, during }: Change, options: StopOptions): States {
  const from = before ?? nothing(after);
  const rest = (next: PlatformState): PlatformState => withRemains(from, next, options);
  const switched = rest(during);
  return { prepared: prepare(from, switched), switched, settled: rest(after) };
}

/** A stage in which nothing lives: its bus has to be there all the same, as nothing can be prepared without it. */
function nothing({ bus }: PlatformState): PlatformState {
  return { bus, grants: [], routes: [], idleRoutes: [], serviceTargets: [], inboxes: [], identities: [], idleIdentities: [] };
}

/** `next`, with what it leaves of `before`. */
function withRemains(
  before: PlatformState,
  next: PlatformState,
  { maturity, maximumEventAgeInSeconds }: StopOptions,
): PlatformState {
  const idleRoutes = stoppedRoutes(before, next.routes, maturity);
  const { key } = before.bus;
  return withServiceTargets({
    ...next,
    // The archive holds what was encrypted with it.
    bus: next.bus.key || !key ? next.bus : { ...next.bus, key },
    idleRoutes,
    inboxes: inboxesWithRemains(before.inboxes, next.inboxes, {
      fed: new Set([...next.routes, ...idleRoutes].map(({ account }) => account)),
      maturity,
      maximumEventAgeInSeconds,
    }),
    idleIdentities: stoppedIdentities(before, next.identities, maximumEventAgeInSeconds, maturity),
  });
}

function withServiceTargets(state: Omit<PlatformState, 'serviceTargets'>): PlatformState {
  return { ...state, serviceTargets: serviceTargetsOf(state) };
}

interface InboxRemains extends StopOptions {
  /** Accounts to whose bus a route sends, or may still be retrying to. */
  readonly fed: ReadonlySet<string>;
}

function inboxesWithRemains(
  before: readonly Inbox[],
  next: readonly Inbox[],
  { fed, maturity, maximumEventAgeInSeconds }: InboxRemains,
): readonly Inbox[] {
  const now = new Map(next.map((inbox) => [inbox.account, inbox]));
  const had = new Map(before.map((inbox) => [inbox.account, inbox]));
  const placed = placesOf(next);
  return [...new Set([...now.keys(), ...had.keys()])]
    .flatMap((account): Inbox[] => {
      const inbox = now.get(account) ?? { ...(had.get(account) as Inbox), subscriptions: [] };
      const old = had.get(account);
      const moved = (key: string) => placed.get(key)?.findLast((place) => place.account !== account)?.subscription;
      const departure = { before: old, next: inbox.subscriptions, moved, maximumEventAgeInSeconds };
      const idle = departingSubscriptions(departure, maturity);
      return inbox.subscriptions.length + idle.length > 0 || fed.has(account) ? [{ ...inbox, idle }] : [];
    })
    .sort(byAccount);
}

/** Where subscriptions are, by {@link resourceKey}; one that moves is in two accounts meanwhile. */
function placesOf(
  inboxes: readonly Inbox[],
): ReadonlyMap<string, readonly { readonly account: string; readonly subscription: InboxSubscription }[]> {
  return groupBy(
    inboxes.flatMap(({ account, subscriptions }) => subscriptions.map((subscription) => ({ account, subscription }))),
    ({ subscription }) => resourceKey(subscription),
  );
}

/** `before`, with what has to be in effect when the rules of `next` start. */
function prepare(before: PlatformState, next: PlatformState): PlatformState {
  return withServiceTargets({
    bus: { ...before.bus, policy: next.bus.policy, ...(next.bus.key && { key: next.bus.key }) },
    grants: next.grants,
    routes: before.routes,
    idleRoutes: sortedRoutes([...before.idleRoutes, ...preparedRoutes(next.routes, [...before.routes, ...before.idleRoutes])]),
    inboxes: prepareInboxes(before.inboxes, next.inboxes),
    identities: next.identities,
    idleIdentities: next.idleIdentities,
  });
}

function prepareInboxes(before: readonly Inbox[], next: readonly Inbox[]): readonly Inbox[] {
  const had = new Map(before.map((inbox) => [inbox.account, inbox]));
  const coming = new Map(next.map((inbox) => [inbox.account, inbox]));
  return [...new Set([...had.keys(), ...coming.keys()])]
    .map((account): Inbox => {
      const old = had.get(account);
      const inbox = coming.get(account);
      const base = old ?? { ...(inbox as Inbox), subscriptions: [], idle: [] };
      const prepared = preparedSubscriptions(inbox?.subscriptions ?? [], old);
      return { ...base, policy: inbox?.policy ?? base.policy, idle: sortedIdle(distinct([...base.idle, ...prepared])) };
    })
    .sort(byAccount);
}

function byAccount(a: Inbox, b: Inbox): number {
  return compareText(a.account, b.account);
}

/**
 * Whether something starts with the switch that would not work from its first event on, if what it needs came with it:
 * a route with a new role (both are in one stack, and a role takes effect later than it is made); a subscription with a new
 * target, to an event type that the account receives already; the bus with a new key. A subscription to an event type that is new in
 * its account needs no step of its own: routes come a wave later.
 */
export function needsPreparation(before: PlatformState | undefined, { after, during }: Change): boolean {
  if (!before) return during.routes.length > 0;
  const roles = new Set([...before.routes, ...before.idleRoutes].map(({ role }) => role.arn));
  const startsRoute = during.routes.some(({ role }) => !roles.has(role.arn));
  const changesKey = after.bus.encryption === 'customer-managed' && !before.bus.key;
  return startsRoute || changesKey || during.inboxes.some((inbox) => startsTarget(before, inbox));
}

function startsTarget(before: PlatformState, { account, subscriptions }: Inbox): boolean {
  const flowing = new Set(before.routes.filter((route) => route.account === account).flatMap(({ eventTypes }) => eventTypes));
  const had = before.inboxes.find((inbox) => inbox.account === account);
  const queues = [...(had?.subscriptions ?? []), ...(had?.idle ?? [])].flatMap(queuesOf);
  const made = new Set([...queues, ...before.serviceTargets].map(({ arn }) => arn));
  return subscriptions.some(
    (subscription) => flowing.has(subscription.eventType) && dependenciesOf(subscription).some((arn) => !made.has(arn)),
  );
}
