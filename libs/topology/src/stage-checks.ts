import type { Problem } from '@busbar/problem';
import { queuesOf } from './inboxes';
import type { Inbox, InboxSubscription } from './model';
import { groupBy } from './order';
import { fullName } from './subscription-pattern';
import { topologyProblem } from './topology-problems';
import type { StageView } from './stage-view';

/** What is wrong with a stage's plan although every file by itself is right. */
export function checkStage(view: StageView, inboxes: readonly Inbox[]): readonly Problem[] {
  return [...checkPublishers(view), ...checkNames(view, inboxes)];
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
    const named = inbox.subscriptions.flatMap((owner) => physicalNames(owner).map((name) => ({ name, owner })));
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

function physicalNames(subscription: InboxSubscription): readonly string[] {
  return [`rule "${subscription.rule.name}"`, ...queuesOf(subscription).map(({ name }) => `queue "${name}"`)];
}
