import { valuesAt } from './event-values';
import type { Alternative, FieldTest, Pattern, ValueTest } from '../grammar/pattern';
import { PatternIndex } from './pattern-index';
import { fieldText } from '../grammar/render-pattern';
import { type EventValue, holds } from './value-test';

/** Why a pattern matches an event or does not. */
export interface Explanation {
  readonly matched: boolean;
  /** How near the event came, from 0 to 1: the part of the fields that match in the best alternative. 1 for a match. */
  readonly nearness: number;
  /** One for each combination of `$or` branches, nearest first. */
  readonly alternatives: readonly AlternativeExplanation[];
}

export interface AlternativeExplanation {
  readonly matched: boolean;
  readonly nearness: number;
  readonly fields: readonly FieldExplanation[];
  /** Set when every field matches by itself, but only in different elements of the same array. */
  readonly inconsistent?: string;
}

export interface FieldExplanation {
  /** Keys joined by dots. */
  readonly path: string;
  /** The field's conditions as JSON, as in the pattern. */
  readonly expected: string;
  /** The values that the event has there, as JSON; at most 10 of them. */
  readonly found: readonly string[];
  readonly foundCount: number;
  readonly matched: boolean;
  /** Why it does not match; absent when it does. A sentence without the event's values. */
  readonly reason?: string;
}

/**
 * Explains, field by field, why `pattern` matches `event` or does not.
 *
 * @param event as for `matches`
 * @throws EventError when `event` is not one JSON object
 */
export function explain(pattern: Pattern, event: string | object): Explanation {
  const index = new PatternIndex<number>();
  pattern.alternatives.forEach((alternative, i) =>
    index.add(i, { ...pattern, alternatives: [alternative], toJSON: () => undefined }),
  );
  const matching = new Set(index.match(event));
  const found = valuesAt(
    pattern.alternatives.flat().map((field) => field.path),
    event,
  );
  const alternatives = pattern.alternatives
    .map((alternative, i) => explainAlternative(alternative, matching.has(i), found))
    .sort((a, b) => b.nearness - a.nearness);
  return { matched: matching.size > 0, nearness: alternatives[0]?.nearness ?? 0, alternatives };
}

const MOST_SHOWN = 10;

function explainAlternative(
  alternative: Alternative,
  matched: boolean,
  found: ReadonlyMap<string, readonly EventValue[]>,
): AlternativeExplanation {
  const fields = alternative.map((field) => explainField(field, found.get(field.path) ?? [], matched));
  const matchedFields = fields.filter((field) => field.matched).length;
  if (matched) return { matched, nearness: 1, fields };
  if (matchedFields < fields.length) return { matched, nearness: matchedFields / fields.length, fields };
  return {
    matched,
    // Nearer than any alternative with a field that fails, and yet no match.
    nearness: (fields.length - 0.5) / fields.length,
    fields,
    inconsistent: 'every field matches, but only in different elements of the same array',
  };
}

function explainField(field: FieldTest, values: readonly EventValue[], alternativeMatched: boolean): FieldExplanation {
  const mayBeAbsent = field.tests.some((test) => test.kind === 'absent');
  const satisfied = values.some((value) => field.tests.some((test) => holds(test, value)));
  // A field with values counts as absent when they all lie in array elements that other fields ruled out.
  const matched = satisfied || (mayBeAbsent && values.length === 0) || alternativeMatched;
  return {
    path: field.path,
    expected: fieldText(field),
    found: values.slice(0, MOST_SHOWN).map((value) => (value.isText ? JSON.stringify(value.text) : value.text)),
    foundCount: values.length,
    matched,
    ...(matched ? {} : { reason: reasonOf(field, values) }),
  };
}

function reasonOf(field: FieldTest, values: readonly EventValue[]): string {
  if (values.length === 0) return 'the event has no value at this path (empty arrays and objects are none)';
  const { tests } = field;
  if (tests.every((test) => test.kind === 'absent')) return 'the field is present';
  const texts = tests.flatMap((test) => (test.kind === 'text' || test.kind === 'address' ? [test.text] : []));
  const folded = texts.map((text) => text.toLowerCase());
  if (values.some((value) => value.isText && folded.includes(value.text.toLowerCase())))
    return 'the text differs in upper and lower case only';
  if (values.some((value) => value.isText && texts.includes(value.text.trim())))
    return 'the text differs in white space around it only';
  const wantsText = tests.every((test) => TEXT_TESTS.has(test.kind));
  const wantsNumber = tests.every((test) => test.kind === 'number' || test.kind === 'numeric');
  if (wantsText && values.every((value) => !value.isText)) return 'the pattern asks for a string, the event has none there';
  if (wantsNumber && values.every((value) => value.isText)) return 'the pattern asks for a number, the event has a string';
  if (tests.every((test) => test.kind.startsWith('not-'))) return 'the value is one of those that are excluded';
  return values.length === 1 ? 'the value is another' : 'none of the values satisfies the condition';
}

const TEXT_TESTS: ReadonlySet<ValueTest['kind']> = new Set<ValueTest['kind']>([
  'text',
  'address',
  'prefix',
  'suffix',
  'ignore-case',
  'prefix-ignore-case',
  'suffix-ignore-case',
  'wildcard',
  'cidr',
]);
