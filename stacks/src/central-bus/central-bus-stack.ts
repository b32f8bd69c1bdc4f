import { DeadLetterQueue, PlannedBus, type PlannedBusProps } from '@busbar/constructs/planned';
import type { CentralBus, CentralBusKey } from '@busbar/topology';
import { CfnOutput, RemovalPolicy } from 'aws-cdk-lib';
import { CfnArchive } from 'aws-cdk-lib/aws-events';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { PlannedStack, type PlannedStackProps } from '../planned-stack';
import { EventKey } from './event-key';
import { HeartbeatPublisher } from './heartbeat-publisher';

/**
 * The one bus of a stage: who may publish what on it, how it is encrypted, what it remembers. Deleting the stack leaves bus,
 * archive and key: they hold what cannot be made again.
 */
export class CentralBusStack extends PlannedStack {
  constructor(scope: Construct, id: string, props: PlannedStackProps) {
    const { topology } = props;
    super(scope, id, `Central event bus of ${topology.company}, stage ${topology.stage}`, props);

    const key = topology.bus.key && this.drawKey(topology.bus, topology.bus.key);
    // A key may be there before the bus uses it, and stays for the archive when the bus has stopped to.
    const encryption = topology.bus.encryption === 'customer-managed' ? key : undefined;
    const { resource: bus } = new PlannedBus(this, 'Bus', {
      name: topology.bus.name,
      arn: topology.bus.arn,
      description: `Events of ${topology.company}`,
      policy: topology.bus.policy.document,
      encryption,
    });
    const archive = new CfnArchive(this, 'Archive', {
      archiveName: topology.bus.archive.name,
      description: `Every event on ${topology.bus.name}, for replay`,
      sourceArn: bus.attrArn,
      retentionDays: topology.bus.archive.retentionDays,
      eventPattern: topology.bus.archive.pattern,
      kmsKeyIdentifier: encryption?.keyArn,
    });
    archive.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    if (topology.bus.heartbeat) {
      const publisher = new HeartbeatPublisher(this, 'Heartbeat', { planned: topology.bus.heartbeat });
      publisher.node.addDependency(bus);
    }
    new CfnOutput(this, 'EventBusArn', { value: bus.attrArn, description: 'Publish here: PutEvents with this EventBusName' });
  }

  private drawKey(bus: CentralBus, planned: CentralBusKey): NonNullable<PlannedBusProps['encryption']> {
    const key = new EventKey(this, 'Key', { busName: bus.name, planned });
    const queue = new DeadLetterQueue(this, 'EncryptionDeadLetterQueue', { planned: planned.deadLetterQueue });
    queue.addToResourcePolicy(
      new PolicyStatement({
        sid: 'EventBus',
        effect: Effect.ALLOW,
        principals: [new ServicePrincipal('events.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [queue.queueArn],
        conditions: { ArnEquals: { 'aws:SourceArn': bus.arn } },
      }),
    );
    return { keyArn: key.keyArn, deadLetterQueueArn: queue.queueArn };
  }
}
