import { formats } from '../validation/formats';
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

const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-|$)/;
const NONE: EventOptions = {};

/** @throws EnvelopeError when an option is malformed */
export function createMetadata(type: string, version: string, publisher: string, options: EventOptions = NONE): EventMetadata {
  const now = Date.now();
  if (options === NONE) {
    const id = uuidV7(now);
    return Object.freeze({ id, type, version, time: isoTime(now), publisher, correlationId: id });
  }
  const cause = options.causedBy?.metadata;
  const id = options.id ?? uuidV7(now);
  const metadata = {
    id,
    type,
    version,
    time: options.time === undefined ? isoTime(now) : givenTime(type, options.time),
    publisher,
    correlationId: options.correlationId ?? cause?.correlationId ?? id,
    ...optional('causationId', options.causationId ?? cause?.id),
    ...optional('traceparent', options.traceparent ?? cause?.traceparent),
  };
  checkIds(type, metadata);
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
  const metadata: { -readonly [Name in keyof EventMetadata]: EventMetadata[Name] } = {
    id: text(found, 'id', type),
    type: text(found, 'type', type),
    version: text(found, 'version', type),
    time: text(found, 'time', type),
    publisher: text(found, 'publisher', type),
    correlationId: text(found, 'correlationId', type),
  };
  if (found['causationId'] !== undefined) metadata.causationId = text(found, 'causationId', type);
  if (found['traceparent'] !== undefined) metadata.traceparent = text(found, 'traceparent', type);
  if (metadata.type !== type) throw new EnvelopeError(`"${type}": metadata.type is that of another event type.`);
  if (Number.parseInt(metadata.version, 10) !== major) {
    throw new EnvelopeError(`"${type}": metadata.version is not of major ${major}.`);
  }
  if (!isTime(metadata.time)) {
    throw new EnvelopeError(`"${type}": metadata.time must be an RFC 3339 date and time.`);
  }
  checkIds(type, metadata);
  return Object.freeze(metadata);
}

function checkIds(type: string, { id, correlationId, causationId, traceparent }: EventMetadata): void {
  if (!formats.uuid(id)) throw new EnvelopeError(`"${type}": metadata.id must be a UUID.`);
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

/** Also a time that `Date` accepts: it has no leap seconds. */
function isTime(text: string): boolean {
  return formats['date-time'](text) && !text.startsWith(':60', 16);
}

function givenTime(type: string, time: Date | string): string {
  const milliseconds = typeof time === 'string' ? (isTime(time) ? Date.parse(time) : Number.NaN) : time.getTime();
  if (Number.isNaN(milliseconds)) throw new EnvelopeError(`"${type}": time must be a Date or an RFC 3339 date and time.`);
  return new Date(milliseconds).toISOString();
}

let second = Number.NaN;
/** `2026-02-04T10:00:00.` */
let secondText = '';

/** Like `toISOString`, which takes most of the time of creating an event. */
function isoTime(now: number): string {
  const milliseconds = now % 1_000;
  if (now - milliseconds !== second) {
    second = now - milliseconds;
    secondText = new Date(second).toISOString().slice(0, 20);
  }
  return `${secondText}${String(milliseconds).padStart(3, '0')}Z`;
}

function text(from: Record<string, unknown>, name: string, type: string): string {
  const value = from[name];
  if (typeof value !== 'string') throw new EnvelopeError(`"${type}": metadata.${name} must be a string.`);
  return value;
}

function optional<Name extends string>(name: Name, value: string | undefined): Partial<Record<Name, string>> {
  return value === undefined ? {} : ({ [name]: value } as Record<Name, string>);
}
