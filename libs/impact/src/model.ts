import type { AppliedPolicy } from '@busbar/contracts';
import type { Governance, Manifest } from '@busbar/manifest';
import type { Position } from '@busbar/problem';
import type { Topology } from '@busbar/topology';

/** A configuration without errors, and what it compiles to. */
export interface Configuration {
  readonly manifest: Manifest;
  readonly governance: Governance;
  /** By stage, in roll-out order. */
  readonly topologies: readonly Topology[];
}

/** One stage of a configuration. */
export interface StageState {
  readonly manifest: Manifest;
  readonly topology: Topology;
}

/** What a change does to people: everything that one team gains, loses or should note, stage by stage. */
export interface Impact {
  /** The stages that were compared, in roll-out order; those that only one side has included. */
  readonly stages: readonly string[];
  /** Teams that something changes for, sorted by name. */
  readonly teams: readonly TeamImpact[];
  /** The others, sorted. */
  readonly unchangedTeams: readonly string[];
  /** Changes that need somebody's attention, of all teams. */
  readonly needsAttention: number;
}

export interface TeamImpact {
  readonly team: string;
  /** Gains first, then losses, then notes; those that need attention first in each, then by subject. */
  readonly changes: readonly Change[];
}

export type Effect = 'gains' | 'loses' | 'notes';

/** One thing that changes for one team. */
export type Change = ChangeOf<keyof ChangeFacts>;

export interface ChangeOf<Kind extends keyof ChangeFacts> {
  readonly kind: Kind;
  readonly facts: ChangeFacts[Kind];
  readonly team: string;
  readonly effect: Effect;
  /** What it is about: `notification-service/completed`, a service, an event type, a stage. */
  readonly subject: string;
  /** A clause that goes after the subject: `3 of 12 examples of delivery.status.updated@1: status FAILED`. */
  readonly says: string;
  /** More of it, a line each. */
  readonly details: readonly string[];
  /** Something may break, or somebody has to agree. */
  readonly needsAttention: boolean;
  /** In roll-out order. */
  readonly stages: readonly string[];
  /** Where it is written; absent for what is gone. */
  readonly at?: Position;
}

/** What programs want to know of a change, by its kind. */
export interface ChangeFacts {
  /** Events that a subscription receives from now on, or no longer. */
  readonly delivery: DeliveryFacts;
  /** Another team's subscription to an event type of this team. */
  readonly subscriber: { readonly eventType: string; readonly subscription: string; readonly team: string };
  readonly permission: {
    readonly service: string;
    readonly permission: 'publish' | 'consume' | 'assume-role';
    /** Event types, queues, or who may assume the role. */
    readonly of: readonly string[];
  };
  /** What the bus policy lets publishers do beyond what they asked for. */
  readonly 'bus-policy': { readonly service: string; readonly before: string; readonly after: string };
  readonly contract: {
    readonly eventType: string;
    /** What happened, as `contract diff` names it, or to its lifecycle. */
    readonly change: string;
    /** The data of an event that one side accepts and the other refuses. */
    readonly counterexample?: unknown;
  };
  readonly 'personal-data': { readonly fields: readonly ReceivedField[] };
  readonly resources: {
    readonly action: 'retired' | 'replaced';
    readonly resources: readonly Resource[];
  };
  /** How a subscription is delivered. */
  readonly setting: { readonly setting: string; readonly before: string; readonly after: string };
  readonly quota: {
    readonly quota: string;
    readonly account: string;
    readonly scope: string;
    readonly before: number;
    readonly after: number;
    readonly limit: number;
  };
  readonly stage: { readonly action: 'added' | 'removed' };
}

export interface DeliveryFacts {
  readonly eventType: string;
  /** How what is received now compares with what was. */
  readonly relation: Relation;
  /** Of the contract's valid examples. */
  readonly examples: Counted;
  /** Of valid events made from the examples, with the values that filters and contract tell apart. */
  readonly generated: Counted;
  /** Of the recorded events of the type; absent without a recording. */
  readonly recorded?: Counted;
  /** The data of an event that shows it. */
  readonly event?: unknown;
}

/** How many events of a set are gained, or lost. */
export interface Counted {
  readonly changed: number;
  readonly of: number;
}

/**
 * `new`, `removed`: there is no subscription on the other side. `wider`, `narrower`: proven to include the other. `different`: some
 * events are only in one, some only in the other. `unproven`: neither a proof nor an event was found.
 */
export type Relation = 'new' | 'removed' | 'wider' | 'narrower' | 'different' | 'unproven';

export interface ReceivedField {
  readonly eventType: string;
  /** With dots: `address.street`. */
  readonly field: string;
  /** `pii:name`. */
  readonly classification: string;
}

export interface Resource {
  /** CloudFormation's name: `AWS::SQS::Queue`. */
  readonly type: string;
  readonly name: string;
  readonly account: string;
  /** It holds messages or events, or the means to decrypt them. */
  readonly isState: boolean;
}

export interface ImpactOptions {
  /** Absent: nothing was there, and everything is gained. */
  readonly before: Configuration | undefined;
  readonly after: Configuration;
  /** Names of stages. Default: all of either side. */
  readonly stages?: readonly string[];
  /** Judges the drafts of contracts. */
  readonly policy: AppliedPolicy;
  /** ISO date. */
  readonly today: string;
}
