/**
 * What one service may know of one stage: its account, its bus, its subscriptions, what it publishes; nothing of other services.
 * The stacks of its team are drawn from this, inside the platform's workspace and elsewhere (`busbar export topology`).
 *
 * `@busbar/topology/service`: types that stand by themselves, since they are published with `@busbar/constructs`.
 */
export interface ServiceTopology {
  readonly schema: 'busbar/service-topology@1';
  readonly company: string;
  readonly stage: string;
  readonly region: string;
  readonly service: string;
  /** The account of the service in the stage. */
  readonly account: string;
  /** What it publishes to. */
  readonly centralBus: NamedResource;
  /** The role that the platform makes for the service. */
  readonly role: NamedResource;
  /** Service principals that may hand the role to code: `lambda.amazonaws.com`, `ecs-tasks.amazonaws.com`, …; sorted. */
  readonly runtimes: readonly string[];
  /** Sorted by source. */
  readonly publishes: readonly PublishedSource[];
  /** The bus that the routes feed; absent while nothing in the account receives. */
  readonly subscriberBus?: NamedResource & { readonly policy: object };
  /** Sorted by name. */
  readonly subscriptions: readonly ServiceSubscription[];
}

export interface NamedResource {
  readonly name: string;
  readonly arn: string;
}

export interface PublishedSource {
  readonly source: string;
  /** Sorted. */
  readonly eventTypes: readonly string[];
  /** Who may publish them as the service: ARNs of roles, or `arn:…:iam::<account>:root` for the whole account; sorted. */
  readonly principals: readonly string[];
}

export interface ServiceSubscription {
  readonly name: string;
  readonly description: string;
  readonly eventType: string;
  /** What its local rule matches. */
  readonly pattern: Readonly<Record<string, unknown>>;
  /** Whose stack has the local rule, the queues and their alarms. */
  readonly drawnBy: 'platform' | 'team';
  /** Its local rule is disabled. */
  readonly paused: boolean;
  /** Its event type may not be published in the stage yet: the platform draws nothing of it. */
  readonly waiting: boolean;
  /** False in the step of a rollout that makes the team's queues: its rule is there and disabled, until their policies are in effect. */
  readonly started: boolean;
  readonly rule: NamedResource;
  /** Takes what EventBridge could not hand to the target. */
  readonly deliveryDeadLetterQueue: NamedResource;
  readonly delivery: QueueOfService | FunctionOfService;
  readonly retry: RetryLimits;
  readonly alarms: SubscriptionAlarms;
}

/** How a subscription is watched, wherever its alarms are drawn. */
export interface SubscriptionAlarms {
  readonly level: 'essential' | 'standard' | 'none';
  /** ARN of the team's topic in the service's account; the platform makes it where an alarm is sent there. */
  readonly topic: string;
  /** Folder or URL of the runbooks, without a slash at the end. */
  readonly runbooks: string;
  /** For people: whose it is, as a sentence. */
  readonly detail: string;
  /** The latency (p90) from which `subscription-latency` goes off. */
  readonly latencyMilliseconds: number;
}

/** What EventBridge, or Lambda, does when an event is not accepted. */
export interface RetryLimits {
  /** 60 to 86,400. */
  readonly maximumEventAgeInSeconds: number;
  /** 0 to 185. */
  readonly maximumRetryAttempts: number;
}

export interface QueueOfService {
  readonly kind: 'queue';
  readonly queue: NamedResource;
  readonly visibilityTimeoutSeconds: number;
  /** Takes what the consumer could not process. */
  readonly processingDeadLetterQueue: NamedResource;
  readonly maxReceiveCount: number;
}

export interface FunctionOfService {
  readonly kind: 'function';
  readonly function: NamedResource;
  /** Takes what the function could not process. */
  readonly processingDeadLetterQueue: NamedResource;
  /** ARN pattern of the rules that may invoke it: every local rule of the service. */
  readonly admits: string;
  /** Lambda's own, for events that it has accepted; of all subscriptions that share the function. */
  readonly retry: RetryLimits;
}
