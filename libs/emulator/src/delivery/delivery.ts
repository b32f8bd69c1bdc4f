import type { Caller } from '../identity/caller';
import type { Json } from '../cloudformation';
import type { DeliverySummary } from '../journal/runtime-event';
import type { MessageBody } from './message-body';

/** Something on its way to one target: an event of a rule, for example. */
export interface Delivery extends DeliverySummary {
  readonly origin: DeliveryOrigin;
  readonly target: Target;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** Tries so far. */
  attempts: number;
  /** What goes to a dead-letter queue, whatever the target would have got. */
  readonly original: MessageBody;
  /** Whether the target gets something else than {@link original}. */
  readonly isTransformed: boolean;
  /** X-Ray. */
  readonly traceHeader: string | undefined;
  /** What the target gets. */
  payload(): MessageBody | AttemptFailure;
}

/** Whatever sends to targets: a rule. */
export interface DeliveryOrigin {
  readonly arn: string;
  readonly account: string;
  readonly region: string;
  /** The service, sending for it to targets without a role. */
  readonly sender: Caller;
  /** Of the session that the service opens of a target's role. */
  readonly sessionName: string;
}

/** A target as a template configures it. */
export interface Target {
  readonly id: string;
  readonly arn: string;
  readonly roleArn: string | undefined;
  readonly deadLetterQueueArn: string | undefined;
  readonly retry: RetryPolicy;
  /** As the template says: parameters of one kind of target are in it (`SqsParameters`). */
  readonly properties: Readonly<Record<string, Json>>;
}

export interface RetryPolicy {
  /** 0 to 185. */
  readonly maximumAttempts: number;
  readonly maximumAgeSeconds: number;
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html */
export const DEFAULT_RETRY_POLICY: RetryPolicy = { maximumAttempts: 185, maximumAgeSeconds: 86_400 };

/** How one try of a delivery failed. */
export interface AttemptFailure {
  /** As in the dead-letter message. */
  readonly errorCode: string;
  readonly message: string;
  /** Trying again cannot help: straight to the dead-letter queue. */
  readonly permanent: boolean;
  /** A policy is the reason, or one that is missing. */
  readonly denied: boolean;
}

/** A failure that no retry can mend. */
export function permanentFailure(errorCode: string, message: string): AttemptFailure {
  return { errorCode, message, permanent: true, denied: false };
}

/** A delivery that ended without success. */
export interface GivenUp extends AttemptFailure {
  /** Which limit of the retry policy was reached; undefined when no retry could have helped. */
  readonly exhausted: 'MaximumRetryAttempts' | 'MaximumEventAgeInSeconds' | undefined;
  readonly retries: number;
}
