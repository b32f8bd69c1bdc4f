import { dirname, join } from 'node:path';
import { EventSubscription, on } from '@busbar/constructs';
import type { Topology } from '@busbar/topology';
import * as events from '@larkhill/events';
import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** The stack of the one service that has functions, which receive several subscriptions each. */
export function serviceStacks(scope: Construct, topology: Topology): void {
  const service = 'access-service';
  const identity = topology.identities.find((each) => each.service === service);
  if (!identity) return;
  const env = { account: identity.account, region: topology.region };
  const stack = new Stack(scope, service, { stackName: 'larkhill-access-service', env });
  // By name: this module may run from a bundle. Nx takes the package for a part of the project around it.
  // eslint-disable-next-line @nx/enforce-module-boundaries
  const home = dirname(require.resolve('@larkhill/services/package.json'));
  const entry = join(home, 'src', 'access-service.ts');
  const [grants, doors] = [{ entry }, { entry }];
  new EventSubscription(stack, 'Access', {
    service,
    events: [
      on(events.DeliveryOrderScheduled, grants, { dropOff: { kind: ['GARAGE'] } }),
      on(events.DeliveryStatusUpdated, grants, { status: ['DELIVERED', 'FAILED', 'RETURNED'] }),
      on(events.DeliveryAttemptFailed, grants, { reason: [{ prefix: 'ACCESS_' }] }),
      on(events.PropertyResidentMovedOut, grants),
      on(events.PropertyResidentMovedIn, grants),
      on(events.DeviceTamperDetected, doors, { severity: ['HIGH', 'CRITICAL'] }),
    ],
  });
}
