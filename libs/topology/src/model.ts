import type { PolicyDocument } from '@busbar/iam-policy';
import type { RetryPolicy } from '@busbar/manifest';
import type { InboxHeartbeat, PlannedHeartbeat } from './heartbeat/model';
import type { Named, PlannedPolicy, PlannedRole } from './named';
import type { Observability } from './observability-model';
import type { SubscriptionAlarms } from './service-topology-model';

export type { Named, PlannedPolicy, PlannedRole };

/**
 * What one stage's platform consists of, as plain JSON: THE contract between what people write (`config/`) and everything
 * that is made from it (stacks, pipelines, plans, the portal). Deterministic: the same config gives the same bytes.
 * Nobody downstream decides anything; they draw what is planned here.
 */
export interface Topology {
  readonly schema: 'busbar/topology@1';
  readonly company: string;
  readonly organizationId: string;
  readonly stage: string;
  readonly engine: 'classic';
  readonly region: string;
  readonly centralAccount: string;
  readonly bus: CentralBus;
  /** Who may publish what; sorted by account, principal, source. The bus policy says exactly this. */
  readonly grants: readonly Grant[];
  /** Rules on the central bus; sorted by name. Routes of one account partition its event types. */
  readonly routes: readonly Route[];
  /** Roles and DLQs of routes whose rule is not there; sorted by name. */
  readonly idleRoutes: readonly IdleRoute[];
  /** What rules send to and stacks of service teams make; sorted by ARN. */
  readonly serviceTargets: readonly ServiceTarget[];
  /** What each subscriber account receives; sorted by account. */
  readonly inboxes: readonly Inbox[];
  /**
   * What `config/` asks for, whatever step this is: with their new filters where `inboxes` still has the old ones; sorted by account,
   * service, name. What the stacks of service teams are drawn from.
   */
  readonly subscriptions: readonly ConfiguredSubscription[];
  /** Subscriptions that are not in `inboxes` and `routes`, because nobody may publish their event type in the stage yet. */
  readonly waiting: readonly WaitingSubscription[];
  /** One per service and stage; sorted by service. */
  readonly identities: readonly ServiceIdentity[];
  /** Roles that no service has any more in their account; sorted by account, then service. */
  readonly idleIdentities: readonly IdleIdentity[];
  /** What watches all of it: alarms, where they are sent, dashboards. */
  readonly observability: Observability;
  /** Units of deployment in order; those of one wave do not depend on each other. */
  readonly waves: readonly Wave[];
  /** What the stacks of service teams need, which the teams draw themselves; sorted by account. */
  readonly serviceStacks: readonly ServiceStacks[];
  readonly quotaUse: readonly QuotaUse[];
}

export interface CentralBus {
  readonly name: string;
  readonly arn: string;
  readonly encryption: 'aws-owned' | 'customer-managed';
  /** Present where `encryption` is `customer-managed`, before that while it is prepared, and ever after: the archive needs it. */
  readonly key?: CentralBusKey;
  readonly archive: {
    readonly name: string;
    readonly retentionDays: number;
    /** What it keeps: everything but heartbeats. Absent from what was deployed before there were any: it keeps everything. */
    readonly pattern?: Readonly<Record<string, unknown>>;
  };
  readonly policy: CentralBusPolicy;
  /** Absent from what was deployed before there were heartbeats. */
  readonly heartbeat?: PlannedHeartbeat;
}

/** The customer-managed key of the bus and its archive. */
export interface CentralBusKey {
  /** `alias/busbar/<bus>`. */
  readonly alias: string;
  readonly policy: PolicyDocument;
  /** Takes the events that the bus could not encrypt or decrypt; what its rules could not deliver is in their own DLQs. */
  readonly deadLetterQueue: Named;
}

/** A policy document with its size in characters as EventBridge counts them (no insignificant white space). */
export interface PackedPolicy {
  readonly document: PolicyDocument;
  readonly characters: number;
}

/** One statement a principal, and what holds for all of them. */
export interface CentralBusPolicy extends PackedPolicy {
  /** Sorted by principal. */
  readonly principals: readonly PublishingPrincipal[];
}

/** Who may publish, and what the bus policy binds it to. */
export interface PublishingPrincipal {
  /** ARN of a role, or `arn:…:iam::<account>:root` for the whole account. */
  readonly principal: string;
  readonly services: readonly string[];
  readonly sources: readonly string[];
  /** `source`: every event type of these sources, which no other principal publishes; the tighter policy would not fit the quota. */
  readonly binds: 'source-and-event-type' | 'source';
}

/** The principal may publish these events of the source: those of the services that publish as it. */
export interface Grant {
  readonly account: string;
  /** ARN of a role, or `arn:…:iam::<account>:root` for the whole account. */
  readonly principal: string;
  readonly source: string;
  readonly services: readonly string[];
  readonly eventTypes: readonly string[];
}

/**
 * Why something is drawn that no new event reaches.
 *
 * `not-started`: its rule comes with a later step, when permissions have taken effect.
 * `draining`: its rule is there, its route is not any more: what EventBridge is still retrying to the bus goes on to the queue.
 * `stopped`: its rule is gone. EventBridge may still be retrying, and queues may hold messages.
 */
export type Idle = { readonly state: 'not-started' } | Draining | Stopped;

export interface Draining {
  readonly state: 'draining';
  /** ISO time of the deployment that stopped its route; absent until it is deployed. */
  readonly since?: string;
}

export interface Stopped {
  readonly state: 'stopped';
  /** ISO time of the deployment that stopped it; absent until it is deployed. */
  readonly since?: string;
  /** It was acknowledged that it may go: drawn with the deletion policy `Delete`, and removed when nothing can need it. */
  readonly deletion?: 'acknowledged';
}

/** A rule on the central bus that feeds one subscriber bus, with its own role and DLQ, all in the central account. */
export interface Route {
  /** `busbar-<account id>-<part>`, part from 1. Also the rule's name. */
  readonly name: string;
  readonly ruleArn: string;
  /** Subscriber account. */
  readonly account: string;
  /** Routing stack that holds it, from 1. See `placement.ts`. */
  readonly shard: number;
  /** Exactly the union of what the account's subscriptions on `eventTypes` ask for, and the route's own heartbeat. */
  readonly pattern: Readonly<Record<string, unknown>>;
  /** Length of the pattern as EventBridge counts it. */
  readonly patternCharacters: number;
  readonly eventTypes: readonly string[];
  /** What the pattern was made of, the heartbeat apart; sorted by event type. */
  readonly demands: readonly Demand[];
  /**
   * Whether the pattern admits heartbeats. Not where a filter cannot be an alternative of another pattern; nor, as it is absent there,
   * in what was deployed before there were heartbeats.
   */
  readonly heartbeat?: boolean;
  /** `<service>/<subscription>`, for people. */
  readonly subscriptions: readonly string[];
  /** Trusts EventBridge for this rule, and may put events on the subscriber bus. */
  readonly role: PlannedRole;
  readonly deadLetterQueue: Named;
  /** The subscriber bus. */
  readonly targetArn: string;
  readonly retry: RetryPolicy;
}

/**
 * A target in a stack of a service team. The routing stack of its account vouches for it: as that is deployed after the service
 * stacks, a target that it was last deployed with has been made.
 */
export interface ServiceTarget {
  readonly arn: string;
  readonly account: string;
  /** Of the account's routing stack. */
  readonly shard: number;
}

/** What one account wants of one event type. */
export interface Demand {
  readonly eventType: string;
  readonly source: string;
  /** Any of these; none at all means every event of the type. */
  readonly filters: readonly Readonly<Record<string, unknown>>[];
}

/** What a route leaves behind, or finds when it starts. */
export interface IdleRoute extends Pick<
  Route,
  'name' | 'ruleArn' | 'account' | 'shard' | 'role' | 'deadLetterQueue' | 'targetArn' | 'retry'
> {
  readonly idle: Idle;
}

/** The subscriber bus of one account, and what hangs on it. */
export interface Inbox {
  readonly account: string;
  readonly bus: Named;
  /** Trusts the central account's route roles of this account, by their names; follows from the account alone. */
  readonly policy: PackedPolicy;
  /** Sorted by service, then name. */
  readonly subscriptions: readonly InboxSubscription[];
  /** Sorted by service, `resourceName`, target: one for each target that a subscription no longer has, or not yet. */
  readonly idle: readonly IdleSubscription[];
  /** Absent from what was deployed before there were heartbeats. */
  readonly heartbeat?: InboxHeartbeat;
}

export interface InboxSubscription {
  readonly service: string;
  readonly name: string;
  /** The name that its rule, its queues and its place in the template carry: the oldest one, where it was renamed. */
  readonly resourceName: string;
  readonly description: string;
  readonly eventType: string;
  /** The local rule. */
  readonly rule: Named;
  readonly pattern: Readonly<Record<string, unknown>>;
  readonly delivery: InboxDelivery;
  /** Takes what EventBridge could not hand to the target. */
  readonly deliveryDeadLetterQueue: Named;
  readonly retry: RetryPolicy;
  /** The team's own stack draws the local rule and what hangs on it; the platform the bus and the route. Absent: the platform draws all. */
  readonly drawnBy?: 'team';
  /** Its local rule is there and disabled. */
  readonly paused?: true;
}

/** A subscription as `config/` has it. */
export interface ConfiguredSubscription extends InboxSubscription {
  readonly account: string;
  readonly alarms: SubscriptionAlarms;
  /** Its event type may not be published in the stage yet: nothing of it is drawn by the platform. */
  readonly waiting?: true;
}

/** A subscription that gets no new events: its queues, and while it drains its local rule. */
export interface IdleSubscription extends InboxSubscription {
  readonly idle: Idle;
}

/** A subscription to a draft, in a stage that is not the first. It begins with the release of the event type. */
export interface WaitingSubscription extends Pick<InboxSubscription, 'service' | 'name' | 'eventType' | 'delivery'> {
  readonly account: string;
}

/** Where a subscription's events go, by kind; what else differs by kind is in `deliveries/`. */
export type InboxDelivery = PlannedQueue | PlannedFunction;

/** A queue that the account's stack makes and the service polls. */
export interface PlannedQueue {
  readonly kind: 'queue';
  readonly queue: Named;
  readonly visibilityTimeoutSeconds: number;
  /** Takes what the consumer could not process. */
  readonly processingDeadLetterQueue: Named;
  readonly maxReceiveCount: number;
  /** Where the stack of the team is that draws it; see `drawnBy`. Absent: `workspace`. */
  readonly definedIn?: 'elsewhere';
}

/** A function in a stack of the service team. */
export interface PlannedFunction {
  readonly kind: 'function';
  readonly function: Named;
  readonly definedIn: 'workspace' | 'elsewhere';
  /** Takes what the function could not process. Made with the function. */
  readonly processingDeadLetterQueue: Named;
  /**
   * ARN pattern of the rules that may invoke it: every local rule of the service, so that a further subscription to the function
   * changes nothing in the service's stack. `<service>-*` also fits the rules of a service `<service>-<more>` of the same account;
   * they too are the platform's, on a bus that only the routes feed.
   */
  readonly admits: string;
  /** Lambda's own, for events that it has accepted; of all subscriptions that share the function. */
  readonly retry: RetryPolicy;
}

/** The role that a service's code runs with: publish its sources to the central bus, consume the queues with its tag, nothing else. */
export interface ServiceIdentity {
  readonly service: string;
  readonly account: string;
  readonly role: PlannedRole;
  /** What the service publishes, by source. */
  readonly publishes: readonly { readonly source: string; readonly eventTypes: readonly string[] }[];
}

export interface IdleIdentity extends ServiceIdentity {
  readonly idle: Idle;
}

export interface Wave {
  /** From 1. */
  readonly order: number;
  /** To wait after it, so that what it changed is in effect when the next one relies on it. */
  readonly settleSeconds: number;
  readonly units: readonly DeploymentUnit[];
}

export interface DeploymentUnit {
  readonly kind: 'central-bus' | 'account' | 'routing' | 'observability';
  /** CloudFormation stack name; names one unit of the stage. */
  readonly stack: string;
  readonly account: string;
  /** For `routing`. */
  readonly shard?: number;
  /** Stacks of earlier waves without which this one cannot be deployed; sorted. */
  readonly needs: readonly string[];
}

export interface ServiceStacks {
  readonly account: string;
  /** Units without which no service stack of the account can be deployed; sorted. */
  readonly needs: readonly string[];
  /**
   * Units that wait for the account's service stacks: those that send events to the account, so that a new function and its
   * permission are there before the first event; sorted.
   */
  readonly neededBy: readonly string[];
}

export interface QuotaUse {
  /** Id in quotas.json. */
  readonly quota: string;
  /** Account that the quota belongs to. */
  readonly account: string;
  /** What is measured: the bus, a rule, a stack; by its name. */
  readonly scope: string;
  readonly used: number;
  readonly limit: number;
  readonly adjustable: boolean;
}
