import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { ServicePrincipal, type IRole } from 'aws-cdk-lib/aws-iam';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { Architecture, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ServiceSubscription, ServiceTopology } from '@busbar/topology/service';
import type { Construct } from 'constructs';
import { acceptFinding } from './accepted-findings';
import { bundledCode } from './bundle';
import type { EventHandler } from './event-handler';
import type { DeadLetterQueue } from './event-queue';
import { permitOptions, refuseOptions } from './function-options';
import { serviceRole } from './service-role';

const NODE_22 = 'The client is tested with Node 22, which has long-term support. The check asks for the newest.';

export interface EventFunctionProps {
  readonly topology: ServiceTopology;
  readonly handler: EventHandler;
  /** @default - CloudFormation makes one up */
  readonly functionName?: string;
  readonly timeout: Duration;
  /** What Lambda does with events that a rule hands to it. @default - nothing: events come from a queue */
  readonly pushed?: {
    readonly deadLetterQueue: DeadLetterQueue;
    readonly retry: { readonly maximumEventAgeInSeconds: number; readonly maximumRetryAttempts: number };
  };
}

/**
 * A function that receives events. It runs as the service's role (`busbar-service-<service>`, which the platform makes before), and
 * finds the central bus in `EVENT_BUS_ARN`. What the role needs more (the function's log group and DLQ, network interfaces for
 * `vpc`; `table.grantReadData(fn)`) becomes a policy in this stack that is attached to it, and the function waits for it.
 *
 * @throws ConstructError when the role does not trust Lambda, or for an option that the subscription decides or with which events
 *   would not arrive
 */
export class EventFunction extends LambdaFunction {
  constructor(scope: Construct, id: string, { topology, handler, functionName, pushed, timeout }: EventFunctionProps) {
    const { entry: _, code: __, environment, logRetention, logRemovalPolicy, tracing, ...rest } = handler;
    const { bundling: ___, ...options } = rest as typeof rest & { readonly bundling?: unknown };
    refuseOptions(id, options);
    const logGroup = new LogGroup(scope, `${id}Logs`, {
      ...(functionName !== undefined && { logGroupName: `/aws/lambda/${functionName}` }),
      retention: logRetention ?? RetentionDays.ONE_MONTH,
      removalPolicy: logRemovalPolicy ?? RemovalPolicy.DESTROY,
    });
    const role: IRole = serviceRole(scope, `${id}Role`, topology, 'lambda.amazonaws.com');
    const permissions = permitOptions(scope, `${id}RolePermissions`, role, { ...options, tracing });
    super(scope, id, {
      runtime: Runtime.NODEJS_22_X,
      handler: 'index.handler',
      architecture: Architecture.ARM_64,
      memorySize: 256,
      timeout,
      ...options,
      code: codeOf(scope, handler),
      functionName,
      role,
      logGroup,
      ...(pushed && {
        deadLetterQueue: pushed.deadLetterQueue,
        maxEventAge: Duration.seconds(pushed.retry.maximumEventAgeInSeconds),
        retryAttempts: pushed.retry.maximumRetryAttempts,
      }),
      environment: { EVENT_BUS_ARN: topology.centralBus.arn, ...environment },
    });
    // CDK would put the permissions among those that the team grants.
    if (tracing !== undefined) (this.node.defaultChild as CfnFunction).tracingConfig = { mode: tracing };
    if (permissions) this.node.addDependency(permissions);
    logGroup.grantWrite(this);
    if (this.runtime.name === Runtime.NODEJS_22_X.name) acceptFinding(this, 'AwsSolutions-L1', NODE_22);
  }

  /**
   * Admits the rule of a subscription. Where the function is planned, it admits all local rules of its service by their prefix, so
   * that a further subscription to it changes nothing here. The prefix `orders-` also admits the rules of a service `orders-archive`
   * in the same account: no more than the platform's own rules there, on a bus that only the routes feed.
   */
  admit({ delivery, rule }: Pick<ServiceSubscription, 'delivery' | 'rule'>): void {
    const [id, sourceArn] = 'admits' in delivery ? ['Rules', delivery.admits] : [rule.name, rule.arn];
    if (this.node.tryFindChild(id)) return;
    this.addPermission(id, { principal: new ServicePrincipal('events.amazonaws.com'), sourceArn });
  }
}

function codeOf(scope: Construct, handler: EventHandler) {
  return handler.entry === undefined ? handler.code : bundledCode(scope, handler);
}
