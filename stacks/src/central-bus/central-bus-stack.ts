import { arnBeside, DeadLetterQueue } from '@busbar/constructs';
import type { CentralBus } from '@busbar/topology';
import { CfnOutput, RemovalPolicy } from 'aws-cdk-lib';
import { CfnArchive } from 'aws-cdk-lib/aws-events';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { PlannedBus } from '../planned-bus';
import { PlannedStack, type PlannedStackProps } from '../planned-stack';
import { EventKey } from './event-key';

/**
 * The one bus of a stage: who may publish what on it, how it is encrypted, what it remembers. Deleting the stack leaves bus,
 * archive and key: they hold what cannot be made again.
 */
export class CentralBusStack extends PlannedStack {
  constructor(scope: Construct, id: string, props: PlannedStackProps) {
    const { topology } = props;
    super(scope, id, `Central event bus of ${topology.company}, stage ${topology.stage}`, props);

    const key = topology.bus.encryption === 'customer-managed' ? new EventKey(this, 'Key', topology.bus) : undefined;
    const { resource: bus } = new PlannedBus(this, 'Bus', {
      name: topology.bus.name,
      arn: topology.bus.arn,
      description: `Events of ${topology.company}`,
      policy: topology.bus.policy,
      encryption: key && {
        keyArn: key.keyArn,
        deadLetterQueueArn: this.queueForUndecryptable(topology.bus).queueArn,
      },
    });
    const archive = new CfnArchive(this, 'Archive', {
      archiveName: topology.bus.archive.name,
      description: `Every event on ${topology.bus.name}, for replay`,
      sourceArn: bus.attrArn,
      retentionDays: topology.bus.archive.retentionDays,
      kmsKeyIdentifier: key?.keyArn,
    });
    bus.applyRemovalPolicy(RemovalPolicy.RETAIN);
    archive.applyRemovalPolicy(RemovalPolicy.RETAIN);
    new CfnOutput(this, 'EventBusArn', { value: bus.attrArn, description: 'Publish here: PutEvents with this EventBusName' });
  }

  /** Takes the events that the bus could not encrypt or decrypt; what its rules could not deliver is in their own DLQs. */
  private queueForUndecryptable(bus: CentralBus): DeadLetterQueue {
    const name = `${bus.name}-encryption-dlq`;
    const queue = new DeadLetterQueue(this, 'EncryptionDeadLetterQueue', {
      planned: { name, arn: arnBeside(bus.arn, 'sqs', name) },
    });
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
    return queue;
  }
}
