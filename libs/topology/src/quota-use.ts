import { sizeOf } from '@busbar/iam-policy';
import type { Position, Problem } from '@busbar/problem';
import { busPolicyOptions } from './central-bus';
import { factsOf } from './deliveries/index';
import { parametersOf } from './discovery/parameters';
import { whatBindingLessGives } from './grants';
import { queuesOf } from './inboxes';
import type { Measurement } from './measurement';
import type { Inbox, QuotaUse } from './model';
import { names } from './names';
import { compareText, groupBy, sortedSet } from './order';
import type { QuotaId, QuotaLimits } from './quotas';
import { measureObservability, resourcesWatching } from './observability/index';
import type { DrawnState, PlatformState } from './rollout/platform-state';
import { hasWildcard } from './route-pattern';
import type { StageView } from './stage-view';
import { patternCharacters } from './subscription-pattern';
import { topologyProblem } from './topology-problems';

/** From here on a quota is called nearly exceeded: time enough to have it raised. */
const NEARLY = 0.8;

/**
 * How many resources the stacks make of each planned thing, with the policies that go with it. A route, say, is a role, a
 * queue, its policy and a rule; a subscription has besides what its delivery needs.
 */
const RESOURCES = {
  centralBus: 2,
  heartbeat: 7,
  route: 4,
  idleRoute: 3,
  inbox: 1,
  inboxHeartbeat: 3,
  subscription: 3,
  queue: 2,
  identity: 1,
  /** Of all service roles of an account. */
  boundary: 1,
  key: 4,
} as const;

/** What a stage uses of AWS's quotas, and problems where it is too much or soon will be. Sorted by quota, account, scope. */
export function measureQuotas(
  view: StageView,
  planned: DrawnState,
  limits: QuotaLimits,
): { readonly quotaUse: readonly QuotaUse[]; readonly problems: readonly Problem[] } {
  const watching = resourcesWatching(planned.observability);
  const measurements = [
    ...measureCentralAccount(view, planned),
    ...measureRouting(view, planned),
    ...planned.inboxes.flatMap((inbox) => measureInbox(view, inbox)),
    ...measureRoles(view, planned),
    ...measureAccountStacks(view, planned),
    ...measureVolume(view),
    ...measureObservability(planned, view.stage.centralAccount, (account) => positionOf(view, account)),
  ]
    .map((measurement) => withWatching(measurement, watching))
    .sort((a, b) => compareText(a.quota, b.quota) || compareText(a.account, b.account) || compareText(a.scope, b.scope));
  return {
    quotaUse: measurements.map(({ quota, account, scope, used }) => ({
      quota,
      account,
      scope,
      used,
      limit: limits.limit(quota),
      adjustable: limits.quota(quota).adjustable,
    })),
    problems: measurements.flatMap((measurement) => quotaProblem(measurement, view.stage.name, limits)),
  };
}

/** Alarms, topics and dashboards are in the stacks of what they watch. */
function withWatching(measurement: Measurement, watching: ReadonlyMap<string, number>): Measurement {
  const { quota, account, scope, used } = measurement;
  if (quota !== 'cloudformation/resources-per-stack' || scope === names.stack.observability) return measurement;
  return { ...measurement, used: used + (watching.get(`${account}/${scope}`) ?? 0) };
}

function measureCentralAccount(view: StageView, { bus, grants, routes }: PlatformState): readonly Measurement[] {
  const { stage } = view;
  const central = { account: stage.centralAccount, scope: bus.name, at: stage.document.at([]) };
  // The tight form makes room by itself, in the form that is as good.
  const isTight = bus.policy.principals.every(({ binds }) => binds === 'source-and-event-type');
  return [
    { quota: 'events/rules-per-bus', ...central, used: routes.length },
    { quota: 'events/targets-per-rule', ...central, used: routes.length > 0 ? 1 : 0 },
    { quota: 'events/wildcard-rules-per-bus', ...central, used: routes.filter(({ pattern }) => hasWildcard(pattern)).length },
    {
      quota: 'events/bus-policy-characters',
      ...central,
      used: bus.policy.characters,
      detail: whatBindingLessGives(grants, busPolicyOptions(view)),
      ...(isTight && { kind: 'elastic' as const }),
    },
    {
      quota: 'cloudformation/resources-per-stack',
      ...central,
      scope: names.stack.centralBus,
      used: RESOURCES.centralBus + (bus.heartbeat ? RESOURCES.heartbeat : 0) + (bus.key ? RESOURCES.key : 0),
    },
  ];
}

function measureRouting({ manifest, stage }: StageView, { routes, idleRoutes }: PlatformState): readonly Measurement[] {
  const account = stage.centralAccount;
  const { document } = manifest.platform;
  const drawn = [
    ...routes.map(({ shard }) => ({ shard, resources: RESOURCES.route })),
    ...idleRoutes.map(({ shard }) => ({ shard, resources: RESOURCES.idleRoute })),
  ];
  return [
    ...routes.map(({ name, patternCharacters: used }): Measurement => ({
      quota: 'events/pattern-characters',
      account,
      scope: name,
      used,
      at: stage.document.at([]),
      kind: 'checked',
    })),
    ...[...groupBy(drawn, ({ shard }) => String(shard))].map(([shard, ofShard]): Measurement => ({
      quota: 'cloudformation/resources-per-stack',
      account,
      scope: names.stack.routing(Number(shard)),
      used: ofShard.reduce((sum, { resources }) => sum + resources, 0),
      at: document.at(['accountsPerRoutingStack']),
    })),
  ];
}

function measureInbox(view: StageView, { account, bus, policy, subscriptions, heartbeat }: Inbox): readonly Measurement[] {
  const at = positionOf(view, account);
  const scope = bus.name;
  const longest = subscriptions
    .map(({ rule, pattern }) => ({ rule: rule.name, used: patternCharacters(pattern) }))
    .reduce((longer, next) => (next.used > longer.used ? next : longer), { rule: scope, used: 0 });
  const wildcards = subscriptions.filter(({ pattern }) => hasWildcard(pattern));
  return [
    { quota: 'events/rules-per-bus', account, scope, at, used: subscriptions.length + (heartbeat ? 1 : 0) },
    { quota: 'events/wildcard-rules-per-bus', account, scope, at, used: wildcards.length },
    { quota: 'events/bus-policy-characters', account, scope, at, used: policy.characters },
    { quota: 'events/pattern-characters', account, scope: longest.rule, at, used: longest.used, kind: 'checked' },
  ];
}

function measureRoles(view: StageView, { routes, idleRoutes, ...state }: PlatformState): readonly Measurement[] {
  const central = view.stage.centralAccount;
  const identities = [...state.identities, ...state.idleIdentities];
  const ofPlatform = [...(state.bus.heartbeat ? [central] : []), ...[...routes, ...idleRoutes].map(() => central)];
  const roles = [...ofPlatform, ...identities.map(({ account }) => account)];
  return [
    ...[...groupBy(roles, (account) => account)].map(([account, { length: used }]): Measurement => ({
      quota: 'iam/roles-per-account',
      account,
      scope: 'roles',
      used,
      at: positionOf(view, account),
    })),
    ...identities.map(({ account, role }): Measurement => ({
      quota: 'iam/role-policy-characters',
      account,
      scope: role.name,
      used: role.policy ? sizeOf(role.policy) : 0,
      at: positionOf(view, account),
    })),
  ];
}

function measureAccountStacks(view: StageView, planned: PlatformState): readonly Measurement[] {
  const { inboxes, identities, idleIdentities } = planned;
  const inboxOf = new Map(inboxes.map((inbox) => [inbox.account, inbox]));
  const residents = groupBy([...identities, ...idleIdentities], ({ account }) => account);
  return sortedSet([...inboxOf.keys(), ...residents.keys()]).map((account): Measurement => {
    const inbox = inboxOf.get(account);
    const roles = residents.get(account)?.length ?? 0;
    return {
      quota: 'cloudformation/resources-per-stack',
      account,
      scope: names.stack.account(account),
      used:
        (roles > 0 ? RESOURCES.boundary : 0) +
        roles * RESOURCES.identity +
        (inbox ? resourcesOfInbox(inbox) : 0) +
        parametersOf(planned, account).length,
      at: positionOf(view, account),
    };
  });
}

function resourcesOfInbox({ subscriptions, idle, heartbeat }: Inbox): number {
  const used = new Set(subscriptions.flatMap(queuesOf).map(({ arn }) => arn));
  const idleQueues = sortedSet(idle.flatMap(queuesOf).map(({ arn }) => arn)).filter((arn) => !used.has(arn));
  const drawn = subscriptions.filter(({ drawnBy }) => drawnBy !== 'team');
  const resources = drawn.map(({ delivery }) => RESOURCES.subscription + factsOf(delivery).resources);
  const own = RESOURCES.inbox + (heartbeat ? RESOURCES.inboxHeartbeat : 0);
  return resources.reduce((sum: number, count) => sum + count, own + idleQueues.length * RESOURCES.queue);
}

/**
 * At the daily peaks of all events at once, each event put by a request of its own and taken by every subscription to its type:
 * what filters and coalescing save is reserve. An event's volume is that of all its majors together.
 */
function measureVolume(view: StageView): readonly Measurement[] {
  const { stage, manifest } = view;
  const peaks = new Map(view.publications.map(({ contract: { event } }) => [event.name, event.volume.peakPerSecond]));
  const total = (events: Iterable<readonly [event: string, times: number]>): number =>
    Math.ceil([...events].reduce((sum, [event, times]) => sum + times * (peaks.get(event) ?? 0), 0));

  const byAccount = groupBy(view.subscriptions, ({ account }) => account);
  const routed = [...byAccount.values()].flatMap((subscriptions) =>
    sortedSet(subscriptions.map(({ contract }) => contract.event.name)),
  );
  const central = { account: stage.centralAccount, scope: manifest.platform.busName, at: stage.document.at(['region']) };
  return [
    { quota: 'events/put-events-per-second', ...central, used: total([...peaks.keys()].map((event) => [event, 1])) },
    { quota: 'events/invocations-per-second', ...central, used: total(routed.map((event) => [event, 1])) },
    ...[...byAccount].map(([account, subscriptions]): Measurement => ({
      quota: 'events/invocations-per-second',
      account,
      scope: manifest.platform.busName,
      used: total(
        [...groupBy(subscriptions, ({ contract }) => contract.event.name)].map(([event, ofEvent]) => {
          const ofMajors = groupBy(ofEvent, ({ contract }) => contract.type);
          return [event, Math.max(...[...ofMajors.values()].map(({ length }) => length))];
        }),
      ),
      at: positionOf(view, account),
    })),
  ];
}

/** Where the account is written down: in the file of the (first) service that lives in it, else of the stage. */
function positionOf({ services, stage }: StageView, account: string): Position {
  const resident = services.find((placed) => placed.account === account);
  return resident ? resident.service.document.at(['accounts', stage.name]) : stage.document.at(['centralAccount']);
}

/** Of a measurement that is too much, or nearly. */
export function quotaProblem(measurement: Measurement, stage: string, limits: QuotaLimits): readonly Problem[] {
  const { quota: id, account, scope, used, at, kind, detail, relief = RELIEF[id] } = measurement;
  const limit = limits.limit(id);
  const exceeded = used > limit;
  if (kind === 'checked' || used < limit * NEARLY || (kind === 'elastic' && !exceeded)) return [];
  const { name, adjustable } = limits.quota(id);
  const raise = exceeded
    ? `Have AWS raise it to ${used} or more for account ${account}, and write "${id}: ${used}" (or what AWS granted) under raisedQuotas in config/platform.yaml.`
    : `Have AWS raise it for account ${account} and write the new value under raisedQuotas in config/platform.yaml.`;
  return [
    topologyProblem(
      exceeded ? 'topology/quota-exceeded' : 'topology/quota-nearly-exceeded',
      at,
      `${name}: "${scope}" in account ${account} of stage "${stage}" needs ${used}, ` +
        `${limit} are allowed (quota "${id}").${exceeded && detail !== undefined ? ` ${detail}` : ''}`,
      [relief, ...(adjustable ? [raise] : [])].filter((text) => text !== undefined).join(' '),
    ),
  ];
}

/** What helps besides having a quota raised, and for one that AWS does not raise the only thing that does. */
const RELIEF: Readonly<Partial<Record<QuotaId, string>>> = {
  'events/targets-per-rule': 'Report this: a route has one target only.',
  'events/wildcard-rules-per-bus': 'Use prefix, suffix or exact values instead of wildcard in the filters of subscriptions.',
  'cloudformation/resources-per-stack':
    'For a routing stack lower accountsPerRoutingStack in config/platform.yaml; for an account spread its services over more, or write ' +
    '`alarms: essential` or `alarms: none` for its services.',
  'iam/role-policy-characters': 'Split the service, or subscribe to fewer event types with one subscription each.',
};
