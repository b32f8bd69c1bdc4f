import type { Delivery, Subscription } from '@busbar/manifest';
import type { InboxDelivery, InboxSubscription, Named } from '../model';
import type { Arns } from '../names';
import type { AlarmKind } from '../observability-model';

/** A delivery of one kind as it is written in `config/`. */
export type Configured<Kind extends Delivery['kind']> = Extract<Delivery, { readonly kind: Kind }>;

/** A delivery of one kind as it is planned. */
export type Planned<Kind extends Delivery['kind']> = Extract<InboxDelivery, { readonly kind: Kind }>;

/** Where a subscription is planned: the account of its service. */
export interface DeliveryPlace {
  readonly arns: Arns;
  readonly account: string;
  /** Of the subscriber bus. */
  readonly busName: string;
  /** Every subscription of the service in the stage. */
  readonly ofService: readonly Subscription[];
}

/** What the platform has to know of one kind of delivery. */
export interface DeliveryKind<Kind extends Delivery['kind']> {
  plan(delivery: Configured<Kind>, subscription: Subscription, place: DeliveryPlace): Planned<Kind>;
  facts(planned: Planned<Kind>): DeliveryFacts;
}

/** What everybody asks of a planned delivery, whatever its kind. */
export interface DeliveryFacts {
  /** What the local rule sends to. */
  readonly target: Named;
  /** The queue that the service's code polls. Undefined where events are pushed to it. */
  readonly polledQueue: Named | undefined;
  /** Queues that the account's stack makes for it, beside the delivery DLQ that every subscription has. */
  readonly queues: readonly Named[];
  /** Queues that a stack of the service team makes for the target. */
  readonly queuesOfTarget: readonly Named[];
  /** What is watched of it, beside the local rule and the delivery DLQ that every subscription has. */
  readonly watched: readonly WatchedThing[];
  /** CloudFormation resources that the account's stack makes for it, queue policies included. */
  readonly resources: number;
  /**
   * What a stack of this workspace has to define, or nothing arrives. Undefined where the platform makes everything, and for what is
   * declared as defined elsewhere.
   */
  readonly definedByService: ServiceResource | undefined;
  /** Several subscriptions of the service may have the same target. */
  readonly targetIsShared: boolean;
  /** For people: `queue`, `function access-orders`. */
  readonly summary: string;
}

/** Something that an alarm of a kind watches. */
export interface WatchedThing {
  readonly kind: AlarmKind;
  /** Its name. */
  readonly thing: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** @default - that of the kind */
  readonly threshold?: number;
}

/** A CloudFormation resource that is known by its name. */
export interface ServiceResource {
  readonly type: string;
  /** For people: `function`. */
  readonly noun: string;
  /** The property that holds the name. */
  readonly nameProperty: string;
  readonly name: string;
}

/** As people know what receives a subscription: `<service>/<subscription>`, or `<service>/<target>` where several share it. */
export function receiverName({ service, name }: Pick<InboxSubscription, 'service' | 'name'>, facts: DeliveryFacts): string {
  return `${service}/${facts.targetIsShared ? facts.target.name : name}`;
}
