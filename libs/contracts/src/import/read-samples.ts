import { isMap, SourceDocument, type Path, type Position, type Problem } from '@busbar/problem';
import { ENTRY_FIELDS, EVENT_FIELDS, hasOnly } from './event-envelope';
import { importProblem } from './import-problems';

/** One event out of a file: its data, whatever envelope it came in. */
export interface Sample {
  readonly data: Readonly<Record<string, unknown>>;
  /** What its envelope says that it is: the `detail-type`, or `type`. */
  readonly eventType?: string;
  /** Position of a value in the data; of its nearest ancestor when there is none. */
  readonly at: (path: Path) => Position;
}

/** A JSON value of a file, with the positions in it. */
export interface PlacedValue {
  readonly value: unknown;
  readonly at: (path: Path) => Position;
}

const MOST_BROKEN_LINES = 20;

/** Whether a text is one JSON value a line (NDJSON), not one JSON value as a whole. */
export function isLines(file: string, text: string): boolean {
  if (/\.(?:ndjson|jsonl)$/.test(file)) return true;
  const [first, second] = text.split('\n', 1_000).filter((line) => line.trim() !== '');
  if (first === undefined || second === undefined) return false;
  try {
    JSON.parse(first);
    return true;
  } catch {
    return false;
  }
}

/** The values of a file of lines. After {@link MOST_BROKEN_LINES} lines that are no JSON the rest is not read. */
export function readLines(file: string, text: string): { readonly values: PlacedValue[]; readonly problems: Problem[] } {
  const values: PlacedValue[] = [];
  const problems: Problem[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '' || problems.length >= MOST_BROKEN_LINES) continue;
    const inFile = (position: Position): Position => ({ ...position, file, line: position.line + index });
    const read = new SourceDocument('line.json', line);
    problems.push(...read.problems.map((problem) => ({ ...problem, at: inFile(problem.at) })));
    // Positions are looked up for few lines: the others' are not kept.
    if (read.problems.length === 0)
      values.push({ value: read.value, at: (path) => inFile(new SourceDocument('line.json', line).at(path)) });
  }
  return { values, problems };
}

/** The events among the values of a file: of a list its items, of anything else itself. */
export function readSamples(values: readonly PlacedValue[]): { readonly samples: Sample[]; readonly problems: Problem[] } {
  const samples: Sample[] = [];
  const problems: Problem[] = [];
  for (const { value, at } of values) {
    const items = Array.isArray(value)
      ? value.map((item: unknown, index) => ({ item, path: [index] }))
      : [{ item: value, path: [] }];
    for (const { item, path } of items) {
      const { data, below, isText, eventType } = withoutEnvelope(item, [...path]);
      if (!isMap(data))
        problems.push(
          importProblem(
            'import/not-an-event',
            at(below),
            'This is not the data of an event, nor an event with its envelope.',
            'Give JSON objects: one a line, or a list of them.',
          ),
        );
      else
        samples.push({
          data,
          ...(eventType !== undefined && { eventType }),
          // What is JSON within a text has no positions of its own.
          at: (place) => at(isText ? below : [...below, ...place]),
        });
    }
  }
  return { samples, problems };
}

interface Unwrapped {
  readonly data: unknown;
  /** Where the data is. */
  readonly below: Path;
  readonly eventType?: string;
  /** The data is JSON in a text. */
  readonly isText?: boolean;
}

/**
 * Takes off what is around the data: EventBridge's event, the entry of `PutEvents`, Busbar's `{ metadata, data }`, CloudEvents.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html
 */
function withoutEnvelope(value: unknown, path: Path): Unwrapped {
  if (!isMap(value)) return { data: value, below: path };
  const { 'detail-type': detailType, detail, DetailType: entryType, Detail: entryDetail } = value;
  if (typeof detailType === 'string' && 'detail' in value && hasOnly(value, EVENT_FIELDS))
    return { ...withoutMetadata(detail, [...path, 'detail']), eventType: detailType };
  if (typeof entryType === 'string' && typeof entryDetail === 'string' && hasOnly(value, ENTRY_FIELDS)) {
    const { data } = withoutMetadata(jsonOf(entryDetail), []);
    return { data, below: [...path, 'Detail'], eventType: entryType, isText: true };
  }
  if (typeof value['specversion'] === 'string' && typeof value['type'] === 'string' && isMap(value['data']))
    return { data: value['data'], below: [...path, 'data'], eventType: value['type'] };
  return withoutMetadata(value, path);
}

function withoutMetadata(detail: unknown, path: Path): Unwrapped {
  if (!isMap(detail) || !isMap(detail['metadata']) || !isMap(detail['data'])) return { data: detail, below: path };
  const { id, type } = detail['metadata'];
  if (typeof id !== 'string' || typeof type !== 'string') return { data: detail, below: path };
  return { data: detail['data'], below: [...path, 'data'], eventType: type };
}

function jsonOf(text: string): unknown {
  const document = new SourceDocument('detail.json', text);
  return document.problems.length === 0 ? document.value : undefined;
}
