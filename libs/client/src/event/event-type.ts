import { makeEvent, type BusbarEvent, type ReceivedEvent } from './busbar-event';
import type { Deprecation } from './deprecation';
import { EnvelopeError, EventValidationError, type Issue } from './errors';
import { frozenCopy } from './frozen-copy';
import { Reading, type Reader } from '../validation/reading';
import type { EventPattern, Filter } from './filter';
import { createMetadata, readMetadata, type EventOptions } from './metadata';

/** What the bindings know about an event type. */
export interface EventTypeDefinition<Type extends string = string, Source extends string = string> {
  /** `<name>@<major>`. */
  readonly type: Type;
  /** Newest released version of the contract when the bindings were generated. */
  readonly version: string;
  readonly source: Source;
  /** The one service that publishes it. */
  readonly publisher: string;
  /** @default - the event type is not deprecated */
  readonly deprecation?: Deprecation;
  /** Reads the data in either view. */
  readonly read: Reader;
}

/** What every event type says about itself. */
export interface EventTypeIdentity<Type extends string = string, Source extends string = string> {
  /** `delivery.status.updated@1`: the `detail-type` on the wire. */
  readonly type: Type;
  /** `delivery.status.updated`. */
  readonly name: Type extends `${infer Name}@${string}` ? Name : string;
  readonly major: number;
  readonly version: string;
  /** EventBridge `source`. */
  readonly source: Source;
  readonly publisher: string;
  /** Absent while it is not deprecated. */
  readonly deprecation?: Deprecation;
}

/**
 * The constructor of an event type: `DeliveryStatusUpdated({ … })`. `Data` is what may be sent; `Received` is what may arrive,
 * wider only where the contract has extensible enums or unions.
 */
export interface EventType<Type extends string, Data, Received = Data, Source extends string = string> extends EventTypeIdentity<
  Type,
  Source
> {
  /**
   * @throws EventValidationError when the data does not meet the contract, with all its issues
   * @throws EnvelopeError when an option is malformed
   */
  (data: Data, options?: EventOptions): BusbarEvent<Type, Data>;
  /** The same for data whose type is not known yet: a file, a request body. Throws what the constructor throws. */
  from(data: unknown, options?: EventOptions): BusbarEvent<Type, Data>;
  /** Whether an event is of this type. */
  is(event: ReceivedEvent): event is ReceivedEvent<Type, Received>;
  /**
   * Reads the `detail` of a received EventBridge event in the consumer view.
   *
   * @throws EnvelopeError when the metadata is missing, malformed or of another type or major
   * @throws EventValidationError when the data does not meet the contract
   */
  parse(detail: unknown): ReceivedEvent<Type, Received>;
  /**
   * The EventBridge pattern of these events, for a rule: of all, or of those whose data meets a filter. Fields and values that
   * the contract does not have do not compile.
   */
  pattern(filter?: Filter<Data>): EventPattern<Type, Source>;
}

/** Any event type, where its data does not matter. */
export interface AnyEventType extends EventTypeIdentity {
  (data: never, options?: EventOptions): BusbarEvent;
  from(data: unknown, options?: EventOptions): BusbarEvent;
  is(event: ReceivedEvent): boolean;
  parse(detail: unknown): ReceivedEvent;
  pattern(filter?: never): EventPattern;
}

/** Makes an event type of what the bindings generator wrote. Not meant to be called by hand. */
export function defineEventType<Type extends string, Data, Received = Data, Source extends string = string>(
  definition: EventTypeDefinition<Type, Source>,
): EventType<Type, Data, Received, Source> {
  const { type, version, source, publisher, deprecation, read } = definition;
  const [, name, majorText] = /^(.+)@([1-9]\d*)$/.exec(type) ?? [];
  if (name === undefined) throw new TypeError(`An event type is "<name>@<major>", for example "parcel.sent@1"; got "${type}".`);
  const major = Number(majorText);

  const from = (data: unknown, options?: EventOptions): BusbarEvent<Type, Data> => {
    const checked = readData(type, data, read, false) as Data;
    return makeEvent(type, source, createMetadata(type, version, publisher, options), checked, deprecation);
  };
  const is = (event: ReceivedEvent): event is ReceivedEvent<Type, Received> => event.type === type;
  const parse = (detail: unknown): ReceivedEvent<Type, Received> => {
    if (typeof detail !== 'object' || detail === null) throw new EnvelopeError(`"${type}": detail must be an object.`);
    const { metadata, data } = detail as { metadata?: unknown; data?: unknown };
    const found = readMetadata(metadata, type, major);
    return Object.freeze({ type, source, metadata: found, data: readData(type, data, read, true) as Received });
  };
  const pattern = (filter?: Filter<Data>): EventPattern<Type, Source> => {
    return { source: [source], 'detail-type': [type], ...(filter !== undefined && { detail: { data: filter } }) };
  };

  // A function of its own for each event type, since a function's `name` is the event's name here.
  const constructor = (data: Data, options?: EventOptions): BusbarEvent<Type, Data> => from(data, options);
  const properties = {
    type,
    name,
    major,
    version,
    source,
    publisher,
    ...(deprecation && { deprecation }),
    from,
    is,
    parse,
    pattern,
  };
  for (const [key, value] of Object.entries(properties)) Object.defineProperty(constructor, key, { value, enumerable: true });
  return Object.freeze(constructor) as unknown as EventType<Type, Data, Received, Source>;
}

/**
 * Checks and copies in one pass, so that nothing can change between the check and the use. What is not plain JSON data (dates,
 * cycles, `NaN`) fails that pass; then the data is copied as JSON would have it, and the copy read.
 */
function readData(type: string, data: unknown, read: Reader, open: boolean): unknown {
  const first = new Reading(open, false);
  try {
    const made = read(data, '', first);
    if (first.issues.length === 0) return made;
  } catch (error) {
    // Data of a type that refers to itself may be deeper than the stack.
    if (!(error instanceof RangeError)) throw error;
  }
  const notJson: Issue[] = [];
  const plain = frozenCopy(data, notJson);
  if (notJson.length > 0) throw new EventValidationError(type, notJson);
  const reading = new Reading(open);
  const made = read(plain, '', reading);
  if (reading.issues.length > 0) throw new EventValidationError(type, sorted(reading.issues));
  return made;
}

function sorted(issues: readonly Issue[]): readonly Issue[] {
  const key = ({ path, keyword }: Issue) => `${path}\n${keyword}`;
  return [...issues].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}
