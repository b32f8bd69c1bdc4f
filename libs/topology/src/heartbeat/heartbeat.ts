import type { PolicyDocument, PolicyStatement } from '@busbar/iam-policy';
import type { Demand } from '../model';
import { names, type Arns } from '../names';
import type { StageView } from '../stage-view';
import { heartbeatCode } from './function-code';
import type { InboxHeartbeat, PlannedHeartbeat } from './model';

/**
 * The platform's own event, once a minute for each route. It goes the way of every event, so that its silence shows a broken pattern,
 * rule, role or policy before an event of a service is missed.
 */
export const heartbeat = {
  source: 'busbar.platform',
  eventType: 'busbar.heartbeat@1',
  /** Between two heartbeats of a route. */
  everySeconds: 60,
  /** The shortest that shows the last few; nobody has to empty the queue. */
  retentionSeconds: 300,
} as const;

/** Whether an event is a heartbeat, which concerns no team: logs and figures leave it out. */
export function isHeartbeat({ detailType }: { readonly detailType?: string | undefined }): boolean {
  return detailType === heartbeat.eventType;
}

/** A heartbeat that was replayed would hide a silence, and a month of them says nothing. */
export const exceptHeartbeats = { source: [{ 'anything-but': [heartbeat.source] }] } as const;

/** What a route's pattern admits beside the event types of its account. */
export function heartbeatDemand(route: string): Demand {
  return { eventType: heartbeat.eventType, source: heartbeat.source, filters: [{ route: [route] }] };
}

export function planHeartbeat({ arns, stage, manifest, centralBusArn }: StageView): PlannedHeartbeat {
  const account = stage.centralAccount;
  const { busName, pipeline } = manifest.platform;
  const logGroup = `/aws/lambda/${names.heartbeat}`;
  return {
    function: {
      ...arns.function(account, names.heartbeat),
      code: heartbeatCode,
      environment: {
        BUS_NAME: busName,
        ROUTE_PREFIX: names.routePrefix,
        SOURCE: heartbeat.source,
        EVENT_TYPE: heartbeat.eventType,
      },
    },
    role: {
      ...arns.role(account, names.heartbeat),
      trust: lambdaTrust(),
      policy: rolePolicy(centralBusArn, arns.logGroup(account, logGroup)),
    },
    logGroup: { name: logGroup, retentionDays: 7 },
    schedule: { name: names.heartbeat, arn: arns.rule(account, 'default', names.heartbeat), expression: 'rate(1 minute)' },
    ...(pipeline && { invokedFrom: pipeline.account }),
  };
}

function lambdaTrust(): PolicyDocument {
  return {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  };
}

function rolePolicy(busArn: string, logGroupArn: string): PolicyDocument {
  const allow = (Sid: string, rest: Pick<PolicyStatement, 'Action' | 'Resource' | 'Condition'>): PolicyStatement => ({
    Sid,
    Effect: 'Allow',
    ...rest,
  });
  return {
    Version: '2012-10-17',
    Statement: [
      allow('Publish', {
        Action: 'events:PutEvents',
        Resource: busArn,
        Condition: {
          'ForAllValues:StringEquals': { 'events:source': heartbeat.source, 'events:detail-type': heartbeat.eventType },
          Null: { 'events:source': 'false', 'events:detail-type': 'false' },
        },
      }),
      // Neither has a resource: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridge.html
      // and https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html
      allow('FindRoutesAndTrace', {
        Action: ['events:ListRules', 'xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
        Resource: '*',
      }),
      allow('Log', { Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: `${logGroupArn}:*` }),
    ],
  };
}

/** The function's role, which alone may publish the source. */
export function heartbeatPublisher({ arns, stage }: StageView): { readonly principal: string; readonly source: string } {
  return { principal: arns.role(stage.centralAccount, names.heartbeat).arn, source: heartbeat.source };
}

/** Follows from the account alone, whatever its routes are. */
export function planInboxHeartbeat({ arns, stage, manifest }: StageView, account: string): InboxHeartbeat {
  const { busName, pipeline } = manifest.platform;
  return {
    rule: { name: names.heartbeat, arn: arns.rule(account, busName, names.heartbeat) },
    pattern: { source: [heartbeat.source], 'detail-type': [heartbeat.eventType] },
    queue: arns.queue(account, names.heartbeat),
    retentionSeconds: heartbeat.retentionSeconds,
    ...(pipeline && { reader: stepsRole(arns, pipeline.account, stage.name) }),
  };
}

function stepsRole(arns: Arns, account: string, stage: string): string {
  return arns.role(account, names.stepsRole(stage)).arn;
}
