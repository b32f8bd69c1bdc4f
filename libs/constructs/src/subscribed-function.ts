import type { Topology } from '@busbar/topology';
import { Duration, RemovalPolicy, Tags } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Code, FunctionOptions } from 'aws-cdk-lib/aws-lambda';
import { Architecture, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { DeadLetterQueue } from './event-queue';
import { requireHome } from './home';
import { functionOf, identityOf, subscriptionsOfFunction } from './planned';

/** Lambda's options, less those that the subscription decides. */
type OwnOptions = Omit<FunctionOptions, 'functionName' | 'role' | 'logGroup' | 'deadLetterQueue' | 'deadLetterQueueEnabled'>;

export interface SubscribedFunctionProps extends OwnOptions {
  readonly topology: Topology;
  readonly service: string;
  /** Name of a subscription of the service whose delivery is a function. */
  readonly subscription: string;
  readonly code: Code;
  /** @default index.handler */
  readonly handler?: string;
  /** @default nodejs22.x */
  readonly runtime?: Runtime;
}

/**
 * The function that receives a subscription, for a service team's own stack:
 *
 * ```ts
 * new SubscribedFunction(this, 'Notify', {
 *   topology, service: 'notifications', subscription: 'parcel-delivered', code: Code.fromAsset('dist/notify'),
 * });
 * ```
 *
 * It has the planned name, runs as the service's role (`busbar-service-<service>`, which has to be deployed before), admits the
 * local rules of all subscriptions that are delivered to it, and finds the central bus in `EVENT_BUS_ARN`. What the role needs
 * more (the function's log group and DLQ; `table.grantReadData(fn)`) becomes a policy in this stack that is attached to it.
 * Lambda accepts an event before it runs the function: an event that the code fails on three times is in
 * `processingDeadLetterQueue`, one that Lambda does not accept is in the subscription's delivery DLQ.
 *
 * @throws ConstructError when the topology has no such subscription or service, or the stack is not in the service's account
 */
export class SubscribedFunction extends LambdaFunction {
  readonly processingDeadLetterQueue: DeadLetterQueue;

  constructor(scope: Construct, id: string, props: SubscribedFunctionProps) {
    const { topology, service, subscription, environment, ...options } = props;
    const { function: planned, processingDeadLetterQueue: deadLetters } = functionOf(topology, service, subscription);
    requireHome(scope, planned.arn);

    const processingDeadLetterQueue = new DeadLetterQueue(scope, `${id}ProcessingDeadLetterQueue`, { planned: deadLetters });
    const logGroup = new LogGroup(scope, `${id}Logs`, {
      logGroupName: `/aws/lambda/${planned.name}`,
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    super(scope, id, {
      runtime: Runtime.NODEJS_22_X,
      handler: 'index.handler',
      architecture: Architecture.ARM_64,
      memorySize: 256,
      timeout: Duration.seconds(30),
      ...options,
      functionName: planned.name,
      role: Role.fromRoleArn(scope, `${id}Role`, identityOf(topology, service).role.arn),
      logGroup,
      deadLetterQueue: processingDeadLetterQueue,
      environment: { EVENT_BUS_ARN: topology.bus.arn, ...environment },
    });
    this.processingDeadLetterQueue = processingDeadLetterQueue;
    logGroup.grantWrite(this);
    for (const { name, rule } of subscriptionsOfFunction(topology, planned.arn)) {
      this.addPermission(`Rule-${name}`, { principal: new ServicePrincipal('events.amazonaws.com'), sourceArn: rule.arn });
    }
    for (const part of [this, processingDeadLetterQueue, logGroup]) Tags.of(part).add('busbar:service', service);
  }
}
