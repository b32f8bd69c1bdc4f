import type { AlarmKind, AlarmSeverity, PlannedAlarm } from '../observability-model';

export type { AlarmKind };

/**
 * One kind of alarm: what it watches and when it goes off. `docs/runbooks/<kind>.md` says what to do.
 *
 * Spelling and dimensions of EventBridge's metrics: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
 */
export interface AlarmKindFacts {
  readonly severity: AlarmSeverity;
  /** The lowest level that has it. */
  readonly level: 'essential' | 'standard';
  /** What is wrong when it goes off, as a sentence. */
  readonly meaning: string;
  /** What it reads, of one thing. Undefined for what is made of other alarms, or computed. */
  readonly watches?: Watch;
  readonly comparison: PlannedAlarm['comparison'];
  /** Overridden where it follows from what is watched. */
  readonly threshold: number;
  readonly periodSeconds: number;
  readonly evaluationPeriods: number;
  /** @default - all of them */
  readonly datapointsToAlarm?: number;
  readonly treatMissingData: PlannedAlarm['treatMissingData'];
  /**
   * It is part of the stage's alarm. Only what breaks now: a message that lies in a DLQ since last week must not stop a rollout.
   */
  readonly inStageAlarm: boolean;
  /** What says so; "ours" where no page does. */
  readonly source: string;
}

/** Metrics of one namespace by the id that the expression has for them; without an expression there is one. */
export interface Watch {
  readonly namespace: 'AWS/Events' | 'AWS/SQS' | 'AWS/Lambda';
  readonly metrics: Readonly<Record<string, { readonly name: string; readonly statistic: string }>>;
  readonly expression?: string;
}

const METRICS = 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html';
const BEST_PRACTICES = 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring-events-best-practices.html';
const RECOMMENDED =
  'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services.html';
const INSIGHTS = 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create_Metrics_Insights_Alarm.html';
const BURN_RATES = 'https://sre.google/workbook/alerting-on-slos/';

const sum = (namespace: Watch['namespace'], name: string): Watch => ({
  namespace,
  metrics: { value: { name, statistic: 'Sum' } },
});
const maximum = (name: string): Watch => ({ namespace: 'AWS/SQS', metrics: { value: { name, statistic: 'Maximum' } } });

/** Events: EventBridge sends most of these metrics only when they are not zero. */
const once = {
  comparison: 'GreaterThanOrEqualToThreshold',
  threshold: 1,
  periodSeconds: 60,
  evaluationPeriods: 1,
  treatMissingData: 'notBreaching',
} as const;

/** A share of attempts; the number is ours. */
const retries = {
  watches: {
    namespace: 'AWS/Events',
    metrics: {
      retries: { name: 'RetryInvocationAttempts', statistic: 'Sum' },
      attempts: { name: 'InvocationAttempts', statistic: 'Sum' },
    },
    expression: 'IF(attempts > 0, 100 * FILL(retries, 0) / attempts, 0)',
  },
  comparison: 'GreaterThanThreshold',
  threshold: 5,
  periodSeconds: 60,
  evaluationPeriods: 5,
  datapointsToAlarm: 3,
  treatMissingData: 'notBreaching',
} as const;

/** Milliseconds. The threshold follows from the objective. */
const latency = {
  watches: { namespace: 'AWS/Events', metrics: { value: { name: 'IngestionToInvocationSuccessLatency', statistic: 'p90' } } },
  comparison: 'GreaterThanThreshold',
  threshold: 1000,
  periodSeconds: 60,
  evaluationPeriods: 5,
  datapointsToAlarm: 3,
  treatMissingData: 'notBreaching',
} as const;

/** `NumberOfMessagesSent` does not count what SQS itself moves to a DLQ. */
const deadLetters = { ...once, watches: maximum('ApproximateNumberOfMessagesVisible'), inStageAlarm: false } as const;

/** Made of other alarms: of its own it has nothing but a name. */
const composed = { ...once, level: 'essential' } as const;

/** Every kind of alarm. Whoever draws alarms takes metric, threshold and severity from here. */
export const alarmKinds: Readonly<Record<AlarmKind, AlarmKindFacts>> = {
  'route-events-lost': {
    ...once,
    severity: 'page',
    level: 'essential',
    meaning: 'EventBridge could put events for an account neither on its bus nor into the DLQ of the route: they are lost.',
    watches: sum('AWS/Events', 'InvocationsFailedToBeSentToDlq'),
    inStageAlarm: true,
    source: BEST_PRACTICES,
  },
  'route-failed': {
    ...once,
    severity: 'page',
    level: 'essential',
    meaning: 'EventBridge has given up on events for an account: they are in the DLQ of the route.',
    watches: sum('AWS/Events', 'FailedInvocations'),
    inStageAlarm: true,
    source: METRICS,
  },
  'route-dlq': {
    ...deadLetters,
    severity: 'warn',
    level: 'essential',
    meaning: 'The DLQ of a route holds events that have not reached the bus of their account.',
    source: BEST_PRACTICES,
  },
  'route-throttled': {
    ...once,
    severity: 'warn',
    level: 'standard',
    meaning: 'The Region has no invocations left for a route: its events are late.',
    watches: sum('AWS/Events', 'ThrottledRules'),
    inStageAlarm: true,
    source: METRICS,
  },
  'route-retries': {
    ...retries,
    severity: 'warn',
    level: 'standard',
    meaning: 'More than 5 % of the attempts of a route are retries: the bus of the account does not take its events.',
    inStageAlarm: true,
    source: `${BEST_PRACTICES}; the number is ours`,
  },
  'route-latency': {
    ...latency,
    severity: 'warn',
    level: 'standard',
    meaning: 'A tenth of the events of a route take far longer to the bus of the account than the platform promises.',
    inStageAlarm: true,
    source: `${BEST_PRACTICES}; the number is ours`,
  },
  'subscription-events-lost': {
    ...once,
    severity: 'page',
    level: 'essential',
    meaning: 'EventBridge could hand events of a subscription neither to its target nor to its delivery DLQ: they are lost.',
    watches: sum('AWS/Events', 'InvocationsFailedToBeSentToDlq'),
    inStageAlarm: false,
    source: BEST_PRACTICES,
  },
  'subscription-failed': {
    ...once,
    severity: 'warn',
    level: 'standard',
    meaning: 'EventBridge has given up on events of a subscription: they are in its delivery DLQ.',
    watches: sum('AWS/Events', 'FailedInvocations'),
    inStageAlarm: false,
    source: METRICS,
  },
  'subscription-throttled': {
    ...once,
    severity: 'warn',
    level: 'standard',
    meaning: 'The Region has no invocations left for a subscription: its events are late.',
    watches: sum('AWS/Events', 'ThrottledRules'),
    inStageAlarm: false,
    source: METRICS,
  },
  'subscription-retries': {
    ...retries,
    severity: 'warn',
    level: 'standard',
    meaning: 'More than 5 % of the attempts of a subscription are retries: its target is too small or refuses events.',
    inStageAlarm: false,
    source: `${BEST_PRACTICES}; the number is ours`,
  },
  'subscription-latency': {
    ...latency,
    severity: 'warn',
    level: 'standard',
    meaning: 'A tenth of the events of a subscription take far longer from its bus to its target than is promised.',
    inStageAlarm: false,
    source: `${BEST_PRACTICES}; the number is ours`,
  },
  'delivery-dlq': {
    ...deadLetters,
    severity: 'warn',
    level: 'essential',
    meaning: 'The delivery DLQ of a subscription holds events that its target did not get.',
    source: BEST_PRACTICES,
  },
  'processing-dlq': {
    ...deadLetters,
    severity: 'warn',
    level: 'essential',
    meaning: 'A processing DLQ holds events that the consumer could not process.',
    source: RECOMMENDED,
  },
  'encryption-dlq': {
    ...deadLetters,
    severity: 'page',
    level: 'essential',
    meaning: 'The central bus could not encrypt or decrypt events with its key: they are in its DLQ and have gone nowhere.',
    inStageAlarm: true,
    source: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-encryption-event-bus-cmkey.html',
  },
  'queue-age': {
    severity: 'warn',
    level: 'essential',
    meaning: 'Events wait too long in a queue: its consumer is down, too slow, or receives them without deleting them.',
    watches: maximum('ApproximateAgeOfOldestMessage'),
    comparison: 'GreaterThanOrEqualToThreshold',
    threshold: 900,
    periodSeconds: 60,
    evaluationPeriods: 15,
    treatMissingData: 'notBreaching',
    inStageAlarm: false,
    source: RECOMMENDED,
  },
  'queue-in-flight': {
    severity: 'warn',
    level: 'standard',
    meaning: 'A queue nears the 120,000 messages that can be received and not yet deleted: then it hands out no more.',
    watches: maximum('ApproximateNumberOfMessagesNotVisible'),
    comparison: 'GreaterThanOrEqualToThreshold',
    threshold: 96_000,
    periodSeconds: 60,
    evaluationPeriods: 15,
    treatMissingData: 'notBreaching',
    inStageAlarm: false,
    source: 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html',
  },
  'function-errors': {
    ...once,
    severity: 'warn',
    level: 'essential',
    meaning: 'A function that receives events fails three minutes in a row.',
    watches: sum('AWS/Lambda', 'Errors'),
    evaluationPeriods: 3,
    inStageAlarm: false,
    source: RECOMMENDED,
  },
  'function-throttles': {
    ...once,
    severity: 'warn',
    level: 'essential',
    meaning: 'A function that receives events is throttled five minutes in a row.',
    watches: sum('AWS/Lambda', 'Throttles'),
    evaluationPeriods: 5,
    inStageAlarm: false,
    source: RECOMMENDED,
  },
  'function-duration': {
    severity: 'warn',
    level: 'standard',
    meaning: 'A function that receives events runs close to its timeout.',
    watches: { namespace: 'AWS/Lambda', metrics: { value: { name: 'Duration', statistic: 'p90' } } },
    comparison: 'GreaterThanThreshold',
    threshold: 2700,
    periodSeconds: 60,
    evaluationPeriods: 15,
    treatMissingData: 'notBreaching',
    inStageAlarm: false,
    source: RECOMMENDED,
  },
  'publishing-throttled': {
    ...once,
    severity: 'page',
    level: 'standard',
    meaning: 'EventBridge refuses events for the central bus, because PutEvents is used beyond its quota.',
    watches: sum('AWS/Events', 'PutEventsApproximateThrottledCount'),
    inStageAlarm: true,
    source: METRICS,
  },
  'heartbeat-silent': {
    severity: 'page',
    level: 'essential',
    meaning: 'Fewer heartbeats arrive on the bus of an account than its routes are sent: a route carries nothing.',
    watches: sum('AWS/Events', 'TriggeredRules'),
    comparison: 'LessThanThreshold',
    threshold: 1,
    periodSeconds: 300,
    evaluationPeriods: 3,
    treatMissingData: 'breaching',
    inStageAlarm: true,
    source: 'ours',
  },
  'accounts-events-lost': {
    ...once,
    severity: 'page',
    level: 'essential',
    meaning: 'In a service account, EventBridge could hand events neither to a target nor to its delivery DLQ: they are lost.',
    inStageAlarm: true,
    source: INSIGHTS,
  },
  'accounts-failed': {
    ...once,
    severity: 'warn',
    level: 'essential',
    meaning: 'In a service account, EventBridge has given up on events: they are in delivery DLQs.',
    inStageAlarm: true,
    source: INSIGHTS,
  },
  'success-objective': {
    ...composed,
    severity: 'page',
    meaning: 'Fewer events arrive than is promised: the error budget of 30 days burns away.',
    inStageAlarm: true,
    source: BURN_RATES,
  },
  'latency-objective': {
    ...composed,
    severity: 'page',
    meaning: 'More than a tenth of the events arrive later than is promised.',
    inStageAlarm: true,
    source: BURN_RATES,
  },
  routing: {
    ...composed,
    severity: 'page',
    meaning: 'Something is wrong with the routes of a routing stack.',
    inStageAlarm: true,
    source: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html',
  },
  stage: {
    ...composed,
    severity: 'page',
    meaning: 'Something is wrong with the stage now; a rollout waits for this alarm.',
    inStageAlarm: false,
    source: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html',
  },
};

/** `essential` is in `standard`, and nothing is in `none`. */
const RANK = { none: 0, essential: 1, standard: 2 } as const;

export function includesKind(level: keyof typeof RANK, kind: AlarmKind): boolean {
  return RANK[level] >= RANK[alarmKinds[kind].level];
}

/** The higher of both. */
export function higherLevel<Level extends keyof typeof RANK>(a: Level, b: Level): Level {
  return RANK[a] >= RANK[b] ? a : b;
}
