import { makeEvent, type BusbarEvent, type ReceivedEvent } from './busbar-event';
import { EnvelopeError, EventValidationError, type Issue } from './errors';
import { frozenCopy } from './frozen-copy';
import { createMetadata, readMetadata, type EventOptions } from './metadata';

/** Says everything that is wrong with `data`; nothing wrong is an empty list. */
export type Validator = (data: unknown) => readonly Issue[];

/** What the bindings know about an event type. */
export interface EventTypeDefinition<Type extends string = string> {
  /** `<name>@<major>`. */
  readonly type: Type;
  /** Newest released version of the contract when the bindings were generated. */
  readonly version: string;
  readonly source: string;
  /** The one service that publishes it. */
  readonly publisher: string;
  /** Exactly what may be sent: objects are closed, enums and unions are as listed. */
  readonly publisherView: Validator;
  /** What must be readable: unknown fields are let through, and so are new values of extensible enums and unions. */
  readonly consumerView: Validator;
}

/** What every event type says about itself. */
export interface EventTypeIdentity<Type extends string = string> {
  readonly type: Type;
  /** `delivery.status.updated`. */
  readonly name: string;
  readonly major: number;
  readonly version: string;
  readonly source: string;
  readonly publisher: string;
}

/**
 * The constructor of an event type: `DeliveryStatusUpdated({ … })`. `Data` is what may be sent; `Received` is what may arrive,
 * wider only where the contract has extensible enums or unions.
 */
export interface EventType<Type extends string, Data, Received = Data> extends EventTypeIdentity<Type> {
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
}

/** Any event type, where its data does not matter. */
export interface AnyEventType extends EventTypeIdentity {
  (data: never, options?: EventOptions): BusbarEvent;
  from(data: unknown, options?: EventOptions): BusbarEvent;
  is(event: ReceivedEvent): boolean;
  parse(detail: unknown): ReceivedEvent;
}

/** Makes an event type of what the bindings generator wrote. Not meant to be called by hand. */
export function defineEventType<Type extends string, Data, Received = Data>(
  definition: EventTypeDefinition<Type>,
): EventType<Type, Data, Received> {
  const { type, version, source, publisher, publisherView, consumerView } = definition;
  const [, name, majorText] = /^(.+)@([1-9]\d*)$/.exec(type) ?? [];
  if (name === undefined) throw new TypeError(`An event type is "<name>@<major>", for example "parcel.sent@1"; got "${type}".`);
  const major = Number(majorText);

  const from = (data: unknown, options?: EventOptions): BusbarEvent<Type, Data> => {
    const checked = check(type, data, publisherView) as Data;
    return makeEvent(type, source, createMetadata(type, version, publisher, options), checked);
  };
  const is = (event: ReceivedEvent): event is ReceivedEvent<Type, Received> => event.type === type;
  const parse = (detail: unknown): ReceivedEvent<Type, Received> => {
    if (typeof detail !== 'object' || detail === null) throw new EnvelopeError(`"${type}": detail must be an object.`);
    const { metadata, data } = detail as { metadata?: unknown; data?: unknown };
    const read = readMetadata(metadata, type, major);
    return Object.freeze({ type, source, metadata: read, data: check(type, data, consumerView) as Received });
  };

  // A function of its own for each event type, since a function's `name` is the event's name here.
  const constructor = (data: Data, options?: EventOptions): BusbarEvent<Type, Data> => from(data, options);
  const properties = { type, name, major, version, source, publisher, from, is, parse };
  for (const [key, value] of Object.entries(properties)) Object.defineProperty(constructor, key, { value, enumerable: true });
  return Object.freeze(constructor) as unknown as EventType<Type, Data, Received>;
}

/** Copies first and checks the copy, so that nothing can change between the check and the use. */
function check(type: string, data: unknown, view: Validator): unknown {
  const unsayable: Issue[] = [];
  const copy = frozenCopy(data, unsayable);
  const issues = unsayable.length > 0 ? unsayable : view(copy);
  if (issues.length > 0) throw new EventValidationError(type, issues);
  return copy;
}
