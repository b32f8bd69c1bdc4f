import { factsOf } from '../deliveries/index';
import type { ServiceTarget } from '../model';
import { compareText } from '../order';
import type { PlatformState } from './platform-state';

/**
 * What stacks of service teams have to make for a state: targets of live subscriptions, of those that drain, and of those that start
 * with the next step. An account without a route needs none yet.
 */
export function serviceTargetsOf({
  routes,
  idleRoutes,
  inboxes,
}: Pick<PlatformState, 'routes' | 'idleRoutes' | 'inboxes'>): readonly ServiceTarget[] {
  const shards = new Map([...idleRoutes, ...routes].map(({ account, shard }) => [account, shard]));
  const targets = inboxes.flatMap(({ account, subscriptions, idle }) => {
    const shard = shards.get(account);
    if (shard === undefined) return [];
    const needed = [...subscriptions, ...idle.filter(({ idle: { state } }) => state !== 'stopped')];
    return needed.flatMap(({ delivery }): ServiceTarget[] => {
      const { target, queues } = factsOf(delivery);
      return queues.some(({ arn }) => arn === target.arn) ? [] : [{ arn: target.arn, account, shard }];
    });
  });
  return [...new Map(targets.map((target) => [target.arn, target])).values()].sort((a, b) => compareText(a.arn, b.arn));
}
