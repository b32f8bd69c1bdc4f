import type { Inbox } from '@busbar/topology';
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

    const { bus } = new PlannedBus(this, 'Bus', {
      ...inbox.bus,
      description: `Events of ${topology.company} for account ${inbox.account}`,
      policy: inbox.policy,
    });
    for (const subscription of inbox.subscriptions) {
      new SubscriptionConstruct(this, `${subscription.service}.${subscription.name}`, {
        subscription,
        bus,
        busName: inbox.bus.name,
      });
    }
  }
}
