import { factsOf, type InboxSubscription } from '@busbar/topology';
import type { StageChange } from './stage-change';
import type { SubscriptionPair } from './subscriptions';

/** What of a subscription's delivery people set, as text by name. */
function settingsOf({ delivery, retry, paused }: InboxSubscription): Readonly<Record<string, string>> {
  const { summary } = factsOf(delivery);
  const ofKind = Object.fromEntries(
    Object.entries(delivery).filter(([, value]) => typeof value === 'number' || typeof value === 'boolean'),
  ) as Readonly<Record<string, number | boolean>>;
  return {
    delivery: summary,
    paused: paused ? 'yes' : 'no',
    ...Object.fromEntries(Object.entries(ofKind).map(([name, value]) => [name, String(value)])),
    'retry.maximumEventAgeInSeconds': String(retry.maximumEventAgeInSeconds),
    'retry.maximumRetryAttempts': String(retry.maximumRetryAttempts),
  };
}

function saysOf(setting: string, was: string, is: string): string {
  if (setting !== 'paused') return `${setting} ${was} → ${is}`;
  return is === 'yes' ? 'is paused: what is published meanwhile does not reach it, also not later' : 'is not paused any more';
}

/** How subscriptions that stay are delivered. */
export function settingChanges(pairs: readonly SubscriptionPair[]): readonly StageChange[] {
  return pairs.flatMap(({ name, before, after }): StageChange<'setting'>[] => {
    if (!before || !after) return [];
    const renamed: StageChange<'setting'>[] =
      before.name === name
        ? []
        : [
            {
              kind: 'setting',
              facts: { setting: 'name', before: before.name, after: name },
              team: after.team,
              effect: 'notes',
              subject: name,
              says: `was called ${before.name}; its queues keep that name`,
              at: after.subscription.at,
            },
          ];
    const [were, are] = [settingsOf(before.planned), settingsOf(after.planned)];
    const changed = Object.keys({ ...were, ...are }).flatMap((setting): StageChange<'setting'>[] => {
      const [was, is] = [were[setting] ?? 'none', are[setting] ?? 'none'];
      // What only one kind of delivery has says nothing that "delivery" does not say.
      if (was === is || (setting !== 'delivery' && (were[setting] === undefined || are[setting] === undefined))) return [];
      return [
        {
          kind: 'setting',
          facts: { setting, before: was, after: is },
          team: after.team,
          effect: 'notes',
          subject: name,
          says: saysOf(setting, was, is),
          needsAttention: setting === 'delivery' || setting === 'paused',
          at: after.subscription.at,
        },
      ];
    });
    return [...renamed, ...changed];
  });
}
