import { EnvelopeError } from './errors';
import { uuidV7 } from './uuid-v7';

/** What the platform knows about an event. It travels beside the data, in the `detail` of the EventBridge event. */
export interface EventMetadata {
  /** UUIDv7. Stays the same over retries, replays and redrives: the idempotency key. EventBridge's own `id` does not. */
  readonly id: string;
  /** `delivery.status.updated@1`. */
  readonly type: string;
  /** Version of the contract that the publisher was built with, `1.2.0`. */
  readonly version: string;
  /** When it happened: RFC 3339 with milliseconds, in UTC. */
  readonly time: string;
  /** The service that published it. */
  readonly publisher: string;
  /** Shared by all events that follow from one beginning; the id of the first of them unless it was given another. */
  readonly correlationId: string;
  /** Id of the event that led to this one. */
  readonly causationId?: string;
  /** W3C trace context. */
  readonly traceparent?: string;
}

/** What may be said about an event beside its data. All of it has a sensible default. */
export interface EventOptions {
  /** The received event that led to this one: gives `correlationId`, `causationId` and `traceparent`. */
  readonly causedBy?: { readonly metadata: EventMetadata };
  /** 1 to 256 characters. @default - that of `causedBy`, else the event's own id */
  readonly correlationId?: string;
  /** @default - id of `causedBy` */
  readonly causationId?: string;
  /** @default - that of `causedBy` */
  readonly traceparent?: string;
  /** When it happened. @default - now */
  readonly time?: Date | string;
  /** A UUID. Give one to publish the same event again, from an outbox for example. @default - a new UUIDv7 */
  readonly id?: string;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-|$)/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i;
const NONE: EventOptions = {};

/** @throws EnvelopeError when an option is malformed */
export function createMetadata(type: string, version: string, publisher: string, options: EventOptions = NONE): EventMetadata {
  const cause = options.causedBy?.metadata;
  const now = Date.now();
  const id = options.id ?? uuidV7(now);
  const metadata = {
    id,
    type,
    version,
    time: options.time === undefined ? new Date(now).toISOString() : isoTime(type, options.time),
    publisher,
    correlationId: options.correlationId ?? cause?.correlationId ?? id,
    ...optional('causationId', options.causationId ?? cause?.id),
    ...optional('traceparent', options.traceparent ?? cause?.traceparent),
  };
  if (options !== NONE) checkIds(type, metadata);
  return Object.freeze(metadata);
}

/**
 * The metadata of a received event; what it has more than this version knows is left out.
 *
 * @throws EnvelopeError when a part is missing or malformed, or it is of another event type or major
 */
export function readMetadata(value: unknown, type: string, major: number): EventMetadata {
  if (typeof value !== 'object' || value === null) throw new EnvelopeError(`"${type}": metadata must be an object.`);
  const found = value as Record<string, unknown>;
  const metadata = {
    id: text(found, 'id', type),
    type: text(found, 'type', type),
    version: text(found, 'version', type),
    time: text(found, 'time', type),
    publisher: text(found, 'publisher', type),
    correlationId: text(found, 'correlationId', type),
    ...optional('causationId', found['causationId'] === undefined ? undefined : text(found, 'causationId', type)),
    ...optional('traceparent', found['traceparent'] === undefined ? undefined : text(found, 'traceparent', type)),
  };
  if (metadata.type !== type) throw new EnvelopeError(`"${type}": metadata.type is that of another event type.`);
  if (Number.parseInt(metadata.version, 10) !== major) {
    throw new EnvelopeError(`"${type}": metadata.version is not of major ${major}.`);
  }
  if (!TIME.test(metadata.time) || Number.isNaN(Date.parse(metadata.time))) {
    throw new EnvelopeError(`"${type}": metadata.time must be an RFC 3339 date and time.`);
  }
  checkIds(type, metadata);
  return Object.freeze(metadata);
}

function checkIds(type: string, { id, correlationId, causationId, traceparent }: EventMetadata): void {
  if (!UUID.test(id)) throw new EnvelopeError(`"${type}": metadata.id must be a UUID.`);
  checkLength(type, 'correlationId', correlationId);
  if (causationId !== undefined) checkLength(type, 'causationId', causationId);
  if (traceparent !== undefined && !TRACEPARENT.test(traceparent)) {
    throw new EnvelopeError(`"${type}": metadata.traceparent must be a W3C trace context (version-trace-parent-flags).`);
  }
}

function checkLength(type: string, name: string, value: string): void {
  if (value.length >= 1 && value.length <= 256) return;
  throw new EnvelopeError(`"${type}": metadata.${name} must have 1 to 256 characters.`);
}

function isoTime(type: string, time: Date | string): string {
  const milliseconds = typeof time === 'string' ? (TIME.test(time) ? Date.parse(time) : Number.NaN) : time.getTime();
  if (Number.isNaN(milliseconds)) throw new EnvelopeError(`"${type}": time must be a Date or an RFC 3339 date and time.`);
  return new Date(milliseconds).toISOString();
}

function text(from: Record<string, unknown>, name: string, type: string): string {
  const value = from[name];
  if (typeof value !== 'string') throw new EnvelopeError(`"${type}": metadata.${name} must be text.`);
  return value;
}

function optional<Name extends string>(name: Name, value: string | undefined): Partial<Record<Name, string>> {
  return value === undefined ? {} : ({ [name]: value } as Record<Name, string>);
}
