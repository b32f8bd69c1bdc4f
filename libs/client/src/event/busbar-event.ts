import { shared } from './class-identity';
import type { Deprecation } from './deprecation';
import type { EventMetadata } from './metadata';

/** An event as a consumer sees it: of a known type, its data checked against the contract, deep-frozen. */
export interface ReceivedEvent<Type extends string = string, Data = unknown> {
  /** `delivery.status.updated@1`; the `detail-type` on the wire. */
  readonly type: Type;
  /** EventBridge `source`: the domain's. */
  readonly source: string;
  readonly metadata: EventMetadata;
  readonly data: Data;
}

declare const made: unique symbol;

/**
 * An event that may be published. Only an event type makes one, from data that meets the contract; it is a deep-frozen copy,
 * so what was checked is what is sent.
 */
export interface BusbarEvent<Type extends string = string, Data = unknown> extends ReceivedEvent<Type, Data> {
  readonly [made]: true;
}

/**
 * A value of an extensible enum, or the tag of an extensible union, that a newer minor version added: any string but the known
 * ones. The known ones still narrow, and a `switch` over them needs its default. (An enum type, because TypeScript takes every
 * literal to be comparable with `string`, branded or not, and would narrow nothing.)
 */
export type Unrecognized = UnrecognizedText;
declare enum UnrecognizedText {
  ofNewerVersion = 'a string that this version of the contract does not know',
}

/**
 * The one class of publishable events. Its private field cannot be forged, and copies of an event do not have it. All copies of
 * this package share the class, so that an event made by one can be published by another.
 */
const MadeEvent = shared(
  'made-event/1',
  () =>
    class BusbarEvent {
      readonly #deprecation: Deprecation | undefined;

      constructor(
        readonly type: string,
        readonly source: string,
        readonly metadata: EventMetadata,
        readonly data: unknown,
        deprecation: Deprecation | undefined,
      ) {
        this.#deprecation = deprecation;
        Object.freeze(this);
      }

      static is(value: unknown): value is BusbarEvent {
        return typeof value === 'object' && value !== null && #deprecation in value;
      }

      static deprecationOf(value: unknown): Deprecation | undefined {
        return MadeEvent.is(value) ? value.#deprecation : undefined;
      }
    },
);

/** For `defineEventType` only. */
export function makeEvent<Type extends string, Data>(
  type: Type,
  source: string,
  metadata: EventMetadata,
  data: Data,
  deprecation?: Deprecation,
): BusbarEvent<Type, Data> {
  return new MadeEvent(type, source, metadata, data, deprecation) as unknown as BusbarEvent<Type, Data>;
}

/** What the event's type says about its end; nothing when it is not deprecated. */
export function deprecationOf(event: BusbarEvent): Deprecation | undefined {
  return MadeEvent.deprecationOf(event);
}

/** Whether an event type made this value, so that its data is known to meet the publisher view. */
export function isMadeEvent(value: unknown): value is BusbarEvent {
  return MadeEvent.is(value);
}
