import type { Problem } from '@busbar/problem';
import type { NewContents, NewExample } from '../lifecycle';
import type { JsonSchema } from '../model';
import { parseEventTypeName } from '../repository';
import { invalidExampleOf } from './invalid-example';
import { markUndescribed } from './mark-undescribed';

export interface ImportOptions {
  /** For positions. `.ndjson` and `.jsonl` say that there is an event a line; what does not end in `.json` may be YAML. */
  readonly file: string;
  readonly text: string;
  /** What the text is. @default - a schema if it looks like one, samples of events otherwise */
  readonly as?: 'schema' | 'events';
  /** Chooses among several: the event type of samples, as their envelopes call it, or the name of a schema. */
  readonly eventType?: string;
  /** The event's name; chooses among samples of several event types too. */
  readonly name?: string;
}

export interface ImportedContract {
  readonly from: 'schema' | 'events';
  /** The event's name, if the file says one that contracts can have. */
  readonly name?: string;
  /** Draft and examples; absent when the problems have errors. */
  readonly contents?: NewContents;
  /** Samples that the draft was made of. */
  readonly samples: number;
  /** What could not be taken over, and what was done instead, by position. */
  readonly problems: readonly Problem[];
}

/** The files of a new contract; one of its examples is invalid. */
export function contentsOf(schema: JsonSchema, examples: readonly NewExample[]): NewContents {
  const [first] = examples;
  const invalid = first && invalidExampleOf(schema, first.data as Readonly<Record<string, unknown>>);
  return { draft: markUndescribed(schema), examples: [...examples, ...(invalid ? [invalid] : [])] };
}

const EVENT_NAME = /^[a-z][a-z0-9-]*(?:\.[a-z][a-z0-9-]*)+$/;

/** `delivery.parcel.scanned` out of `delivery.parcel.scanned@1` or `….v1`; undefined for what contracts cannot be called. */
export function eventNameIn(eventType: string | undefined): string | undefined {
  const name = parseEventTypeName(eventType ?? '')?.event ?? eventType?.replace(/\.v\d+$/, '');
  return name !== undefined && EVENT_NAME.test(name) ? name : undefined;
}
