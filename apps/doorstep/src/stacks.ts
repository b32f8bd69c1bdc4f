import { dirname, join } from 'node:path';
import { EventSubscription, on } from '@busbar/constructs';
import type { Topology } from '@busbar/topology';
import * as events from '@doorstep/events';
import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** The stacks that Doorstep's service teams own. Named in config/platform.yaml (`workspace.serviceStacks`). */
export function serviceStacks(scope: Construct, topology: Topology): void {
  const access = topology.identities.find(({ service }) => service === 'access-service');
  if (!access) return;
  new AccessServiceStack(scope, 'access-service', {
    stackName: 'doorstep-access-service',
    env: { account: access.account, region: topology.region },
  });
}

/** The access service: two functions, each receiving several subscriptions. */
export class AccessServiceStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props);
    const service = 'access-service';
    const grants = { entry: handlerFile('access-grants') };
    new EventSubscription(this, 'Grants', {
      service,
      events: [
        on(events.DeliveryOrderScheduled, grants, { dropOff: { kind: ['GARAGE'] } }),
        on(events.DeliveryOrderScheduled, grants, { dropOff: { kind: ['LOBBY', 'PARCEL_ROOM'] } }),
        on(events.DeliveryStatusUpdated, grants, { status: ['DELIVERED', 'FAILED', 'RETURNED'] }),
        on(events.DeliveryAttemptFailed, grants, { reason: [{ prefix: 'ACCESS_' }] }),
        on(events.PropertyResidentMovedOut, grants),
        on(events.PropertyResidentMovedIn, grants),
      ],
    });
    const doors = { entry: handlerFile('access-doors') };
    new EventSubscription(this, 'Doors', {
      service,
      events: [
        on(events.DeliveryCourierArrived, doors, { entranceId: [{ suffix: '-garage' }] }),
        on(events.DeviceTamperDetected, doors, { severity: ['HIGH', 'CRITICAL'] }),
      ],
    });
  }
}

/** By the name of the package, since this module may run from a bundle. */
function handlerFile(name: string): string {
  return join(dirname(require.resolve('@doorstep/services/package.json')), 'src', 'access-service', `${name}.ts`);
}
