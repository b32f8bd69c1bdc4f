import { requireHome } from '@busbar/constructs/planned';
import type { PlannedHeartbeat } from '@busbar/topology';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { CfnPermission, Code, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { CfnLogGroup, LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acceptMissingDeadLetters, noRetry } from '../heartbeat-rule';
import { PlannedRole } from '../planned-role';

export interface HeartbeatPublisherProps {
  readonly planned: PlannedHeartbeat;
}

/**
 * The function that publishes a heartbeat for each route, and its schedule. A heartbeat that is late says nothing, so Lambda retries none:
 * the next one comes within a minute.
 */
export class HeartbeatPublisher extends Construct {
  constructor(scope: Construct, id: string, { planned }: HeartbeatPublisherProps) {
    super(scope, id);
    requireHome(this, planned.function.arn);
    const group = new CfnLogGroup(this, 'LogGroup', {
      logGroupName: planned.logGroup.name,
      retentionInDays: planned.logGroup.retentionDays,
    });
    group.applyRemovalPolicy(RemovalPolicy.DESTROY);
    const { role } = new PlannedRole(this, 'Role', {
      planned: planned.role,
      policyName: 'heartbeat',
      description: 'Publishes a heartbeat for each route',
    });
    const fn = new LambdaFunction(this, 'Function', {
      functionName: planned.function.name,
      description: 'Publishes a heartbeat for each route of the central event bus',
      runtime: Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: Code.fromInline(planned.function.code),
      environment: { ...planned.function.environment },
      role,
      logGroup: LogGroup.fromLogGroupName(this, 'ImportedLogGroup', group.ref),
      timeout: Duration.seconds(30),
      memorySize: 256,
      tracing: Tracing.ACTIVE,
      retryAttempts: 0,
      maxEventAge: Duration.seconds(60),
    });
    this.invokeByRule(planned.schedule, fn);
    if (planned.invokedFrom !== undefined) {
      new CfnPermission(this, 'Pipeline', {
        action: 'lambda:InvokeFunction',
        functionName: fn.functionArn,
        principal: planned.invokedFrom,
      });
    }
  }

  private invokeByRule({ name, arn, expression }: PlannedHeartbeat['schedule'], fn: LambdaFunction): void {
    requireHome(this, arn);
    new CfnPermission(this, 'Permission', {
      action: 'lambda:InvokeFunction',
      functionName: fn.functionArn,
      principal: 'events.amazonaws.com',
      sourceArn: arn,
    });
    const rule = new CfnRule(this, 'Schedule', {
      name,
      description: 'Has a heartbeat published for each route of the central event bus',
      scheduleExpression: expression,
      targets: [{ id: 'function', arn: fn.functionArn, retryPolicy: noRetry }],
    });
    acceptMissingDeadLetters(rule);
  }
}
