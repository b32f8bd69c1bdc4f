import { compareProblems, hasErrors, SourceDocument, type Path, type Problem } from '@busbar/problem';
import { SchemaError } from '@busbar/schema-containment';
import { parseEventTypeName } from '../repository';
import type { NewContents, NewExample } from '../lifecycle';
import type { Issue, JsonSchema } from '../model';
import { isFieldName, validateData } from '../schema';
import { convertSchema } from './convert-schema';
import { examplesOf } from './example-of';
import { findDataSchema, isSchema } from './find-data-schema';
import { importProblem } from './import-problems';
import { inferSchema } from './infer-schema';
import { invalidExampleOf } from './invalid-example';
import { markUnsaid } from './mark-unsaid';
import { pickExamples } from './pick-examples';
import { isLines, type PlacedValue, readLines, readSamples, type Sample } from './read-samples';

export interface ImportOrder {
  /** For positions. `.ndjson` and `.jsonl` say that there is an event a line; what does not end in `.json` may be YAML. */
  readonly file: string;
  readonly text: string;
  /** What the text is. @default - a schema if it looks like one, samples of events otherwise */
  readonly as?: 'schema' | 'events';
  /** The event type to take of samples of several: what their envelopes call it. */
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

/**
 * A draft from what there is: a JSON Schema of any draft (also in the envelope of EventBridge's registry), or sample events (NDJSON, a
 * JSON list, or one; in EventBridge's or Busbar's envelope, as CloudEvents, or bare). Nothing is lost without a problem that
 * says where and what. Never throws for any text.
 */
export function importContract(order: ImportOrder): ImportedContract {
  const { values, problems } = readValues(order);
  if (problems.length > 0) return failed(order.as ?? 'events', problems);
  const [only, ...others] = values;
  if (!only) {
    const at = { file: order.file, line: 1, column: 1 };
    return failed(order.as ?? 'events', [
      importProblem('import/empty', at, 'The file is empty.', 'Give a JSON Schema, or sample events.'),
    ]);
  }
  const from = order.as ?? (others.length === 0 && isSchema(only.value) ? 'schema' : 'events');
  return from === 'schema' ? importSchema(order) : importEvents(order, values);
}

function failed(from: ImportedContract['from'], problems: readonly Problem[]): ImportedContract {
  return { from, samples: 0, problems: [...problems].sort(compareProblems) };
}

function readValues({ file, text, as }: ImportOrder): {
  readonly values: readonly PlacedValue[];
  readonly problems: readonly Problem[];
} {
  if (as !== 'schema' && isLines(file, text)) return readLines(file, text);
  if (text.trim() === '') return { values: [], problems: [] };
  const document = new SourceDocument(file, text);
  return document.problems.length > 0
    ? { values: [], problems: document.problems }
    : { values: [{ value: document.value, at: (path) => document.at(path) }], problems: [] };
}

function importSchema({ file, text }: ImportOrder): ImportedContract {
  const document = new SourceDocument(file, text);
  try {
    const { start, draft, eventType } = findDataSchema(document.value);
    const { schema, problems } = convertSchema(document, start, draft);
    if (!schema) return failed('schema', problems);
    const name = eventNameIn(eventType);
    return {
      from: 'schema',
      ...(name !== undefined && { name }),
      contents: contentsOf(schema, examplesOf(schema)),
      samples: 0,
      problems: [...problems].sort(compareProblems),
    };
  } catch (error) {
    if (!(error instanceof SchemaError)) throw error;
    const at = document.at(error.path.split('/').slice(1));
    return failed('schema', [importProblem('import/not-a-schema', at, error.message, 'Correct the schema.')]);
  }
}

function importEvents(order: ImportOrder, values: readonly PlacedValue[]): ImportedContract {
  const { samples: all, problems } = readSamples(values);
  const { samples, problems: aboutTypes } = ofOneType(all, order);
  const found = [...problems, ...aboutTypes];
  const [first] = samples;
  if (!first && found.length === 0)
    found.push(
      importProblem(
        'import/empty',
        { file: order.file, line: 1, column: 1 },
        'There are no events in the file.',
        'Give at least one.',
      ),
    );
  if (!first || hasErrors(found)) return failed('events', found);
  const schema = inferSchema(samples.map(({ data }) => data));
  const checked = samples.map((sample) => ({ sample, issues: validateData({ schema }, sample.data) }));
  found.push(...refusals(checked), ...unknowns(schema, samples));
  const accepted = checked.filter(({ issues }) => issues.length === 0).map(({ sample }) => sample);
  const examples = pickExamples(schema, accepted).map((sample, index) => ({
    name: `sample-${index + 1}`,
    summary: `A sample (${lastOf(order.file)}, line ${sample.at([]).line}).`,
    data: sample.data,
  }));
  const name = eventNameIn(first.eventType);
  return {
    from: 'events',
    ...(name !== undefined && { name }),
    contents: contentsOf(schema, examples),
    samples: samples.length,
    problems: found.sort(compareProblems),
  };
}

function contentsOf(schema: JsonSchema, examples: readonly NewExample[]): NewContents {
  const [first] = examples;
  const invalid = first && invalidExampleOf(schema, first.data as Readonly<Record<string, unknown>>);
  return { draft: markUnsaid(schema), examples: [...examples, ...(invalid ? [invalid] : [])] };
}

/** The samples of one event type; those whose envelope says nothing are of it. */
function ofOneType(
  samples: readonly Sample[],
  { eventType, name }: ImportOrder,
): { samples: readonly Sample[]; problems: Problem[] } {
  const byType = new Map<string, Sample[]>();
  for (const sample of samples)
    if (sample.eventType !== undefined) byType.set(sample.eventType, [...(byType.get(sample.eventType) ?? []), sample]);
  const types = [...byType.keys()];
  const wanted = eventType ?? types.find((type) => name !== undefined && eventNameIn(type) === name);
  const [second] = [...byType.values()].slice(1).map(([sample]) => sample);
  const counted = types.map((type) => `"${type}" (${byType.get(type)?.length ?? 0})`).join(', ');
  if (eventType !== undefined && !byType.has(eventType) && samples[0])
    return {
      samples: [],
      problems: [
        importProblem(
          'import/empty',
          samples[0].at([]),
          `No sample is of the event type "${eventType}".`,
          types.length > 0 ? `There are ${counted}.` : 'Their envelopes do not say what they are.',
        ),
      ],
    };
  if (wanted === undefined || !byType.has(wanted)) {
    if (!second) return { samples, problems: [] };
    return {
      samples: [],
      problems: [
        importProblem(
          'import/several-event-types',
          second.at([]),
          `The samples are of ${types.length} event types: ${counted}.`,
          'Choose one with --type, and import the others one by one.',
        ),
      ],
    };
  }
  const problems = [...byType].flatMap(([type, [sample, ...more]]) =>
    type === wanted || !sample
      ? []
      : [
          importProblem(
            'import/other-event-type',
            sample.at([]),
            `${more.length + 1} of "${type}" were left out; this is the first.`,
            'Import them apart.',
          ),
        ],
  );
  return { samples: samples.filter((sample) => (sample.eventType ?? wanted) === wanted), problems };
}

interface CheckedSample {
  readonly sample: Sample;
  readonly issues: readonly Issue[];
}

/** What the draft refuses of the samples, by place and keyword, each with where it is first. */
function refusals(checked: readonly CheckedSample[]): Problem[] {
  const groups = new Map<string, { readonly issue: Issue; readonly first: Sample; readonly samples: Set<Sample> }>();
  for (const { sample, issues } of checked) {
    for (const issue of issues) {
      const key = `${issue.path.replaceAll(/\/\d+(?=\/|$)/g, '/*')} ${issue.keyword}`;
      const group = groups.get(key) ?? { issue, first: sample, samples: new Set() };
      group.samples.add(sample);
      groups.set(key, group);
    }
  }
  return [...groups.values()].map(({ issue, first, samples }) => {
    const name = stepsOf(issue.path).at(-1) ?? '';
    const isUnnamable = issue.keyword === 'additionalProperties' && !isFieldName(name);
    const refused = samples.size === 1 ? 'this sample' : `${samples.size} samples, this one first`;
    return importProblem(
      'import/sample-refused',
      first.at(stepsOf(issue.path)),
      isUnnamable
        ? `No field of a contract can be called ${JSON.stringify(name)}; the draft refuses ${refused}.`
        : `"${issue.path}" ${issue.message} in the draft, as in most samples; it refuses ${refused}.`,
      isUnnamable
        ? 'Give the field another name in a new major, or leave it out of the samples.'
        : 'Decide which is right: correct the sample, or change the draft.',
    );
  });
}

/** Fields of which no sample tells what they are. */
function unknowns(root: JsonSchema, samples: readonly Sample[]): Problem[] {
  const problems: Problem[] = [];
  const visit = (schema: JsonSchema, path: readonly string[]): void => {
    const what = unknownIn(schema);
    const place = what === undefined ? undefined : firstAt(path, samples);
    if (what !== undefined && place)
      problems.push(
        importProblem(
          'import/nothing-known',
          place.sample.at(place.path),
          `"/${path.join('/')}" is ${what} in every sample.`,
          'Say in the draft what it can be.',
        ),
      );
    for (const [name, field] of Object.entries(schema.properties ?? {})) visit(field, [...path, name]);
    for (const below of [schema.items, schema.additionalProperties]) if (below) visit(below, [...path, '*']);
    for (const branch of schema.oneOf ?? []) visit(branch, path);
  };
  visit(root, []);
  return problems;
}

function unknownIn({ type, items, properties, additionalProperties }: JsonSchema): string | undefined {
  const types = [type].flat();
  if (type === 'null') return 'null';
  if (types.includes('array') && !items) return 'an empty list';
  return types.includes('object') && !additionalProperties && Object.keys(properties ?? {}).length === 0
    ? 'an object without fields'
    : undefined;
}

/** Where the first sample has a value at a place of the schema. */
function firstAt(
  path: readonly string[],
  samples: readonly Sample[],
): { readonly sample: Sample; readonly path: Path } | undefined {
  const find = (value: unknown, rest: readonly string[], found: Path): Path | undefined => {
    const [step, ...more] = rest;
    if (step === undefined) return found;
    if (typeof value !== 'object' || value === null) return undefined;
    const keys = step === '*' ? Object.keys(value) : Object.hasOwn(value, step) ? [step] : [];
    for (const key of keys) {
      const below = find((value as Record<string, unknown>)[key], more, [...found, Array.isArray(value) ? Number(key) : key]);
      if (below) return below;
    }
    return undefined;
  };
  for (const sample of samples) {
    const found = find(sample.data, path, []);
    if (found) return { sample, path: found };
  }
  return undefined;
}

const EVENT_NAME = /^[a-z][a-z0-9-]*(?:\.[a-z][a-z0-9-]*)+$/;

/** `delivery.parcel.scanned` out of `delivery.parcel.scanned@1` or `….v1`; undefined for what contracts cannot be called. */
function eventNameIn(eventType: string | undefined): string | undefined {
  const name = parseEventTypeName(eventType ?? '')?.event ?? eventType?.replace(/\.v\d+$/, '');
  return name !== undefined && EVENT_NAME.test(name) ? name : undefined;
}

function stepsOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function lastOf(file: string): string {
  return file.split('/').at(-1) ?? file;
}
