import type { DeploymentUnit, Route, ServiceIdentity, ServiceStacks, Wave } from './model';
import { names } from './names';
import { compareText, groupBy, sortedSet } from './order';
import type { DrawnState } from './rollout/platform-state';
import { isPlannedIn } from './observability/index';

/**
 * Rules, policies, roles and permissions take effect after seconds (PutRule, PutTargets: "allow a short period of time"; IAM is
 * eventually consistent; SQS says up to 60 seconds for attributes). A minute covers what was seen.
 */
const SETTLE_SECONDS = 60;

/**
 * First whatever is sent to or through, then what sends: EventBridge checks bus and target when a route is made, so the central
 * bus and the subscriber buses with their policies come before the routes. Between the two come the service teams' stacks (see
 * {@link planServiceStacks}), and last what watches the stage as a whole. Nothing else refers to another stack. Removal goes the
 * other way round.
 */
export function planWaves(centralAccount: string, state: DrawnState): readonly Wave[] {
  const { inboxes, identities, idleIdentities } = state;
  const routes: readonly Pick<Route, 'account' | 'shard'>[] = [...state.routes, ...state.idleRoutes];
  const receiving: readonly DeploymentUnit[] = [
    { kind: 'central-bus', stack: names.stack.centralBus, account: centralAccount, needs: [] },
    ...sortedSet([...inboxes, ...identities, ...idleIdentities].map(({ account }) => account)).map((account): DeploymentUnit => ({
      kind: 'account',
      stack: names.stack.account(account),
      account,
      needs: [],
    })),
  ];
  const routing = [...groupBy(routes, ({ shard }) => String(shard)).values()]
    .map((ofShard) => routingUnit(centralAccount, ofShard))
    .sort((a, b) => a.shard - b.shard);
  return [[...receiving].sort((a, b) => compareText(a.stack, b.stack)), routing, watching(centralAccount, state, routing)]
    .map((units, index) => ({ order: index + 1, settleSeconds: SETTLE_SECONDS, units }))
    .filter(({ units }) => units.length > 0);
}

/** A composite alarm names alarms that exist, so it comes after the routing stacks, which have some of them. */
function watching(account: string, { observability }: DrawnState, routing: readonly DeploymentUnit[]): readonly DeploymentUnit[] {
  const stack = names.stack.observability;
  if (!observability || !isPlannedIn(observability, { account, stack })) return [];
  return [
    {
      kind: 'observability',
      stack,
      account,
      needs: sortedSet([names.stack.centralBus, ...routing.map((unit) => unit.stack)]),
    },
  ];
}

function routingUnit(
  account: string,
  routes: readonly Pick<Route, 'account' | 'shard'>[],
): DeploymentUnit & { readonly shard: number } {
  const shard = routes[0]?.shard ?? 1;
  const subscribers = routes.map((route) => names.stack.account(route.account));
  return {
    kind: 'routing',
    stack: names.stack.routing(shard),
    account,
    shard,
    needs: sortedSet([names.stack.centralBus, ...subscribers]),
  };
}

/** Lambda checks the role when a function is made, and events for an account are dead letters as long as its functions are not there. */
export function planServiceStacks(identities: readonly ServiceIdentity[], routes: readonly Route[]): readonly ServiceStacks[] {
  const routesOf = groupBy(routes, ({ account }) => account);
  return sortedSet(identities.map(({ account }) => account)).map((account) => ({
    account,
    needs: [names.stack.account(account)],
    neededBy: sortedSet((routesOf.get(account) ?? []).map(({ shard }) => names.stack.routing(shard))),
  }));
}
