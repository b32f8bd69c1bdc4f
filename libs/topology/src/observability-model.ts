import type { PolicyDocument } from '@busbar/iam-policy';

export type AlarmKind =
  | 'route-events-lost'
  | 'route-failed'
  | 'route-dlq'
  | 'route-throttled'
  | 'route-retries'
  | 'route-latency'
  | 'subscription-events-lost'
  | 'subscription-failed'
  | 'subscription-throttled'
  | 'subscription-retries'
  | 'subscription-latency'
  | 'delivery-dlq'
  | 'processing-dlq'
  | 'encryption-dlq'
  | 'queue-age'
  | 'queue-in-flight'
  | 'function-errors'
  | 'function-throttles'
  | 'function-duration'
  | 'publishing-throttled'
  | 'heartbeat-silent'
  | 'accounts-events-lost'
  | 'accounts-failed'
  | 'success-objective'
  | 'latency-objective'
  | 'routing'
  | 'stage';

/**
 * What watches one stage: flat lists, each entry with the account and the stack that draws it. Follows from the state of the stage
 * and the manifest; what a stage has now is kept beside that state.
 */
export interface Observability {
  /** Sorted by account, then name. */
  readonly alarms: readonly PlannedAlarm[];
  /** Sorted by account, then name. */
  readonly composites: readonly PlannedComposite[];
  /** Where alarms are sent to; sorted by account, then name. */
  readonly topics: readonly PlannedTopic[];
  /** Sorted by account, then name. */
  readonly dashboards: readonly PlannedDashboard[];
  /** Makes the central account a monitoring account. */
  readonly sinks: readonly PlannedSink[];
  /** Accounts that share their metrics; sorted by account. */
  readonly links: readonly PlannedLink[];
  /** Which accounts the stage's alarm covers. Drawn nowhere: absent for what is deployed. */
  readonly coverage?: Coverage;
}

export interface Coverage {
  readonly accounts: 'stage' | 'central-account';
  /** Why not the whole stage, and what to do about it; for people. Absent where it is. */
  readonly reason?: string;
}

/** `page`: events are lost, or the platform breaks its promise. `warn`: somebody has to look at it in working hours. */
export type AlarmSeverity = 'page' | 'warn';

/** Where something is drawn. */
export interface Place {
  readonly account: string;
  readonly stack: string;
}

/** A CloudWatch metric alarm. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
export interface PlannedAlarm extends Place {
  /** `busbar-<severity>-<kind>-<thing>`; names one alarm of an account. */
  readonly name: string;
  readonly kind: AlarmKind;
  readonly severity: AlarmSeverity;
  /** What is wrong, with what, whose it is, and the runbook; at most 1,024 characters. */
  readonly description: string;
  /** The last one is compared with the threshold; the others are what it is made of. */
  readonly metrics: readonly AlarmMetric[];
  readonly comparison: 'GreaterThanOrEqualToThreshold' | 'GreaterThanThreshold' | 'LessThanThreshold';
  readonly threshold: number;
  /** Periods that are looked at, and how many of them have to breach. */
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly treatMissingData: 'breaching' | 'notBreaching' | 'ignore' | 'missing';
  /** ARNs; none for an alarm that is only part of a composite. */
  readonly topics: readonly string[];
}

/** What an alarm reads: a metric, or an expression of metric math or Metrics Insights. */
export type AlarmMetric = ReadMetric | MetricExpression;

export interface ReadMetric {
  /** Its name in expressions. */
  readonly id: string;
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** `Sum`, `Maximum`, `p90`, `PR(:80)`. */
  readonly statistic: string;
  readonly periodSeconds: number;
  /** Account that has the metric, where it is another one and shares it. @default - that of the alarm */
  readonly accountId?: string;
}

export interface MetricExpression {
  readonly id: string;
  readonly expression: string;
  /** Of a Metrics Insights query; metric math has that of its metrics. */
  readonly periodSeconds?: number;
}

/** A composite alarm over alarms of its own account. */
export interface PlannedComposite extends Place {
  readonly name: string;
  readonly kind: AlarmKind;
  readonly severity: AlarmSeverity;
  readonly description: string;
  /** In alarm when any, or all, of its children are. */
  readonly join: 'OR' | 'AND';
  /** Names of alarms and composites of the same account; at most 100. */
  readonly children: readonly string[];
  /** ARNs. */
  readonly topics: readonly string[];
}

/** An SNS topic. */
export interface PlannedTopic extends Place {
  readonly name: string;
  readonly arn: string;
  /** Team that it is for. */
  readonly team: string;
  /** Addresses that get its messages, once they have confirmed; sorted. */
  readonly emails: readonly string[];
  readonly policy: PolicyDocument;
}

/** A CloudWatch dashboard. */
export interface PlannedDashboard extends Place {
  readonly name: string;
  /** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
  readonly body: DashboardBody;
}

export interface DashboardBody {
  readonly widgets: readonly DashboardWidget[];
}

export interface DashboardWidget {
  readonly type: 'text' | 'metric' | 'alarm';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** https://docs.aws.amazon.com/OAM/latest/APIReference/API_CreateSink.html */
export interface PlannedSink extends Place {
  readonly name: string;
  readonly policy: PolicyDocument;
}

/** https://docs.aws.amazon.com/OAM/latest/APIReference/API_CreateLink.html */
export interface PlannedLink extends Place {
  readonly sinkArn: string;
  /** What is shared; sorted. */
  readonly namespaces: readonly string[];
}

export const NO_OBSERVABILITY: Observability = { alarms: [], composites: [], topics: [], dashboards: [], sinks: [], links: [] };
