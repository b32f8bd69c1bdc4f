import type { PolicyDocument } from '@busbar/iam-policy';
import type { Position, Problem } from '@busbar/problem';
import { heartbeatDemand } from './heartbeat/heartbeat';
import type { Demand, Route } from './model';
import { names } from './names';
import { compareText, groupBy, sortedSet } from './order';
import { assignShards, partOf, type Placement } from './placement';
import type { QuotaLimits } from './quotas';
import { needsOr, refusal, refusalInOr, routePattern, unite } from './route-pattern';
import type { PlacedSubscription, StageView } from './stage-view';
import { fullName, patternCharacters, type PatternObject } from './subscription-pattern';
import { topologyProblem } from './topology-problems';

/** What is known of the routes that a stage has now. */
export interface RouteHistory {
  readonly placement: Placement;
  /** Live routes. */
  readonly routes: readonly Route[];
  /** By account: event types that it goes on to receive while their subscriptions move to another account. */
  readonly kept: ReadonlyMap<string, ReadonlySet<string>>;
}

export interface RoutePlan {
  /** For each subscriber account as few as its patterns fit into, every event type in exactly one. Sorted by name. */
  readonly routes: readonly Route[];
  /** The same while event types move between them: each is in all routes that it leaves, and in the one that it comes to. */
  readonly moving: readonly Route[];
  readonly problems: readonly Problem[];
}

/** The rules on the central bus. An event type stays in the route that it is in as long as it fits there. */
export function planRoutes(view: StageView, limits: QuotaLimits, history: RouteHistory): RoutePlan {
  const limit = limits.limit('events/pattern-characters');
  const { placement, kept } = history;
  const byAccount = groupBy(view.subscriptions, ({ account }) => account);
  const before = groupBy(history.routes, ({ account }) => account);
  const accounts = sortedSet([...byAccount.keys(), ...kept.keys()]);
  const shards = assignShards(accounts, placement.shards, view.manifest.platform.accountsPerRoutingStack);
  const routes: Route[] = [];
  const moving: Route[] = [];
  const problems: Problem[] = [];
  for (const account of accounts) {
    const wanted = wantedTypes(byAccount.get(account) ?? [], kept.get(account) ?? new Set());
    for (const type of wanted) {
      const found = unfit(type, limit, view.stage.name);
      problems.push(...(found.length > 0 ? found : withoutHeartbeat(type, view.stage.name)));
    }
    const parts = partition(wanted, before.get(account) ?? [], placement.parts[account] ?? {}, limit);
    for (const { number, moving: during, settled } of parts) {
      const draw = (demands: readonly Demand[]) =>
        planRoute(view, { account, shard: shards.get(account) ?? 1, part: number }, wanted, demands);
      if (settled.size > 0) routes.push(draw([...settled.values()]));
      if (during.size > 0) moving.push(draw([...during.values()]));
    }
  }
  const byName = (a: Route, b: Route): number => compareText(a.name, b.name);
  return { routes: routes.sort(byName), moving: moving.sort(byName), problems };
}

/** An event type as one account wants it, with the subscriptions that say so. */
interface WantedType {
  readonly eventType: string;
  /** Undefined when all its subscriptions leave the account. */
  readonly demand: Demand | undefined;
  /** Subscriptions leave the account: until they have, what they asked for is wanted too. */
  readonly isLeft: boolean;
  readonly subscriptions: readonly PlacedSubscription[];
}

/** Sorted by event type. */
function wantedTypes(subscriptions: readonly PlacedSubscription[], kept: ReadonlySet<string>): readonly WantedType[] {
  const ofType = groupBy(subscriptions, ({ contract }) => contract.type);
  return sortedSet([...ofType.keys(), ...kept]).map((eventType) => {
    const wanting = ofType.get(eventType) ?? [];
    const source = wanting[0]?.contract.domain.source;
    const demand = source === undefined ? undefined : { eventType, source, filters: unite(wanting.map(({ filter }) => filter)) };
    return { eventType, demand, isLeft: kept.has(eventType), subscriptions: wanting };
  });
}

/** One route of an account, while event types move and afterwards. */
interface Part {
  readonly number: number;
  readonly moving: Map<string, Demand>;
  readonly settled: Map<string, Demand>;
}

/**
 * First fit in order of the event types, but every type in the part that it has, if it still fits there together with all that
 * is there now: what a type that moves away leaves free is free in the next change, not in this one, for until then it is in both
 * parts. What fits into one rule, the usual case, never moves.
 *
 * @param placed the parts of event types; `before` comes first
 */
function partition(
  wanted: readonly WantedType[],
  before: readonly Route[],
  placed: Readonly<Record<string, number>>,
  limit: number,
): readonly Part[] {
  const types = new Set(wanted.map(({ eventType }) => eventType));
  const parts = before.map((route): Part => {
    const stillWanted = route.demands.filter(({ eventType }) => types.has(eventType));
    return {
      number: partOf(route),
      moving: new Map(stillWanted.map((demand) => [demand.eventType, demand])),
      settled: new Map(),
    };
  });
  for (const type of wanted) {
    if (!type.demand) continue;
    const home = placed[type.eventType];
    const placing = { ...type, demand: type.demand };
    const part =
      inOrder(parts, type.eventType, home).find((candidate) => admits(candidate, placing, limit)) ?? newPart(parts, home);
    part.moving.set(type.eventType, demandDuring(part, placing));
    part.settled.set(type.eventType, type.demand);
  }
  return parts.sort((a, b) => a.number - b.number);
}

/** Parts in which the type is, then the others. A part that does not exist yet is wanted by its number. */
function inOrder(parts: readonly Part[], eventType: string, home: number | undefined): readonly Part[] {
  const rank = ({ number, moving }: Part): number => (moving.has(eventType) ? 0 : number === home ? 1 : 2);
  const sorted = [...parts].sort((a, b) => rank(a) - rank(b) || a.number - b.number);
  const isMade = home === undefined || sorted.some(({ number }) => number === home);
  return isMade ? sorted : sorted.filter((part) => part.moving.has(eventType));
}

/** The wanted number, or the first that is free. */
function newPart(parts: Part[], wanted: number | undefined): Part {
  const taken = new Set(parts.map(({ number }) => number));
  let number = 1;
  while (taken.has(number)) number += 1;
  const part: Part = {
    number: wanted !== undefined && !taken.has(wanted) ? wanted : number,
    moving: new Map(),
    settled: new Map(),
  };
  parts.push(part);
  return part;
}

type PlacedType = WantedType & { readonly demand: Demand };

/** What the part has to match while subscriptions move: for those that leave, also what it matched before. */
function demandDuring({ moving }: Part, { eventType, demand, isLeft }: PlacedType): Demand {
  const had = moving.get(eventType);
  return isLeft && had ? { ...demand, filters: uniteDemands([had, demand]) } : demand;
}

function uniteDemands(demands: readonly Demand[]): Demand['filters'] {
  return unite(
    demands.flatMap(({ filters }): readonly (PatternObject | undefined)[] => (filters.length > 0 ? filters : [undefined])),
  );
}

/** Whether EventBridge accepts the part's rule with the type, and reads it as it is meant, while types move and afterwards. */
function admits(part: Part, type: PlacedType, limit: number): boolean {
  return (
    fit([...new Map(part.moving).set(type.eventType, demandDuring(part, type)).values()], limit) &&
    fit([...new Map(part.settled).set(type.eventType, type.demand).values()], limit)
  );
}

/** Whether EventBridge accepts one rule for all of them, and reads it as it is meant. */
function fit(demands: readonly Demand[], limit: number): boolean {
  if (needsOr(demands) && !demands.every(standsInOr)) return false;
  const pattern = routePattern(withHeartbeat(demands, LONGEST_ROUTE));
  return patternCharacters(pattern) <= limit && refusal(pattern) === undefined;
}

/** A route's name decides how long its heartbeat's branch is; as its part is open yet, room is left for any. */
const LONGEST_ROUTE = names.route('0'.repeat(12), 999);

/** The heartbeat is one more alternative of the pattern; where none is possible, the route has no heartbeat. */
function withHeartbeat(demands: readonly Demand[], route: string): readonly Demand[] {
  return demands.every(standsInOr) ? [...demands, heartbeatDemand(route)] : demands;
}

/** Whether its filters may be branches of `$or`. If not it has a rule to itself. */
function standsInOr({ filters }: Demand): boolean {
  return filters.every((filter) => refusalInOr(filter) === undefined);
}

function planRoute(
  view: StageView,
  { account, shard, part }: { readonly account: string; readonly shard: number; readonly part: number },
  wanted: readonly WantedType[],
  unsorted: readonly Demand[],
): Route {
  const { arns, manifest, stage } = view;
  const { busName, retry } = manifest.platform;
  const name = names.route(account, part);
  const demands = [...unsorted].sort((a, b) => compareText(a.eventType, b.eventType));
  const types = new Set(demands.map(({ eventType }) => eventType));
  const admitted = withHeartbeat(demands, name);
  const pattern = routePattern(admitted);
  const ruleArn = arns.rule(stage.centralAccount, busName, name);
  const targetArn = arns.bus(account, busName);
  return {
    name,
    ruleArn,
    account,
    shard,
    pattern,
    patternCharacters: patternCharacters(pattern),
    eventTypes: [...types],
    demands,
    heartbeat: admitted.length > demands.length,
    subscriptions: wanted
      .filter(({ eventType }) => types.has(eventType))
      .flatMap(({ subscriptions }) => subscriptions.map(({ subscription }) => fullName(subscription)))
      .sort(compareText),
    role: {
      ...arns.role(stage.centralAccount, names.routeRole(account, part)),
      trust: routeTrust(ruleArn, stage.centralAccount),
      policy: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 'events:PutEvents', Resource: targetArn }],
      },
    },
    deadLetterQueue: arns.queue(stage.centralAccount, names.routeDeadLetterQueue(account, part)),
    targetArn,
    retry,
  };
}

/** EventBridge may assume the role, for this rule only. */
function routeTrust(ruleArn: string, centralAccount: string): PolicyDocument {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sts:AssumeRole',
        Condition: { ArnEquals: { 'aws:SourceArn': ruleArn }, StringEquals: { 'aws:SourceAccount': centralAccount } },
      },
    ],
  };
}

/** What keeps an event type from a rule: a subscription's own pattern is too long, or their union is, or there is no union. */
function unfit({ demand, subscriptions }: WantedType, limit: number, stage: string): readonly Problem[] {
  const alone = subscriptions
    .map((placed) => ({ placed, characters: charactersInRoute(demandOf(placed)) }))
    .sort((a, b) => b.characters - a.characters);
  const tooLongAlone = alone
    .filter(({ characters }) => characters > limit)
    .map(({ placed, characters }) => {
      const fact = `The pattern of subscription "${fullName(placed.subscription)}" has ${characters} characters in its route`;
      return tooLong(placed, stage, fact, limit);
    });
  const longest = alone[0]?.placed;
  if (tooLongAlone.length > 0 || !longest || !demand || fit([demand], limit)) return tooLongAlone;

  const characters = charactersInRoute(demand);
  const named = subscriptions.map(({ subscription }) => `"${fullName(subscription)}"`).join(', ');
  const fact = `The filters of ${named} on "${demand.eventType}", which share account ${longest.account},`;
  if (characters > limit) return [tooLong(longest, stage, `${fact} have ${characters} characters together`, limit)];

  const refused = subscriptions.flatMap((placed) => {
    const reason = placed.filter && refusalInOr(placed.filter);
    return reason === undefined ? [] : [{ placed, reason }];
  });
  const { placed, reason } = refused[0] ?? { placed: longest, reason: refusal(routePattern([demand])) ?? '' };
  return [
    topologyProblem(
      'topology/filters-not-combinable',
      filterPosition(placed),
      `${fact} cannot be alternatives of one rule: ${reason}`,
      'Give these subscriptions the same filter, or remove it from one and check in its consumer.',
    ),
  ];
}

function demandOf({ contract, filter }: PlacedSubscription): Demand {
  return { eventType: contract.type, source: contract.domain.source, filters: unite([filter]) };
}

/** Of a route that has nothing else, with its heartbeat. */
function charactersInRoute(demand: Demand): number {
  return patternCharacters(routePattern(withHeartbeat([demand], LONGEST_ROUTE)));
}

/** A route whose only pattern cannot be an alternative has no heartbeat. */
function withoutHeartbeat({ demand, subscriptions }: WantedType, stage: string): readonly Problem[] {
  const [first] = subscriptions;
  if (!first || !demand || standsInOr(demand)) return [];
  const reason = subscriptions.map(({ filter }) => filter && refusalInOr(filter)).find((text) => text !== undefined);
  return [
    topologyProblem(
      'topology/route-without-heartbeat',
      filterPosition(first),
      `The filter of "${fullName(first.subscription)}" cannot be an alternative of a rule, so that its route has no heartbeat in stage ` +
        `"${stage}", and no alarm tells when it falls silent: ${reason ?? ''}`,
      'Choose by another field, or leave the filter out and check in the consumer.',
    ),
  ];
}

function tooLong(placed: PlacedSubscription, stage: string, fact: string, limit: number): Problem {
  return topologyProblem(
    'topology/pattern-too-long',
    filterPosition(placed),
    `${fact}, ${limit} are allowed (stage "${stage}").`,
    'Shorten the filter, or leave it out and choose in the consumer. If AWS has raised "events/pattern-characters" ' +
      '(4,096 at most), write that under raisedQuotas in config/platform.yaml.',
  );
}

function filterPosition({ subscription: { document, path } }: PlacedSubscription): Position {
  return document.at([...path, 'filter']);
}
