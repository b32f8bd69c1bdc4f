import type { Contract, Domain, EventDefinition, EventTypeName } from '@busbar/contracts';
import type { Path, Position, SourceDocument } from '@busbar/problem';
import type { Pipeline } from './pipeline/model';

/**
 * Everything in `config/`, typed and cross-checked. Only a Manifest without errors is handed to the topology compiler.
 * Collections are sorted by name, so that what is compiled from them does not depend on file order.
 */
export interface Manifest {
  readonly platform: Platform;
  readonly organization: Organization;
  /** In roll-out order. */
  readonly stages: readonly Stage[];
  readonly teams: readonly Team[];
  readonly services: readonly Service[];
  readonly domains: readonly Domain[];
  readonly events: readonly EventDefinition[];
  readonly contracts: readonly Contract[];
  readonly subscriptions: readonly Subscription[];
  /** In the order of the file. */
  readonly retired: readonly RetiredSubscription[];
}

/** `config/platform.yaml`. */
export interface Platform {
  /** Short lower-case name of the company, the prefix of nothing and the title of everything: `doorstep`. */
  readonly company: string;
  /** Team that answers for the platform, and for what no other team owns. Absent: `platform`, which need not be in teams.yaml. */
  readonly owner?: string;
  /** Name of the central bus and of every subscriber bus. */
  readonly busName: string;
  readonly encryption: 'aws-owned' | 'customer-managed';
  /** Days that the archive of the central bus keeps events. */
  readonly archiveRetentionDays: number;
  /** What EventBridge does when a target does not accept an event. */
  readonly retry: RetryPolicy;
  /** Accounts whose routing shares one stack; keeps the stack below CloudFormation's 500 resources. Default 25. */
  readonly accountsPerRoutingStack: number;
  /** What the platform promises; alarms watch it, `busbar demo` and the portal compare with it. */
  readonly objectives: PlatformObjectives;
  readonly observability: PlatformObservability;
  /** What deploys the stages. Absent: they are deployed by hand. */
  readonly pipeline?: Pipeline;
  /** Quotas that AWS has raised for this organization, by quota id (see topology's quotas.json). */
  readonly raisedQuotas: Readonly<Record<string, number>>;
  /** Modules of this workspace that `busbar` loads, as absolute paths; absent when the company has none. */
  readonly workspace: {
    /** Exports `serviceStacks(scope, topology)`: the CDK stacks of the service teams. */
    readonly serviceStacks?: string;
    /** Exports what `busbar up --demo` runs. */
    readonly demo?: string;
  };
  readonly document: SourceDocument;
}

export interface Objectives {
  readonly latencyP90Milliseconds: number;
  readonly successPercent: number;
}

export interface PlatformObjectives extends Objectives {
  /** Events in the long window below which no burn rate is taken. Default 1,000. */
  readonly minimumEvents: number;
}

/** `essential`: events are lost, dead or not fetched. `standard`: also what may come to that. Each includes the one before. */
export type AlarmLevel = 'none' | 'essential' | 'standard';

/** Where accounts share their metrics: a sink that the platform makes in the central account, no sink, or the ARN of one. */
export type SinkChoice = 'create' | 'none' | (string & {});

export interface PlatformObservability {
  readonly alarms: AlarmLevel;
  readonly sink: SinkChoice;
  /** Whether topics send mail to teams and contacts. */
  readonly email: boolean;
  readonly dashboards: boolean;
  /** URL of the folder with the runbooks. Absent: alarms name the file in the repository. */
  readonly runbooks?: string;
}

/** What a stage says otherwise. */
export interface StageObservability {
  readonly alarms?: AlarmLevel;
  readonly sink?: SinkChoice;
  /** Of the sink that `create` has made. Its ARN is random, so it is known only afterwards. */
  readonly sinkArn?: string;
}

export interface RetryPolicy {
  /** 60 to 86,400. EventBridge's default is 86,400 (24 h). */
  readonly maximumEventAgeInSeconds: number;
  /** 0 to 185. EventBridge's default is 185. */
  readonly maximumRetryAttempts: number;
}

/** `config/organization.json`: a snapshot of AWS Organizations. */
export interface Organization {
  /** `o-…`. */
  readonly id: string;
  /** When its content was first read, as ISO 8601 in UTC: reading the same again does not move it. */
  readonly readAt: string;
  readonly managementAccountId: string;
  readonly root: { readonly id: string; readonly name: string };
  readonly accounts: readonly Account[];
  readonly organizationalUnits: readonly OrganizationalUnit[];
  readonly document: SourceDocument;
}

export interface Account {
  /** Twelve digits, as text. */
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly state: AccountState;
  /** Id of the OU (or root) that holds it. */
  readonly parentId: string;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * As AWS Organizations calls it. Only an `ACTIVE` account can be deployed to.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_account_state.html
 */
export type AccountState = 'PENDING_ACTIVATION' | 'ACTIVE' | 'SUSPENDED' | 'PENDING_CLOSURE' | 'CLOSED';

export interface OrganizationalUnit {
  readonly id: string;
  readonly name: string;
  readonly parentId: string;
}

/** `config/stages/<stage>.yaml`. */
export interface Stage {
  readonly name: string;
  /** Place in the roll-out, from 1. */
  readonly order: number;
  readonly engine: 'classic';
  /** The account that owns the central bus. */
  readonly centralAccount: string;
  readonly region: string;
  /** A person must approve the roll-out to this stage. */
  readonly approval: boolean;
  /** Minutes to wait and watch after the roll-out before the next stage. */
  readonly soakMinutes: number;
  /** Whom subscriber buses admit: the route roles, or, where EventBridge refuses targets because of that, all of the central account. */
  readonly subscriberBusTrust: 'route-roles' | 'central-account';
  /** Whether principals of a service's account may assume its role, if their own policies allow them to. */
  readonly rolesAssumableByAccount: boolean;
  readonly observability: StageObservability;
  readonly document: SourceDocument;
}

/** A team, from `config/teams.yaml`. */
export interface Team {
  readonly name: string;
  readonly description: string;
  readonly email: string;
  readonly slack?: string;
  /** Its team on GitHub: `acme/payments`. */
  readonly github?: string;
  readonly at: Position;
}

/** `config/services/<service>.yaml`. */
export interface Service {
  readonly name: string;
  readonly description: string;
  /** Owning team. */
  readonly owner: string;
  /** Mail addresses, beside the team's. */
  readonly contacts: readonly string[];
  /** Account id by stage name. A stage may be missing: the service is not there yet. */
  readonly accounts: Readonly<Record<string, string>>;
  readonly publishAs: PublishAs;
  /** What may run code with the service's role; without duplicates. */
  readonly runsOn: readonly ServiceRuntime[];
  /** Absent: that of the stage. */
  readonly alarms?: AlarmLevel;
  readonly document: SourceDocument;
}

/**
 * Who publishes the service's events: the role that Busbar makes, another role of the account (its name, with its path if it has
 * one), or every principal of the account that IAM allows to.
 */
export type PublishAs = 'busbar-role' | 'account' | { readonly role: string };

export type ServiceRuntime = 'lambda' | 'ecs' | 'eks' | 'ec2';

/** One entry of `config/subscriptions/<service>.yaml`. */
export interface Subscription {
  /** Unique within the service, kebab-case: `parcel-delivered`. */
  readonly name: string;
  /** The name under which its rule and queues were made, if it was renamed since: they keep it as long as they live. */
  readonly previously?: string;
  readonly service: string;
  readonly description: string;
  readonly eventType: EventTypeName;
  /**
   * An EventBridge pattern on the event's `data` (the content of `detail.data`): field names, arrays of values or matchers,
   * `$or`. Absent: every event of the type.
   */
  readonly filter?: Readonly<Record<string, unknown>>;
  /** The fields that the service says it reads (`location.zip`), beside those of the filter. Absent: any may be read. */
  readonly reads?: readonly string[];
  readonly delivery: Delivery;
  /** Whose stack has the local rule and what hangs on it. Route and bus are the platform's. */
  readonly drawnBy: 'platform' | 'team';
  /** Its local rule is disabled: what is published meanwhile does not reach it. */
  readonly paused: boolean;
  /** Overrides of the platform's retry policy for the local rule. */
  readonly retry: RetryPolicy;
  /** Absent: that of the service. */
  readonly alarms?: AlarmLevel;
  /** What its local rule is held to, with alarms of its own. */
  readonly objectives?: Partial<Objectives>;
  readonly at: Position;
  readonly document: SourceDocument;
  /** Path of the entry in its document. */
  readonly path: Path;
}

/** One entry of `config/retired.yaml`: the queues of a subscription that is no more may be deleted, with what is in them. */
export interface RetiredSubscription {
  readonly stage: string;
  readonly service: string;
  /** The name that its queues carry. */
  readonly subscription: string;
  /** Only those in this account. Absent: wherever the service has left them. */
  readonly account?: string;
  readonly reason: string;
  readonly approver: string;
  readonly at: Position;
}

/** Where a subscription's events end up in the service's account. What differs by kind is in tables by kind, nowhere else. */
export type Delivery = QueueDelivery | FunctionDelivery;

export interface QueueDelivery {
  readonly kind: 'queue';
  /** Seconds that a received message stays hidden. Default 30. */
  readonly visibilityTimeoutSeconds: number;
  /** Receives after which a message goes to the processing DLQ. Default 5. */
  readonly maxReceiveCount: number;
  /** For `drawnBy: team`: whether a stack of this workspace draws it, or one that Busbar does not see. Default `workspace`. */
  readonly definedIn: 'workspace' | 'elsewhere';
}

export interface FunctionDelivery {
  readonly kind: 'function';
  /** Name of the Lambda function in the service's account; its stack belongs to the service team. */
  readonly functionName: string;
  /** Whether a stack of this workspace defines it, or one that Busbar does not see. Default `workspace`. */
  readonly definedIn: 'workspace' | 'elsewhere';
}
