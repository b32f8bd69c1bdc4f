import type { Inbox, InboxSubscription } from '../model';
import { compareText } from '../order';
import { drawnByTeam } from '../subscription-pattern';
import { resourceKey } from './idle';

/**
 * Subscriptions that go to another stack, by the account that they leave: to another account of their service, or from the platform's
 * stack to the team's, which is deployed later. They receive where they were until the other is live.
 */
export function leavingSubscriptions(
  before: readonly Inbox[],
  next: readonly Inbox[],
): ReadonlyMap<string, readonly InboxSubscription[]> {
  const homes = new Map(next.flatMap(({ account, subscriptions }) => subscriptions.map((each) => [resourceKey(each), account])));
  return new Map(
    before.flatMap(({ account, subscriptions }) => {
      const leaving = subscriptions.filter(
        (each) => ![undefined, account].includes(homes.get(resourceKey(each))) || homes.get(keyOfTeams(each)) === account,
      );
      return leaving.length > 0 ? [[account, leaving]] : [];
    }),
  );
}

/** The inboxes of the new config, with the subscriptions that leave an account as they were. */
export function receivingDuring(
  next: readonly Inbox[],
  before: readonly Inbox[],
  leaving: ReadonlyMap<string, readonly InboxSubscription[]>,
): readonly Inbox[] {
  const inboxes = new Map(next.map((inbox) => [inbox.account, inbox]));
  for (const inbox of before) {
    const stay = leaving.get(inbox.account);
    if (!stay) continue;
    const subscriptions = [...(inboxes.get(inbox.account)?.subscriptions ?? []), ...stay];
    const sorted = subscriptions.sort((a, b) => compareText(a.service, b.service) || compareText(a.name, b.name));
    inboxes.set(inbox.account, { ...inbox, ...inboxes.get(inbox.account), idle: [], subscriptions: sorted });
  }
  return [...inboxes.values()].sort((a, b) => compareText(a.account, b.account));
}

/** Of the same subscription in the stack of its team. */
function keyOfTeams({ service, resourceName }: InboxSubscription): string {
  return resourceKey({ service, resourceName: drawnByTeam(resourceName) });
}
