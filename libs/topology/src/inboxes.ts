import { sizeOf, type PolicyDocument } from '@busbar/iam-policy';
import { factsOf, planDelivery } from './deliveries/index';
import type { Inbox, InboxSubscription, Named, PackedPolicy, Route, WaitingSubscription } from './model';
import { names } from './names';
import { compareText, groupBy } from './order';
import type { PlacedSubscription, StageView } from './stage-view';

export function planInboxes(view: StageView, routes: readonly Route[]): readonly Inbox[] {
  const { busName } = view.manifest.platform;
  const routesOf = groupBy(routes, ({ account }) => account);
  return [...groupBy(view.subscriptions, ({ account }) => account)]
    .map(([account, subscriptions]) => ({
      account,
      bus: { name: busName, arn: view.arns.bus(account, busName) },
      policy: inboxPolicy(view, account, routesOf.get(account) ?? []),
      subscriptions: subscriptions.map((placed) => planSubscription(view, placed)),
    }))
    .sort((a, b) => compareText(a.account, b.account));
}

export function planWaiting({ arns, waiting }: StageView): readonly WaitingSubscription[] {
  return waiting.map(({ subscription, account, contract }) => ({
    service: subscription.service,
    name: subscription.name,
    eventType: contract.type,
    account,
    delivery: planDelivery(subscription, { arns, account }),
  }));
}

/** A principal that does not exist would be refused, and the route roles come a wave later; a condition may name them already. */
function inboxPolicy({ arns, stage, manifest }: StageView, account: string, routes: readonly Route[]): PackedPolicy {
  const roles = routes.map(({ role }) => role.arn).sort(compareText);
  const document: PolicyDocument = {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'DeliverFromCentralBus',
        Effect: 'Allow',
        Principal: { AWS: arns.root(stage.centralAccount) },
        Action: 'events:PutEvents',
        Resource: arns.bus(account, manifest.platform.busName),
        Condition: { ArnEquals: { 'aws:PrincipalArn': roles.length === 1 ? roles.join() : roles } },
      },
    ],
  };
  return { document, characters: sizeOf(document) };
}

function planSubscription(view: StageView, { subscription, account, contract, pattern }: PlacedSubscription): InboxSubscription {
  const { service, name } = subscription;
  const rule = names.localRule(service, name);
  return {
    service,
    name,
    description: subscription.description,
    eventType: contract.type,
    rule: { name: rule, arn: view.arns.rule(account, view.manifest.platform.busName, rule) },
    pattern,
    delivery: planDelivery(subscription, { arns: view.arns, account }),
    deliveryDeadLetterQueue: view.arns.queue(account, names.deliveryDeadLetterQueue(service, name)),
    retry: subscription.retry,
  };
}

/** Every queue of a subscription, dead-letter queues included. */
export function queuesOf({ delivery, deliveryDeadLetterQueue }: InboxSubscription): readonly Named[] {
  return [...factsOf(delivery).queues, deliveryDeadLetterQueue];
}
