import type { Problem } from '@busbar/problem';
import type { Inbox, InboxSubscription } from './model';
import { groupBy } from './order';
import type { StageView } from './stage-view';

/** What is wrong with a stage's plan although every file by itself is right. */
export function checkStage(view: StageView, inboxes: readonly Inbox[]): readonly Problem[] {
  return [...checkPublishers(view), ...checkSubscriberAccounts(view), ...checkNames(view, inboxes)];
}

function checkPublishers({ manifest, stage, subscriptions }: StageView): readonly Problem[] {
  const present = new Set(manifest.services.filter(({ accounts }) => accounts[stage.name] !== undefined).map(({ name }) => name));
  return subscriptions.flatMap(({ subscription, contract: { event, type } }): Problem[] =>
    present.has(event.publisher)
      ? []
      : [
          {
            code: 'topology/publisher-not-in-stage',
            severity: 'warning',
            at: subscription.document.at([...subscription.path, 'eventType']),
            message:
              `Subscription "${subscription.service}/${subscription.name}" will receive nothing in stage "${stage.name}": ` +
              `the publisher of "${type}", "${event.publisher}", has no account there.`,
            fix: `Give "${event.publisher}" an account in stage "${stage.name}" (config/services/${event.publisher}.yaml).`,
          },
        ],
  );
}

/** The subscriber bus has the name of the central bus; one account cannot hold both. */
function checkSubscriberAccounts({ stage, subscriptions }: StageView): readonly Problem[] {
  return subscriptions
    .filter(({ account }) => account === stage.centralAccount)
    .map(({ subscription }) => ({
      code: 'topology/subscriber-in-central-account',
      severity: 'error',
      at: subscription.at,
      message:
        `Subscription "${subscription.service}/${subscription.name}" would be in account ${stage.centralAccount}, ` +
        `which is the central account of stage "${stage.name}".`,
      fix: `Give "${subscription.service}" an account of its own in config/services/${subscription.service}.yaml.`,
    }));
}

/** `a-b` + `c` and `a` + `b-c` make the same name. Names are not bent to avoid it: they would change with a neighbour. */
function checkNames({ subscriptions }: StageView, inboxes: readonly Inbox[]): readonly Problem[] {
  const sources = new Map(subscriptions.map(({ subscription }) => [`${subscription.service}/${subscription.name}`, subscription]));
  return inboxes.flatMap((inbox) => {
    const named = inbox.subscriptions.flatMap((owner) => physicalNames(owner).map((name) => ({ name, owner })));
    return [...groupBy(named, ({ name }) => name)].flatMap(([name, [first, ...others]]) =>
      others.flatMap(({ owner }): Problem[] => {
        const subscription = sources.get(`${owner.service}/${owner.name}`);
        if (!first || !subscription) return [];
        return [
          {
            code: 'topology/name-collision',
            severity: 'error',
            at: subscription.document.at([...subscription.path, 'name']),
            message:
              `Subscriptions "${first.owner.service}/${first.owner.name}" and "${owner.service}/${owner.name}" ` +
              `would both have a ${name} in account ${inbox.account}.`,
            fix: 'Rename one of the subscriptions.',
          },
        ];
      }),
    );
  });
}

function physicalNames({ rule, delivery, deliveryDeadLetterQueue }: InboxSubscription): readonly string[] {
  const queues =
    delivery.kind === 'queue'
      ? [delivery.queue, delivery.processingDeadLetterQueue, deliveryDeadLetterQueue]
      : [deliveryDeadLetterQueue];
  return [`rule "${rule.name}"`, ...queues.map(({ name }) => `queue "${name}"`)];
}
