import { conditionKey } from '../grammar/condition-key';
import { EventPatternError } from '../errors';
import { MAX_ALTERNATIVES, MAX_PATTERN_SIZE, parsePattern } from '../grammar/parse-pattern';
import type { Alternative, FieldTest, Pattern } from '../grammar/pattern';
import { alternativeIncludes } from './proof';
import { renderPattern } from '../grammar/render-pattern';
import { isIncluded } from './test-inclusion';

/** Length of the pattern's text in characters (UTF-16 units), which is what EventBridge's limit of 2,048 counts. */
export function sizeOf(pattern: Pattern): number {
  return pattern.text.length;
}

/**
 * Patterns that together match exactly the events that at least one of the given patterns matches. As few as fit into
 * EventBridge's size limit: one, as a rule, with what the patterns share written once.
 */
export function union(...patterns: readonly Pattern[]): Pattern[] {
  const alternatives = reduce(patterns.flatMap((pattern) => pattern.alternatives));
  return pack(alternatives) ?? [...new Map(patterns.map((pattern) => [pattern.text, pattern])).values()];
}

/** The same pattern in fewer characters if there is a way, otherwise the pattern itself. */
export function simplify(pattern: Pattern): Pattern {
  const [only, ...others] = union(pattern);
  return only !== undefined && others.length === 0 && sizeOf(only) < sizeOf(pattern) ? only : pattern;
}

/** One pattern if it fits, otherwise several; `undefined` for what cannot be written again (a field called `$or`). */
function pack(alternatives: readonly Alternative[]): Pattern[] | undefined {
  const whole = tryPattern(alternatives);
  if (whole !== undefined) return [whole];
  if (alternatives.length < 2) {
    const large = tryPattern(alternatives, Infinity);
    return large && [large];
  }
  let fitting = 1;
  while (fitting < alternatives.length - 1 && tryPattern(alternatives.slice(0, fitting + 1)) !== undefined) fitting++;
  const first = pack(alternatives.slice(0, fitting));
  const rest = pack(alternatives.slice(fitting));
  return first && rest && [...first, ...rest];
}

/** A pattern with exactly these alternatives, unless it is too large or `$or` cannot say it (reserved names). */
function tryPattern(alternatives: readonly Alternative[], maxSize = MAX_PATTERN_SIZE): Pattern | undefined {
  if (alternatives.length > MAX_ALTERNATIVES) return undefined;
  const text = renderPattern(alternatives);
  try {
    const pattern = parsePattern(text, { maxSize });
    return sameAlternatives(pattern.alternatives, alternatives) ? pattern : undefined;
  } catch (error) {
    if (error instanceof EventPatternError) return undefined;
    throw error;
  }
}

/** Leaves out what others include, and joins alternatives that differ in one field, until nothing changes. */
function reduce(all: readonly Alternative[]): readonly Alternative[] {
  let alternatives: readonly Alternative[] = all.map((alternative) => alternative.map(withoutIncludedTests));
  if (alternatives.length > MAX_REDUCED) return distinct(alternatives);
  for (;;) {
    const kept = withoutIncluded(distinct(alternatives));
    const joined = joinOnce(kept);
    if (joined === undefined) return kept;
    alternatives = joined;
  }
}

/** The work grows with the square of the number. */
const MAX_REDUCED = 400;

function withoutIncludedTests(field: FieldTest): FieldTest {
  let tests = field.tests;
  for (let i = tests.length - 1; i >= 0 && tests.length > 1; i--) {
    const test = tests[i];
    const others = tests.filter((_, at) => at !== i);
    if (test !== undefined && isIncluded(test, others)) tests = others;
  }
  return tests.length === field.tests.length ? field : { path: field.path, tests };
}

function distinct(alternatives: readonly Alternative[]): Alternative[] {
  return [...new Map(alternatives.map((alternative) => [alternativeKey(alternative), alternative])).values()];
}

function withoutIncluded(alternatives: readonly Alternative[]): readonly Alternative[] {
  let kept = [...alternatives];
  for (let i = kept.length - 1; i >= 0; i--) {
    const candidate = kept[i] as Alternative;
    if (kept.some((other) => other !== candidate && alternativeIncludes(other, candidate)))
      kept = kept.filter((it) => it !== candidate);
  }
  return kept;
}

/** Two alternatives with the same fields, all but one with the same tests, are one alternative with both tests for that field. */
function joinOnce(alternatives: readonly Alternative[]): readonly Alternative[] | undefined {
  for (let i = 0; i < alternatives.length; i++) {
    for (let j = i + 1; j < alternatives.length; j++) {
      const joined = join(alternatives[i] as Alternative, alternatives[j] as Alternative);
      if (joined !== undefined) return alternatives.with(i, joined).filter((_, at) => at !== j);
    }
  }
  return undefined;
}

function join(a: Alternative, b: Alternative): Alternative | undefined {
  if (a.length !== b.length) return undefined;
  let differing = -1;
  for (let i = 0; i < a.length; i++) {
    const [fieldA, fieldB] = [a[i] as FieldTest, b[i] as FieldTest];
    if (fieldA.path !== fieldB.path) return undefined;
    if (conditionKey(fieldA) === conditionKey(fieldB)) continue;
    if (differing >= 0) return undefined;
    differing = i;
  }
  if (differing < 0) return a;
  const tests = [...(a[differing] as FieldTest).tests, ...(b[differing] as FieldTest).tests];
  // Beside conditions on numbers, addresses are compared differently; joining must not put them there.
  if (tests.some((test) => test.kind === 'address' || test.kind === 'cidr')) {
    const beside = tests
      .filter((test) => test.kind === 'address' || test.kind === 'cidr')
      .every((test) => 'besideNumbers' in test);
    const numbers = tests.some((test) => test.kind === 'numeric' || test.kind === 'not-number' || test.kind === 'number');
    if (beside !== numbers) return undefined;
  }
  return a.with(differing, withoutIncludedTests({ path: (a[differing] as FieldTest).path, tests }));
}

function sameAlternatives(a: readonly Alternative[], b: readonly Alternative[]): boolean {
  const keys = (alternatives: readonly Alternative[]): string => alternatives.map(alternativeKey).sort().join('\n\n');
  return keys(a) === keys(b);
}

function alternativeKey(alternative: Alternative): string {
  return alternative.map(conditionKey).join('\n\n');
}
