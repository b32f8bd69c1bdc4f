import type { Expectation } from './expectation';
import type { Journal } from './journal';
import { REHEARSED_FAULT, type Hop, type PublishedEvent } from './published-event';

/** Something that a change must not do to an event. */
export interface Fault {
  /**
   * `lost`: it did not arrive where it was owed. `unwanted`: it arrived where it was for nobody. `dead-lettered`, `dropped`: given up,
   * although no target failed by design.
   */
  readonly kind: 'lost' | 'unwanted' | 'dead-lettered' | 'dropped';
  readonly event: PublishedEvent;
  /** Subscription, by `ExpectedSubscription.key`, or the target that was not reached. */
  readonly whom: string;
  /** The hop that it ended with, in words. */
  readonly message: string;
}

export interface Verdict {
  readonly faults: readonly Fault[];
  readonly delivered: number;
  readonly duplicates: number;
  /** Subscriptions that received an event twice. Sorted. */
  readonly seenTwiceBy: readonly string[];
}

/**
 * What became of the events of a change.
 *
 * @param expectations of all configs that are on their way in or out, the new one last: what all of them deliver is owed at every
 *   moment, what one of them does may arrive. From the end on, the new one alone counts
 * @param homes accounts that subscriptions have had, also before these configs: where a service has moved, its old queue may get what
 *   is for it and its old account gets for others, until nothing is retried there any more
 */
export function judge(
  journal: Pick<Journal, 'events' | 'subscriptionOf'>,
  expectations: readonly Expectation[],
  homes: Homes = homesOf(expectations),
): Verdict {
  const faults: Fault[] = [];
  const seenTwiceBy = new Set<string>();
  let delivered = 0;
  let duplicates = 0;
  const counting = { during: receiversOf(expectations, homes), afterwards: receiversOf(expectations.slice(-1), homes) };
  for (const event of journal.events) {
    const { owed, allowed } = (event.isAfterwards ? counting.afterwards : counting.during)(event);
    const arrived = new Set<string>();
    for (const { key, account } of event.arrivals) {
      delivered++;
      if (arrived.has(key)) {
        duplicates++;
        seenTwiceBy.add(key);
      }
      arrived.add(key);
      const mayBe = allowed.get(key);
      if (!mayBe?.has(account)) faults.push({ kind: 'unwanted', event, whom: key, message: `It arrived in account ${account}.` });
    }
    const givenUp = event.hops.filter(isGivenUp);
    const byDesign = givenUp.filter(({ kind, errorCode }) => kind === 'dead-lettered' && errorCode === REHEARSED_FAULT);
    for (const hop of givenUp) {
      if (byDesign.includes(hop)) continue;
      faults.push({ kind: GIVEN_UP[hop.kind], event, whom: hop.where, message: describeFailure(hop) });
    }
    for (const [key, account] of owed) {
      if (arrived.has(key) || isExcused(byDesign, key, account, journal)) continue;
      faults.push({ kind: 'lost', event, whom: key, message: whereItEnded(event, account) });
    }
  }
  return { faults, delivered, duplicates, seenTwiceBy: [...seenTwiceBy].sort() };
}

/** Ends of an event's way that are no arrivals. */
const GIVEN_UP = { 'dead-lettered': 'dead-lettered', dropped: 'dropped', lost: 'dropped' } as const;

function isGivenUp(hop: Hop): hop is Hop & { readonly kind: keyof typeof GIVEN_UP } {
  return hop.kind in GIVEN_UP;
}

type Receivers = (event: PublishedEvent) => {
  /** With an account that receives it. */
  readonly owed: ReadonlyMap<string, string>;
  readonly allowed: ReadonlyMap<string, ReadonlySet<string>>;
};

/** The accounts that subscriptions have had, by key. */
export type Homes = ReadonlyMap<string, ReadonlySet<string>>;

/** @param former of earlier configs */
export function homesOf(expectations: readonly Expectation[], former: Homes = new Map()): Homes {
  const homes = new Map([...former].map(([key, accounts]) => [key, new Set(accounts)]));
  for (const { key, account } of expectations.flatMap(({ subscriptions }) => subscriptions)) {
    homes.set(key, (homes.get(key) ?? new Set()).add(account));
  }
  return homes;
}

function receiversOf(expectations: readonly Expectation[], homes: Homes): Receivers {
  const known = new Map<unknown, ReturnType<Receivers>>();
  return ({ offered }) => {
    const found = known.get(offered);
    if (found) return found;
    const inEach = expectations.map((each) => each.receivers(offered));
    const last = inEach.at(-1) ?? new Map<string, string>();
    const owed = new Map([...last].filter(([key]) => inEach.every((each) => each.has(key))));
    const allowed = new Map<string, Set<string>>();
    for (const [key, account] of inEach.flatMap((each) => [...each])) {
      allowed.set(key, (allowed.get(key) ?? new Set()).add(account));
    }
    // While it drains in an old home, it gets what that account gets for others.
    const receiving = new Set(inEach.flatMap((each) => [...each.values()]));
    for (const key of allowed.keys()) {
      for (const home of homes.get(key) ?? []) if (receiving.has(home)) allowed.get(key)?.add(home);
    }
    const answer = { owed, allowed };
    known.set(offered, answer);
    return answer;
  };
}

/** Its target, or the bus before it, failed by design for too long. */
function isExcused(byDesign: readonly Hop[], key: string, account: string, journal: Pick<Journal, 'subscriptionOf'>): boolean {
  return byDesign.some(
    ({ where, rules: [rule = ''] }) => journal.subscriptionOf(rule)?.key === key || where.includes(`:${account}:event-bus/`),
  );
}

function describeFailure({ kind, rules: [rule], where, errorCode, message }: Hop): string {
  if (kind === 'lost') return `${where} does not exist.`;
  return `Rule ${rule} could not send it to ${where}: ${errorCode}, ${message}`;
}

/** How far an event came on its way to an account. */
function whereItEnded({ hops }: PublishedEvent, account: string): string {
  const failure = hops.findLast(({ kind, where }) => kind === 'attempt-failed' && where.includes(`:${account}:`));
  const last = hops.findLast(({ kind }) => kind === 'matched');
  const isOnBus = hops.some(({ kind, where }) => kind === 'accepted' && where.includes(`:${account}:event-bus/`));
  if (failure && failure.errorCode !== REHEARSED_FAULT) return `The last attempt failed. ${describeFailure(failure)}`;
  if (!isOnBus) {
    const elsewhere = last && last.rules.length === 0 ? `, and none on ${last.where} matched it` : '';
    return `No rule on the central bus sent it to account ${account}${elsewhere}.`;
  }
  return `It came to the bus of account ${account}, where no rule of the subscription matched it.`;
}
