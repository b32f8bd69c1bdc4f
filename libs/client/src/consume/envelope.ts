/**
 * An event as EventBridge hands it to a target.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html
 */
export interface EventBridgeEvent {
  readonly version: string;
  /** EventBridge's own id: another one for each `PutEvents`, so not the one to recognize an event by. */
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  /** Whole seconds. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
  /** Present when an archive is replayed. */
  readonly 'replay-name'?: string;
}

/** A message of a queue, as Lambda's event source mapping hands it over and as `QueuePoller` does. */
export interface SqsRecord {
  /** `aws:sqs`. SNS, S3, Kinesis and DynamoDB send `Records` too. */
  readonly eventSource: string;
  readonly messageId: string;
  /** JSON of an EventBridge event. */
  readonly body: string;
  readonly attributes?: {
    /** How often it was received, this time included. */
    readonly ApproximateReceiveCount?: string;
    readonly MessageGroupId?: string;
  };
  readonly eventSourceARN?: string;
}

export interface SqsBatch {
  readonly Records: readonly SqsRecord[];
}

/** What Lambda expects of a function with `ReportBatchItemFailures`: the messages to be delivered again. */
export interface SqsBatchResponse {
  readonly batchItemFailures: { readonly itemIdentifier: string }[];
}

/** The name of a FIFO queue always ends with `.fifo`. */
export function isFifo({ eventSourceARN }: SqsRecord): boolean {
  return eventSourceARN?.endsWith('.fifo') === true;
}
