import type { PolicyDocument } from '@busbar/iam-policy';
import type { Position, Problem } from '@busbar/problem';
import type { Route } from './model';
import { names } from './names';
import { compareText, groupBy } from './order';
import type { QuotaLimits } from './quotas';
import { needsOr, refusal, refusalInOr, routePattern, unite, type Demand } from './route-pattern';
import { assignShards } from './shards';
import type { PlacedSubscription, StageView } from './stage-view';
import { fullName, patternCharacters } from './subscription-pattern';
import { topologyProblem } from './topology-problems';

/** The rules on the central bus: for each subscriber account as few as its patterns fit into, every event type in exactly one. */
export function planRoutes(
  view: StageView,
  limits: QuotaLimits,
): { readonly routes: readonly Route[]; readonly problems: readonly Problem[] } {
  const limit = limits.limit('events/pattern-characters');
  const byAccount = groupBy(view.subscriptions, ({ account }) => account);
  const shards = assignShards([...byAccount.keys()], view.manifest.platform.accountsPerRoutingStack);
  const routes: Route[] = [];
  const problems: Problem[] = [];
  for (const [account, subscriptions] of byAccount) {
    const wanted = wantedTypes(subscriptions);
    problems.push(...wanted.flatMap((type) => unfit(type, limit, view.stage.name)));
    partition(wanted, limit).forEach((part, index) => {
      routes.push(planRoute(view, account, shards.get(account) ?? 1, index + 1, part));
    });
  }
  return { routes: routes.sort((a, b) => compareText(a.name, b.name)), problems };
}

/** An event type as one account wants it, with the subscriptions that say so. */
interface WantedType {
  readonly demand: Demand;
  /** Whether its filters may be branches of `$or`. If not it has a rule to itself. */
  readonly standsInOr: boolean;
  readonly subscriptions: readonly PlacedSubscription[];
}

/** Sorted by event type. */
function wantedTypes(subscriptions: readonly PlacedSubscription[]): readonly WantedType[] {
  return [...groupBy(subscriptions, ({ contract }) => contract.type)]
    .map(([eventType, ofType]) => {
      const filters = unite(ofType.map(({ filter }) => filter));
      return {
        demand: { eventType, source: ofType[0]?.contract.domain.source ?? '', filters },
        standsInOr: filters.every((filter) => refusalInOr(filter) === undefined),
        subscriptions: ofType,
      };
    })
    .sort((a, b) => compareText(a.demand.eventType, b.demand.eventType));
}

/**
 * First fit, in order of the event types. Not always the fewest rules that could be, but nearly, and stable: when a subscription
 * changes, event types before its own keep their part, and only those after it may move. (Fitting the longest first would save a
 * rule now and then; but any change of a filter could then reshuffle everything, and while a move is rolled out a type may be in
 * two rules or in none.) What fits into one rule, the usual case, never moves.
 */
function partition(wanted: readonly WantedType[], limit: number): readonly (readonly WantedType[])[] {
  if (fit(wanted, limit)) return [wanted];
  const parts: WantedType[][] = [];
  for (const type of wanted) {
    const part = parts.find((candidate) => fit([...candidate, type], limit));
    if (part) part.push(type);
    else parts.push([type]);
  }
  return parts;
}

/** Whether EventBridge accepts one rule for all of them, and reads it as it is meant. */
function fit(wanted: readonly WantedType[], limit: number): boolean {
  const demands = wanted.map(({ demand }) => demand);
  if (needsOr(demands) && !wanted.every((type) => type.standsInOr)) return false;
  const pattern = routePattern(demands);
  return patternCharacters(pattern) <= limit && refusal(pattern) === undefined;
}

function planRoute(view: StageView, account: string, shard: number, part: number, wanted: readonly WantedType[]): Route {
  const { arns, manifest, stage } = view;
  const { busName, retry } = manifest.platform;
  const name = names.route(account, part);
  const pattern = routePattern(wanted.map(({ demand }) => demand));
  const ruleArn = arns.rule(stage.centralAccount, busName, name);
  const targetArn = arns.bus(account, busName);
  return {
    name,
    ruleArn,
    account,
    shard,
    pattern,
    patternCharacters: patternCharacters(pattern),
    eventTypes: wanted.map(({ demand }) => demand.eventType),
    subscriptions: wanted
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
function unfit(type: WantedType, limit: number, stage: string): readonly Problem[] {
  const { demand, subscriptions } = type;
  const alone = subscriptions
    .map((placed) => ({ placed, characters: patternCharacters(placed.pattern) }))
    .sort((a, b) => b.characters - a.characters);
  const tooLongAlone = alone
    .filter(({ characters }) => characters > limit)
    .map(({ placed, characters }) => {
      const fact = `The pattern of subscription "${fullName(placed.subscription)}" has ${characters} characters`;
      return tooLong(placed, stage, fact, limit);
    });
  const longest = alone[0]?.placed;
  if (tooLongAlone.length > 0 || !longest || fit([type], limit)) return tooLongAlone;

  const characters = patternCharacters(routePattern([demand]));
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
