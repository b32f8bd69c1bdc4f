import { sharedReceiver } from '@busbar/manifest';
import type { Problem } from '@busbar/problem';
import { factsOf } from './deliveries/index';
import type { Inbox, InboxSubscription } from './model';
import { groupBy } from './order';
import { fullName } from './subscription-pattern';
import { topologyProblem } from './topology-problems';
import type { StageView } from './stage-view';

/** What is wrong with a stage's plan although every file by itself is right. */
export function checkStage(view: StageView, inboxes: readonly Inbox[]): readonly Problem[] {
  return [...checkPublishers(view), ...checkNames(view, inboxes), ...checkHeartbeatNames(view, inboxes), ...checkOwners(view)];
}

function checkPublishers({ manifest, stage, subscriptions }: StageView): readonly Problem[] {
  const present = new Set(manifest.services.filter(({ accounts }) => accounts[stage.name] !== undefined).map(({ name }) => name));
  return subscriptions
    .filter(({ contract }) => !present.has(contract.event.publisher))
    .map(({ subscription, contract: { event, type } }) =>
      topologyProblem(
        'topology/publisher-not-in-stage',
        subscription.document.at([...subscription.path, 'eventType']),
        `Subscription "${fullName(subscription)}" will receive nothing in stage "${stage.name}": ` +
          `the publisher of "${type}", "${event.publisher}", has no account there.`,
        `Give "${event.publisher}" an account in stage "${stage.name}" (config/services/${event.publisher}.yaml).`,
      ),
    );
}

/** `a-b` + `c` and `a` + `b-c` make the same name. Names are not bent to avoid it: they would change with a neighbour. */
function checkNames({ subscriptions }: StageView, inboxes: readonly Inbox[]): readonly Problem[] {
  const written = new Map(subscriptions.map(({ subscription }) => [fullName(subscription), subscription]));
  return inboxes.flatMap((inbox) => {
    const things = groupBy(inbox.subscriptions.flatMap(physicalNames), ({ name, of }) => JSON.stringify([name, of]));
    const named = [...things.values()].flatMap(([first]) => first ?? []);
    return [...groupBy(named, ({ name }) => name)].flatMap(([name, [first, ...others]]) =>
      others.flatMap(({ owner }): Problem[] => {
        const subscription = written.get(fullName(owner));
        if (!first || !subscription) return [];
        return [
          topologyProblem(
            'topology/name-collision',
            subscription.document.at([...subscription.path, 'name']),
            `Subscriptions "${fullName(first.owner)}" and "${fullName(owner)}" ` +
              `would both have a ${name} in account ${inbox.account}.`,
            'Rename one of the subscriptions.',
          ),
        ];
      }),
    );
  });
}

/** A service `busbar` with a subscription `heartbeat` would have the names of the account's heartbeats. */
function checkHeartbeatNames({ subscriptions }: StageView, inboxes: readonly Inbox[]): readonly Problem[] {
  const inboxOf = new Map(inboxes.map((inbox) => [inbox.account, inbox]));
  return subscriptions.flatMap(({ subscription, account }) => {
    const { heartbeat, subscriptions: planned = [] } = inboxOf.get(account) ?? {};
    const own = planned.find((each) => fullName(each) === fullName(subscription));
    if (!own || own.rule.name !== heartbeat?.rule.name) return [];
    return [
      topologyProblem(
        'topology/name-collision',
        subscription.document.at([...subscription.path, 'name']),
        `Subscription "${fullName(subscription)}" would have a rule "${own.rule.name}" in account ${account}, as the platform's heartbeats have.`,
        'Rename the subscription.',
      ),
    ];
  });
}

/** A function runs as one service and admits that service's rules: another one would take its queue of dead letters, and its role. */
function checkOwners({ subscriptions }: StageView): readonly Problem[] {
  const shared = subscriptions.flatMap(({ subscription, account }) => {
    const receiver = sharedReceiver(subscription.delivery);
    return receiver === undefined ? [] : [{ subscription, account, receiver }];
  });
  return [...groupBy(shared, ({ account, receiver }) => JSON.stringify([account, receiver])).values()].flatMap(
    ([first, ...others]) =>
      others
        .filter(({ subscription }) => subscription.service !== first?.subscription.service)
        .map(({ subscription, account, receiver }) =>
          topologyProblem(
            'topology/receiver-shared',
            subscription.document.at([...subscription.path, 'delivery']),
            `Subscription "${fullName(subscription)}" is delivered to the ${receiver} of account ${account}, which is that of service ` +
              `"${first?.subscription.service}".`,
            'Give each service a function of its own.',
          ),
        ),
  );
}

interface PhysicalName {
  readonly name: string;
  /** What it is the name of: things of several subscriptions are one thing. */
  readonly of: string;
  readonly owner: InboxSubscription;
}

function physicalNames(owner: InboxSubscription): readonly PhysicalName[] {
  const { target, queues, queuesOfTarget } = factsOf(owner.delivery);
  const own = [`rule "${owner.rule.name}"`, ...[...queues, owner.deliveryDeadLetterQueue].map(({ name }) => `queue "${name}"`)];
  return [
    ...own.map((name) => ({ name, of: fullName(owner), owner })),
    ...queuesOfTarget.map(({ name }) => ({ name: `queue "${name}"`, of: target.arn, owner })),
  ];
}
