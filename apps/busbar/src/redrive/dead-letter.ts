/** A message of a dead-letter queue. */
export interface DeadLetter {
  readonly messageId: string;
  readonly receipt: string;
  readonly body: string;
  readonly sentAt: Date;
  /** Message attributes that are text: `ERROR_CODE` and others of EventBridge, `ErrorCode` of Lambda. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** What a dead letter is about. */
export interface DeadLetterFacts {
  /**
   * EventBridge's `ERROR_CODE` (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html), Lambda's `ErrorCode`
   * (https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html), or `MaxReceiveCount`: SQS says no more than that.
   */
  readonly reason: string;
  /** Undefined when the body is not an event. */
  readonly event: RedrivenEvent | undefined;
}

/** The event as EventBridge delivered it. */
export interface RedrivenEvent {
  readonly source: string;
  readonly 'detail-type': string;
  readonly detail: unknown;
  readonly time?: string;
  readonly resources?: readonly string[];
}

export function factsOf({ body, attributes }: DeadLetter): DeadLetterFacts {
  const lambda = attributes['ErrorCode'];
  const reason = attributes['ERROR_CODE'] ?? (lambda === undefined ? 'MaxReceiveCount' : `Lambda ${lambda}`);
  return { reason, event: eventIn(body) };
}

function eventIn(body: string): RedrivenEvent | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return undefined;
  }
  const event = value as Partial<RedrivenEvent> | null;
  const isEvent = typeof event?.source === 'string' && typeof event['detail-type'] === 'string' && event.detail !== undefined;
  return isEvent ? (event as RedrivenEvent) : undefined;
}
