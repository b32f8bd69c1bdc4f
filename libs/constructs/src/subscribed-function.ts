import { serviceTag, type Topology } from '@busbar/topology';
import { Duration, RemovalPolicy, Tags } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { CfnFunction, Code } from 'aws-cdk-lib/aws-lambda';
import { Architecture, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { DeadLetterQueue } from './event-queue';
import { permitOptions, refuseOptions, type SubscribedFunctionOptions } from './function-options';
import { requireHome } from './home';
import { functionOf, identityOf } from './planned';

export interface SubscribedFunctionProps extends SubscribedFunctionOptions {
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
 * It has the planned name, runs as the service's role (`busbar-service-<service>`, which has to be deployed before), and finds the
 * central bus in `EVENT_BUS_ARN`. What the role needs more (the function's log group and DLQ, network interfaces for `vpc`;
 * `table.grantReadData(fn)`) becomes a policy in this stack that is attached to it, and the function waits for it.
 *
 * It admits the local rules of its service by their prefix, so that a further subscription to it changes nothing here. The prefix
 * `orders-` also admits the rules of a service `orders-archive` in the same account: no more than the platform's own rules there,
 * on a bus that only the routes feed.
 *
 * Lambda accepts an event before it runs the function, and then retries by settings of its own. Those follow the subscription's
 * `retry`, as far as Lambda goes: two retries, six hours. Where several subscriptions share the function, the strictest holds.
 * An event that the code fails on for good is in `processingDeadLetterQueue`, one that Lambda does not accept in the subscription's
 * delivery DLQ.
 *
 * @throws ConstructError when the topology has no such subscription or service, the stack is not in the service's account, or
 *   an option is given that the subscription decides or with which events would not arrive
 */
export class SubscribedFunction extends LambdaFunction {
  readonly processingDeadLetterQueue: DeadLetterQueue;

  constructor(scope: Construct, id: string, props: SubscribedFunctionProps) {
    const { topology, service, subscription, environment, logRetention, logRemovalPolicy, tracing, ...options } = props;
    refuseOptions(id, options);
    const {
      function: planned,
      processingDeadLetterQueue: deadLetters,
      admits,
      retry,
    } = functionOf(topology, service, subscription);
    requireHome(scope, planned.arn);

    const processingDeadLetterQueue = new DeadLetterQueue(scope, `${id}ProcessingDeadLetterQueue`, { planned: deadLetters });
    const logGroup = new LogGroup(scope, `${id}Logs`, {
      logGroupName: `/aws/lambda/${planned.name}`,
      retention: logRetention ?? RetentionDays.ONE_MONTH,
      removalPolicy: logRemovalPolicy ?? RemovalPolicy.DESTROY,
    });
    const role = Role.fromRoleArn(scope, `${id}Role`, identityOf(topology, service).role.arn);
    const permissions = permitOptions(scope, `${id}RolePermissions`, role, { ...options, tracing });
    super(scope, id, {
      runtime: Runtime.NODEJS_22_X,
      handler: 'index.handler',
      architecture: Architecture.ARM_64,
      memorySize: 256,
      timeout: Duration.seconds(30),
      ...options,
      functionName: planned.name,
      role,
      logGroup,
      deadLetterQueue: processingDeadLetterQueue,
      maxEventAge: Duration.seconds(retry.maximumEventAgeInSeconds),
      retryAttempts: retry.maximumRetryAttempts,
      environment: { EVENT_BUS_ARN: topology.bus.arn, ...environment },
    });
    // CDK would put the permissions among those that the team grants.
    if (tracing !== undefined) (this.node.defaultChild as CfnFunction).tracingConfig = { mode: tracing };
    if (permissions) this.node.addDependency(permissions);
    this.processingDeadLetterQueue = processingDeadLetterQueue;
    logGroup.grantWrite(this);
    this.addPermission('Rules', { principal: new ServicePrincipal('events.amazonaws.com'), sourceArn: admits });
    for (const part of [this, processingDeadLetterQueue, logGroup]) Tags.of(part).add(serviceTag, service);
  }
}
