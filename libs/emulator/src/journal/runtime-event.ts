/** The event that something happens to. */
export interface EventSummary {
  /** EventBridge's own id: the same on every hop inside a region. */
  readonly eventId: string;
  readonly source: string;
  readonly detailType: string;
  /** Account that published it. */
  readonly account: string;
  /** The whole event as JSON, as targets get it. */
  readonly event: string;
}

/** One target of one rule, and the event on its way there. */
export interface DeliverySummary extends EventSummary {
  readonly busArn: string;
  readonly ruleArn: string;
  readonly targetId: string;
  readonly targetArn: string;
  /** Account of the rule. */
  readonly ruleAccount: string;
}

/** Why a target was not reached. `errorCode` is what the dead-letter message says (`NO_PERMISSIONS`). */
interface Failure {
  readonly errorCode: string;
  readonly message: string;
  /** 1 for the first try. */
  readonly attempt: number;
}

interface ResourcePlace {
  readonly stack: string;
  readonly account: string;
  readonly type: string;
  readonly logicalId: string;
}

interface StackChange extends ResourcePlace {
  readonly operation: 'create' | 'update' | 'replace' | 'delete' | 'retain';
  readonly isRollback: boolean;
}

type Entry<Kind extends string, Content> = {
  readonly kind: Kind;
  /** Milliseconds since the epoch. */ readonly at: number;
} & Content;

/** What happens inside the emulator, in the order in which it happens. */
export type RuntimeEvent =
  /** A bus accepted an event: published directly, or forwarded by a rule (`via`). */
  | Entry<'accepted', EventSummary & { readonly busArn: string; readonly principal: string; readonly via?: string }>
  /** A published entry, or the whole call, was refused. `denied` when a policy did. */
  | Entry<
      'refused',
      {
        readonly principal: string;
        readonly account: string;
        readonly busArn: string;
        readonly source?: string;
        readonly detailType?: string;
        readonly denied: boolean;
        readonly errorCode: string;
        readonly message: string;
      }
    >
  /** Accepted as AWS accepts it, and on no bus: the named one does not exist, or cannot use its key, which is then the `reason`. */
  | Entry<'lost', EventSummary & { readonly busArn: string; readonly principal: string; readonly reason?: string }>
  /** Rules of a bus that an event matched; an empty list when no rule matches. */
  | Entry<'matched', EventSummary & { readonly busArn: string; readonly ruleArns: readonly string[] }>
  /** A rule ran by its schedule: its targets get an event of their own, which no bus accepted. */
  | Entry<'scheduled', EventSummary & { readonly busArn: string; readonly ruleArn: string }>
  | Entry<'archived', EventSummary & { readonly busArn: string; readonly archiveArn: string }>
  | Entry<'delivered', DeliverySummary & { readonly attempt: number }>
  /** `denied` when a policy did it, or one that is missing. */
  | Entry<'attempt-failed', DeliverySummary & Failure & { readonly denied: boolean }>
  | Entry<'retry-scheduled', DeliverySummary & { readonly attempt: number; readonly delayMs: number }>
  | Entry<'dead-lettered', DeliverySummary & Failure & { readonly queueArn: string }>
  /** Given up, and not in any dead-letter queue. `reason` says why not. */
  | Entry<'dropped', DeliverySummary & Failure & { readonly reason: string }>
  /** A queue moved a message that was received too often. */
  | Entry<
      'redriven',
      {
        readonly messageId: string;
        readonly queueArn: string;
        readonly deadLetterQueueArn: string;
        readonly receiveCount: number;
      }
    >
  | Entry<
      'function-log',
      {
        /** Name. */
        readonly function: string;
        readonly account: string;
        readonly requestId?: string;
        readonly stream: 'stdout' | 'stderr';
        readonly line: string;
      }
    >
  | Entry<
      'function-error',
      {
        readonly function: string;
        readonly account: string;
        readonly requestId: string;
        readonly attempt: number;
        readonly errorType: string;
        readonly message: string;
        readonly timedOut: boolean;
      }
    >
  /** Lambda gave an event up after its own retries. `destinationArn` is where it went (DLQ, or on-failure destination); without it, it is gone. */
  | Entry<
      'function-abandoned',
      {
        readonly function: string;
        readonly account: string;
        readonly requestId: string;
        /** Why: no retry was left, or the event had become too old for one. */
        readonly condition: 'RetriesExhausted' | 'EventAgeExceeded';
        readonly message: string;
        readonly destinationArn?: string;
      }
    >
  /** An event source mapping ran a function with messages of a queue. `failed` ones stay in the queue, the others are deleted. */
  | Entry<
      'messages-processed',
      {
        readonly queueArn: string;
        /** Name. */
        readonly function: string;
        readonly account: string;
        readonly requestId: string;
        readonly messages: number;
        readonly failed: number;
        /** Why some failed. */
        readonly message?: string;
      }
    >
  /** An event source mapping cannot do its work: its role may not, its queue is gone. Once, until that changes. */
  | Entry<
      'event-source-problem',
      { readonly queueArn: string; readonly function: string; readonly account: string; readonly message: string }
    >
  /** CloudFormation did something to a resource. */
  | Entry<'stack-operation', StackChange>
  /** It could not; the stack rolls back, or the resource is left where it is. */
  | Entry<'operation-failed', StackChange & { readonly message: string }>
  /** A rule, a policy, a role or a permission: from here on, events meet what was changed before. */
  | Entry<'change-effective', ResourcePlace>
  /** A queue is gone, and with it the messages that were in it. */
  | Entry<'queue-deleted', { readonly queueArn: string; readonly account: string; readonly messages: number }>;

/** Called synchronously on the way of every event: keep it short. What it throws is not caught. */
export type RuntimeObserver = (event: RuntimeEvent) => void;
