import { PlannedBus } from '@busbar/constructs/planned';
import type { IdleSubscription, Inbox, InboxSubscription, Topology } from '@busbar/topology';
import { RemovalPolicy, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { InboxHeartbeatConstruct } from './inbox-heartbeat';
import { SubscriptionConstruct } from './subscription-construct';

/** The subscriber bus of one account, and what hangs on it. */
export function drawInbox(scope: Construct, { company }: Topology, inbox: Inbox): void {
  const { bus, resource } = new PlannedBus(scope, 'Bus', {
    ...inbox.bus,
    description: `Events of ${company} for account ${inbox.account}`,
    policy: inbox.policy.document,
  });
  // It holds nothing by itself: when the last subscription has gone, it goes with the stack.
  if (inbox.subscriptions.length === 0 && inbox.idle.every(({ idle }) => idle.state !== 'not-started')) {
    resource.applyRemovalPolicy(RemovalPolicy.DESTROY);
    Tags.of(resource).add('busbar:deletion', 'acknowledged');
  }
  if (inbox.heartbeat) new InboxHeartbeatConstruct(scope, 'Heartbeat', { planned: inbox.heartbeat, inbox, bus });
  for (const [id, forms] of formsById(inbox)) {
    new SubscriptionConstruct(scope, id, { forms, bus, busName: inbox.bus.name });
  }
}

type Form = InboxSubscription | IdleSubscription;

/** Live and idle subscriptions by the name that they were made under, which is their place in the template. */
function formsById({ subscriptions, idle }: Inbox): ReadonlyMap<string, readonly Form[]> {
  const forms = new Map<string, Form[]>();
  for (const form of [...subscriptions, ...idle]) {
    if (form.drawnBy === 'team') continue;
    const id = `${form.service}.${form.resourceName}`;
    forms.set(id, [...(forms.get(id) ?? []), form]);
  }
  return forms;
}
