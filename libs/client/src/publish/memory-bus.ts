import { randomUUID } from 'node:crypto';
import type { EventBridgeEvent } from '../consume/envelope';
import { parseJson } from '../event/json-text';
import { MAX_CALL_BYTES, entryBytes } from './entry';
import { RETRYABLE_CODES, type EntryResult, type PutEventsEntry, type Transport } from './transport';

export interface MemoryBusOptions {
  /** @default arn:aws:events:eu-west-1:000000000000:event-bus/memory */
  readonly eventBusArn?: string;
}

/** A bus in memory, for tests. */
export interface MemoryBus extends Transport {
  readonly eventBusArn: string;
  /** Every accepted event, as EventBridge delivers it to a target. Pass them to `EventConsumer.handle`. */
  readonly events: readonly EventBridgeEvent[];
  /** Entries of each call, in order, refused ones included. */
  readonly calls: readonly (readonly PutEventsEntry[])[];
  /** Fails the next `times` entries, with a code of `PutEvents`. `ThrottlingException` and `InternalFailure` are retried. */
  failNext(code: string, times?: number): void;
  clear(): void;
}

/**
 * A bus in memory that is as strict as EventBridge: it accepts what EventBridge accepts, and refuses the rest with the same
 * code. One difference: it refuses events for a bus that does not exist, which EventBridge accepts and drops.
 *
 * @example
 * const bus = memoryBus();
 * const publisher = new EventPublisher({ transport: bus });
 */
export function memoryBus(options: MemoryBusOptions = {}): MemoryBus {
  const eventBusArn = options.eventBusArn ?? 'arn:aws:events:eu-west-1:000000000000:event-bus/memory';
  const events: EventBridgeEvent[] = [];
  const calls: (readonly PutEventsEntry[])[] = [];
  let failures: string[] = [];

  const accept = (entry: PutEventsEntry): EntryResult => {
    const failure = failures.shift();
    if (failure !== undefined) return refusal(failure, 'failNext() of this bus was called.', RETRYABLE_CODES.has(failure));
    const reason = refusalOf(entry, eventBusArn);
    if (reason !== undefined) return reason;
    const event = toEvent(entry, eventBusArn);
    events.push(event);
    return { ok: true, eventId: event.id };
  };

  return {
    maxEntries: 10,
    maxBytes: MAX_CALL_BYTES,
    eventBusArn,
    events,
    calls,
    failNext(code, times = 1) {
      failures.push(...Array.from({ length: times }, () => code));
    },
    clear() {
      events.length = 0;
      calls.length = 0;
      failures = [];
    },
    async send(entries) {
      calls.push(entries);
      const bytes = entries.reduce((sum, entry) => sum + entryBytes(entry), 0);
      if (entries.length < 1 || entries.length > 10 || bytes > MAX_CALL_BYTES) {
        const result = refusal('ValidationException', 'A call has 1 to 10 entries and less than 1 MiB.');
        return entries.map(() => ({ ...result, wholeCall: true }));
      }
      return entries.map(accept);
    },
  };
}

function refusalOf(entry: PutEventsEntry, eventBusArn: string): EntryResult | undefined {
  if (entry.EventBusName !== eventBusArn) return refusal('InvalidArgument', `There is no bus "${entry.EventBusName}".`);
  if (!entry.Source) return refusal('InvalidArgument', 'Parameter Source is not valid. Reason: Source is a required argument.');
  if (entry.Source.startsWith('aws.')) return refusal('NotAuthorizedForSourceException', 'Not authorized for the source.');
  if (!entry.DetailType || entry.DetailType.length > 128) {
    return refusal('InvalidArgument', 'Parameter DetailType is not valid. Reason: DetailType has 1 to 128 characters.');
  }
  return isJsonObject(entry.Detail) ? undefined : refusal('MalformedDetail', 'Detail is malformed.');
}

function refusal(code: string, message: string, retryable = false): EntryResult {
  return { ok: false, code, message, retryable };
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

function toEvent(entry: PutEventsEntry, eventBusArn: string): EventBridgeEvent {
  const [, , , region = '', account = ''] = eventBusArn.split(':');
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': entry.DetailType,
    source: entry.Source,
    account,
    // EventBridge keeps whole seconds.
    time: entry.Time.toISOString().replace(/\.\d+Z$/, 'Z'),
    region,
    resources: [],
    detail: parseJson(entry.Detail),
  };
}
