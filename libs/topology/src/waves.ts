import type { DeploymentUnit, Inbox, Route, ServiceIdentity, Wave } from './model';
import { names } from './names';
import { compareText, sortedSet } from './order';

/**
 * First whatever is sent to or through, then what sends: EventBridge checks a bus target's permission when the rule is made, so
 * subscriber buses and their policies come before the routes. Removal goes the other way round.
 */
export function planWaves(
  centralAccount: string,
  inboxes: readonly Inbox[],
  identities: readonly ServiceIdentity[],
  routes: readonly Route[],
): readonly Wave[] {
  const receiving: readonly DeploymentUnit[] = [
    { kind: 'central-bus', stack: names.stack.centralBus, account: centralAccount },
    ...sortedSet(identities.map(({ account }) => account)).map((account): DeploymentUnit => ({
      kind: 'service-identity',
      stack: names.stack.serviceIdentity(account),
      account,
    })),
    ...inboxes.map(({ account }): DeploymentUnit => ({ kind: 'subscriber', stack: names.stack.subscriber(account), account })),
  ];
  const shards = [...new Set(routes.map(({ shard }) => shard))].sort((a, b) => a - b);
  const routing = shards.map((shard): DeploymentUnit => ({
    kind: 'routing',
    stack: names.stack.routing(shard),
    account: centralAccount,
    shard,
  }));
  return [[...receiving].sort((a, b) => compareText(a.stack, b.stack)), routing]
    .filter((units) => units.length > 0)
    .map((units, index) => ({ order: index + 1, units }));
}
