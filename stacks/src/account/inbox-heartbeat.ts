import { EventQueue, PlannedRule } from '@busbar/constructs/planned';
import type { Inbox, InboxHeartbeat } from '@busbar/topology';
import { Duration } from 'aws-cdk-lib';
import type { CfnRule, IEventBus, IRuleTarget, RuleTargetConfig } from 'aws-cdk-lib/aws-events';
import { AccountPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acceptMissingDeadLetters, noRetry } from '../heartbeat-rule';

export interface InboxHeartbeatProps {
  readonly planned: InboxHeartbeat;
  readonly inbox: Inbox;
  readonly bus: IEventBus;
}

/**
 * The rule whose metric says that heartbeats arrive, and the queue that the smoke step reads. Nobody empties the queue, so it keeps
 * minutes; and a heartbeat that cannot be delivered is to be missed, so the rule has neither retries nor a DLQ.
 */
export class InboxHeartbeatConstruct extends Construct {
  constructor(scope: Construct, id: string, { planned, inbox, bus }: InboxHeartbeatProps) {
    super(scope, id);
    const queue = new EventQueue(this, 'Queue', {
      planned: planned.queue,
      rules: [planned.rule.arn],
      retention: Duration.seconds(planned.retentionSeconds),
      deletion: 'discard',
    });
    if (planned.reader !== undefined) queue.addToResourcePolicy(readStatement(planned.reader, queue.queueArn));
    const rule = new PlannedRule(this, 'Rule', {
      planned: planned.rule,
      bus,
      busName: inbox.bus.name,
      description: `Heartbeats of the routes to account ${inbox.account}`,
      pattern: planned.pattern,
      target: new HeartbeatTarget(queue.queueArn),
    });
    rule.followSiblings();
    acceptMissingDeadLetters(rule.node.defaultChild as CfnRule);
  }
}

/** By its name, as a principal that does not exist yet would be refused. */
function readStatement(role: string, queueArn: string): PolicyStatement {
  const [, , , , account = ''] = role.split(':');
  return new PolicyStatement({
    sid: 'Smoke',
    effect: Effect.ALLOW,
    principals: [new AccountPrincipal(account)],
    actions: ['sqs:ReceiveMessage', 'sqs:GetQueueUrl'],
    resources: [queueArn],
    conditions: { ArnEquals: { 'aws:PrincipalArn': role } },
  });
}

class HeartbeatTarget implements IRuleTarget {
  constructor(private readonly arn: string) {}

  bind(): RuleTargetConfig & { readonly id: string } {
    return { id: 'queue', arn: this.arn, retryPolicy: noRetry };
  }
}
