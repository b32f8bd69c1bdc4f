import { sizeOf, type PolicyDocument } from '@busbar/iam-policy';
import { planInboxHeartbeat } from './heartbeat/heartbeat';
import { factsOf, planDelivery, type DeliveryPlace } from './deliveries/index';
import type { ConfiguredSubscription, Inbox, InboxSubscription, Named, PackedPolicy, WaitingSubscription } from './model';
import { names } from './names';
import { compareText, groupBy } from './order';
import type { SubscriptionAlarms } from './service-topology-model';
import type { PlacedSubscription, StageView } from './stage-view';
import { resourceNameOf } from './subscription-pattern';

export function planInboxes(view: StageView): readonly Inbox[] {
  const { busName } = view.manifest.platform;
  const placeOf = deliveryPlaces(view);
  return [...groupBy(view.subscriptions, ({ account }) => account)]
    .map(([account, subscriptions]) => ({
      account,
      bus: { name: busName, arn: view.arns.bus(account, busName) },
      policy: inboxPolicy(view, account),
      subscriptions: subscriptions.map((placed) => planSubscription(view, placed, placeOf(placed))),
      idle: [],
      heartbeat: planInboxHeartbeat(view, account),
    }))
    .sort((a, b) => compareText(a.account, b.account));
}

/** @param alarmsOf how a subscription is watched */
export function planConfigured(
  view: StageView,
  alarmsOf: (subscription: Pick<InboxSubscription, 'service' | 'name'>, account: string) => SubscriptionAlarms,
): readonly ConfiguredSubscription[] {
  const placeOf = deliveryPlaces(view);
  const planned = (placed: PlacedSubscription): ConfiguredSubscription => ({
    ...planSubscription(view, placed, placeOf(placed)),
    account: placed.account,
    alarms: alarmsOf(placed.subscription, placed.account),
  });
  return [
    ...view.subscriptions.map(planned),
    ...view.waiting.map((placed) => ({ ...planned(placed), waiting: true as const })),
  ].sort((a, b) => compareText(a.account, b.account) || compareText(a.service, b.service) || compareText(a.name, b.name));
}

export function planWaiting(view: StageView): readonly WaitingSubscription[] {
  const placeOf = deliveryPlaces(view);
  return view.waiting.map((placed) => ({
    service: placed.subscription.service,
    name: placed.subscription.name,
    eventType: placed.contract.type,
    account: placed.account,
    delivery: planDelivery(placed.subscription, placeOf(placed)),
  }));
}

function deliveryPlaces({ arns, manifest, subscriptions, waiting }: StageView): (placed: PlacedSubscription) => DeliveryPlace {
  const all = [...subscriptions, ...waiting].map(({ subscription }) => subscription);
  const byService = groupBy(all, ({ service }) => service);
  return ({ account, subscription: { service } }) => ({
    arns,
    account,
    busName: manifest.platform.busName,
    ofService: byService.get(service) ?? [],
  });
}

/**
 * The same however many routes the account has: `PutTargets` and every delivery ask the subscriber bus, and a policy that changes
 * with the routes would be behind them or ahead. A principal that does not exist would be refused, and the route roles come a
 * wave later; a condition may name them already.
 */
function inboxPolicy({ arns, stage, manifest }: StageView, account: string): PackedPolicy {
  const routeRoles = arns.role(stage.centralAccount, names.routeRole(account, '*')).arn;
  const document: PolicyDocument = {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'DeliverFromCentralBus',
        Effect: 'Allow',
        Principal: { AWS: arns.root(stage.centralAccount) },
        Action: 'events:PutEvents',
        Resource: arns.bus(account, manifest.platform.busName),
        ...(stage.subscriberBusTrust === 'route-roles' && { Condition: { ArnLike: { 'aws:PrincipalArn': routeRoles } } }),
      },
    ],
  };
  return { document, characters: sizeOf(document) };
}

function planSubscription(
  view: StageView,
  { subscription, account, contract, pattern }: PlacedSubscription,
  place: DeliveryPlace,
): InboxSubscription {
  const { service, name } = subscription;
  const resourceName = resourceNameOf(subscription);
  const rule = names.localRule(service, resourceName);
  return {
    service,
    name,
    resourceName,
    description: subscription.description,
    eventType: contract.type,
    rule: { name: rule, arn: view.arns.rule(account, view.manifest.platform.busName, rule) },
    pattern,
    delivery: planDelivery(subscription, place),
    deliveryDeadLetterQueue: view.arns.queue(account, names.deliveryDeadLetterQueue(service, resourceName)),
    retry: subscription.retry,
    ...(subscription.drawnBy === 'team' && { drawnBy: 'team' }),
    ...(subscription.paused && { paused: true }),
  };
}

/** Every queue that the platform draws for a subscription, dead-letter queues included. */
export function queuesOf({
  delivery,
  deliveryDeadLetterQueue,
  drawnBy,
}: Pick<InboxSubscription, 'delivery' | 'deliveryDeadLetterQueue' | 'drawnBy'>): readonly Named[] {
  return drawnBy === 'team' ? [] : [...factsOf(delivery).queues, deliveryDeadLetterQueue];
}
