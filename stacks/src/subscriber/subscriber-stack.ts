import type { IdleSubscription, Inbox, InboxSubscription } from '@busbar/topology';
import { RemovalPolicy, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { PlannedBus } from '../planned-bus';
import { PlannedStack, type PlannedStackProps } from '../planned-stack';
import { StackError } from '../stack-error';
import { SubscriptionConstruct } from './subscription-construct';

/**
 * The subscriber bus of one account, and what hangs on it. It admits the route roles of the central account, so it can be
 * deployed before they exist, and has to be: EventBridge checks the target when a route is made.
 *
 * @throws StackError when the topology has no inbox for the unit's account
 */
export class SubscriberStack extends PlannedStack {
  constructor(scope: Construct, id: string, props: PlannedStackProps) {
    const { topology, unit } = props;
    super(scope, id, `Subscriber event bus of account ${unit.account}, stage ${topology.stage}`, props);
    const inbox: Inbox | undefined = topology.inboxes.find((each) => each.account === unit.account);
    if (!inbox)
      throw new StackError(`Stage "${topology.stage}" has no inbox for account ${unit.account} of stack "${unit.stack}".`);

    const { bus, resource } = new PlannedBus(this, 'Bus', {
      ...inbox.bus,
      description: `Events of ${topology.company} for account ${inbox.account}`,
      policy: inbox.policy,
    });
    // It holds nothing by itself: when the last subscription has gone, it goes with the stack.
    if (inbox.subscriptions.length === 0 && inbox.idle.every(({ idle }) => idle.state !== 'not-started')) {
      resource.applyRemovalPolicy(RemovalPolicy.DESTROY);
      Tags.of(resource).add('busbar:deletion', 'acknowledged');
    }
    for (const [id, forms] of formsById(inbox)) {
      new SubscriptionConstruct(this, id, { forms, bus, busName: inbox.bus.name });
    }
  }
}

type Form = InboxSubscription | IdleSubscription;

/** Live and idle subscriptions by the name that they were made under, which is their place in the template. */
function formsById({ subscriptions, idle }: Inbox): ReadonlyMap<string, readonly Form[]> {
  const forms = new Map<string, Form[]>();
  for (const form of [...subscriptions, ...idle]) {
    const id = `${form.service}.${form.resourceName}`;
    forms.set(id, [...(forms.get(id) ?? []), form]);
  }
  return forms;
}
