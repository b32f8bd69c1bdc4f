import type { BusbarEvent } from '../event/busbar-event';
import { printJson } from '../event/json-text';
import { EventTooLargeError } from './errors';
import type { PutEventsEntry } from './transport';

/** All entries of a `PutEvents` call together must be smaller than 1 MiB. */
export const MAX_CALL_BYTES = 1_048_575;

/**
 * The largest event. EventBridge accepts one as large as a call, but delivers it in an envelope of some hundred bytes;
 * the result would then fit neither an SQS queue (1 MiB) nor the dead-letter queue, and be lost. The difference is room for
 * the envelope.
 */
export const MAX_EVENT_BYTES = 1_048_576 - 8_192;

const TIME_BYTES = 14;

/**
 * The size that EventBridge counts.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html#eb-putevent-size
 */
export function entryBytes(entry: PutEventsEntry): number {
  return TIME_BYTES + Buffer.byteLength(entry.Source) + Buffer.byteLength(entry.DetailType) + Buffer.byteLength(entry.Detail);
}

/** @throws EventTooLargeError */
export function toEntry(event: BusbarEvent, eventBusArn: string): { readonly entry: PutEventsEntry; readonly bytes: number } {
  const { metadata, data, source, type } = event;
  const entry: PutEventsEntry = {
    EventBusName: eventBusArn,
    Source: source,
    DetailType: type,
    Detail: toDetail({ metadata, data }),
    Time: new Date(metadata.time),
    ...(metadata.traceparent !== undefined && { TraceHeader: xrayTraceHeader(metadata.traceparent) }),
  };
  const bytes = entryBytes(entry);
  if (bytes > MAX_EVENT_BYTES) throw new EventTooLargeError(type, metadata.id, bytes, MAX_EVENT_BYTES);
  return { entry, bytes };
}

/** JSON without the two characters that JSON allows and SQS refuses (they are not legal in XML 1.0). */
function toDetail(detail: object): string {
  const json = printJson(detail);
  return /[\uFFFE\uFFFF]/.test(json) ? json.replaceAll('\uFFFE', '\\ufffe').replaceAll('\uFFFF', '\\uffff') : json;
}

/** https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader */
function xrayTraceHeader(traceparent: string): string {
  const [, trace = '', parent = '', flags = '00'] = traceparent.split('-');
  const sampled = Number.parseInt(flags, 16) & 1;
  return `Root=1-${trace.slice(0, 8)}-${trace.slice(8)};Parent=${parent};Sampled=${sampled}`;
}
