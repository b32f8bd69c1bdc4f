import { asObject, optionalList, optionalText, optionalTexts, type JsonInput } from '../../wire/input';
import { constraintViolation, ServiceError } from '../../wire/service-error';

/** One entry of `PutEvents`, its types checked. */
export interface PutEventsEntry {
  readonly source: string | undefined;
  readonly detailType: string | undefined;
  readonly detail: string | undefined;
  readonly resources: readonly string[] | undefined;
  /** Seconds since the epoch. */
  readonly time: number | undefined;
  /** Name or ARN. */
  readonly bus: string | undefined;
  readonly traceHeader: string | undefined;
}

/** What is wrong with one entry while others may be right. */
export interface EntryProblem {
  readonly errorCode: string;
  readonly message: string;
}

/** The sum over all entries of a call has to be less. */
const CALL_BYTES = 1024 * 1024;
const MOST_ENTRIES = 10;
const MOST_NESTING = 1_000;
const MOST_DETAIL_TYPE = 128;
const MOST_BUS_NAME = 1_600;
const MOST_TRACE_HEADER = 500;
const BUS_NAME = /^(arn:aws[\w-]*:events:[a-z]+-[a-z]+-[\w-]+:[0-9]{12}:event-bus\/)?[/.\-_A-Za-z0-9]+$/;
/** As AWS prints it. */
const BUS_NAME_PATTERN = '(arn:aws[\\w-]*:events:[a-z]+-[a-z]+-[\\w-]+:[0-9]{12}:event-bus\\/)?[/\\.\\-_A-Za-z0-9]+';

/**
 * @throws ServiceError when the call as a whole is refused
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export function readEntries(input: JsonInput): readonly PutEventsEntry[] {
  const endpoint = optionalText(input, 'EndpointId');
  if (endpoint !== undefined) {
    throw new ServiceError(
      'ValidationException',
      `Endpoint ${endpoint.slice(0, 50)} does not exist: this runtime has no global endpoints.`,
    );
  }
  const entries = optionalList(input, 'Entries')?.map(readEntry);
  if (!entries) throw constraintViolation(undefined, 'entries', 'not be null');
  if (entries.length === 0) throw constraintViolation('[]', 'entries', 'have length greater than or equal to 1');
  if (entries.length > MOST_ENTRIES) {
    throw constraintViolation(
      `[${entries.map(printEntry).join(', ')}]`,
      'entries',
      `have length less than or equal to ${MOST_ENTRIES}`,
    );
  }
  entries.forEach(({ bus, traceHeader }, index) => {
    const at = `entries.${index + 1}.member.`;
    if (bus !== undefined) constrain(bus, `${at}eventBusName`, MOST_BUS_NAME, BUS_NAME);
    if (traceHeader !== undefined) constrain(traceHeader, `${at}traceHeader`, MOST_TRACE_HEADER);
  });
  if (entries.reduce((sum, entry) => sum + bytesOf(entry), 0) >= CALL_BYTES) {
    throw new ServiceError('ValidationException', 'Total size of the entries in the request is over the limit.');
  }
  return entries;
}

/** @throws ServiceError when the string is too short, too long, or does not match the pattern */
function constrain(text: string, member: string, most: number, pattern?: RegExp): void {
  if (text.length === 0) throw constraintViolation(text, member, 'have length greater than or equal to 1');
  if (text.length > most) throw constraintViolation(text, member, `have length less than or equal to ${most}`);
  if (pattern && !pattern.test(text))
    throw constraintViolation(text, member, `satisfy regular expression pattern: ${BUS_NAME_PATTERN}`);
}

function readEntry(value: unknown): PutEventsEntry {
  const input = asObject(value);
  const time = input['Time'] ?? undefined;
  if (time !== undefined && typeof time !== 'number') {
    throw new ServiceError('SerializationException', 'Time can not be converted to a Timestamp');
  }
  return {
    source: optionalText(input, 'Source'),
    detailType: optionalText(input, 'DetailType'),
    detail: optionalText(input, 'Detail'),
    resources: optionalTexts(input, 'Resources'),
    time,
    bus: optionalText(input, 'EventBusName'),
    traceHeader: optionalText(input, 'TraceHeader'),
  };
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevent-size.html */
function bytesOf({ source, detailType, detail, resources, time }: PutEventsEntry): number {
  let bytes = time === undefined ? 0 : 14;
  if (source) bytes += Buffer.byteLength(source);
  if (detailType) bytes += Buffer.byteLength(detailType);
  if (detail) bytes += Buffer.byteLength(detail);
  if (resources) for (const resource of resources) bytes += Buffer.byteLength(resource);
  return bytes;
}

/** As AWS prints it. */
function printEntry({ time, source, resources, detailType, detail, bus, traceHeader }: PutEventsEntry): string {
  const text = (value: unknown) => (value === undefined ? 'null' : String(value));
  return (
    `PutEventsRequestEntry(time=${time === undefined ? 'null' : new Date(time * 1_000).toString()}, source=${text(source)}, ` +
    `resources=${resources ? `[${resources.join(', ')}]` : 'null'}, detailType=${text(detailType)}, detail=${text(detail)}, ` +
    `eventBusName=${text(bus)}, traceHeader=${text(traceHeader)}, kmsKeyIdentifier=null, internalMetadata=null)`
  );
}

/** An entry that can become an event. */
export type CompleteEntry = PutEventsEntry & { readonly source: string; readonly detailType: string; readonly detail: string };

/** Undefined when the entry is right. */
export function problemOf(entry: PutEventsEntry): EntryProblem | undefined {
  if (!entry.source) return invalid('Source', 'Source is a required argument.');
  if (!entry.detailType) return invalid('DetailType', 'DetailType is a required argument.');
  if (!entry.detail) return invalid('Detail', 'Detail is a required argument.');
  if (entry.detailType.length > MOST_DETAIL_TYPE) {
    return invalid('DetailType', `DetailType must not be longer than ${MOST_DETAIL_TYPE} characters.`);
  }
  if (entry.source.startsWith('aws.')) {
    return { errorCode: 'NotAuthorizedForSourceException', message: 'Not authorized for the source.' };
  }
  if (entry.time !== undefined && !isDate(entry.time)) return invalid('Time', 'Time is out of range.');
  return isDetail(entry.detail) ? undefined : { errorCode: 'MalformedDetail', message: 'Detail is malformed.' };
}

function invalid(parameter: string, reason: string): EntryProblem {
  return { errorCode: 'InvalidArgument', message: `Parameter ${parameter} is not valid. Reason: ${reason}` };
}

/** Four-digit years only, as in the event's `time`. */
function isDate(seconds: number): boolean {
  return Number.isFinite(seconds) && seconds >= 0 && seconds < 253_402_300_800;
}

/** A JSON object, and not nested too deeply. */
function isDetail(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  } catch {
    return false;
  }
  // A level needs two characters, so most details need not be counted.
  return text.length < 2 * MOST_NESTING || nestingOf(text) <= MOST_NESTING;
}

function nestingOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let quoted = false;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (quoted) {
      if (character === '\\') index++;
      else if (character === '"') quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === '{' || character === '[') deepest = Math.max(deepest, ++depth);
    else if (character === '}' || character === ']') depth--;
  }
  return deepest;
}
