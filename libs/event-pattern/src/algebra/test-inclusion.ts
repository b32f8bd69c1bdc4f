import type { FoldedText } from '../grammar/case-folding';
import { conditionKey } from '../grammar/condition-key';
import type { NumericRange, ValueTest } from '../grammar/pattern';
import { type EventValue, holds } from '../matching/value-test';

/**
 * Whether every value that satisfies `test` satisfies one of `others`. `true` is a proof; `false` only says that none was found.
 */
export function isIncluded(test: ValueTest, others: readonly ValueTest[]): boolean {
  if (test.kind === 'absent') return others.some((other) => other.kind === 'absent');
  if (coversEverything(others)) return true;
  if (others.some((other) => isIncludedInOne(test, other))) return true;
  const values = finiteValues(test);
  if (values !== undefined) return values.every((value) => others.some((other) => holdsForEverySpelling(other, value)));
  return test.kind === 'numeric' && coversRange(test.range, others);
}

/** Whether no value satisfies both. `true` is a proof; `false` only says that none was found. */
export function areDisjoint(a: ValueTest, b: ValueTest): boolean {
  if (a.kind === 'absent' || b.kind === 'absent') return a.kind !== b.kind;
  if (a.kind === 'exists' || b.kind === 'exists') return false;
  const negatedA = negated(a);
  const negatedB = negated(b);
  if (negatedA !== undefined && negatedB !== undefined) return false;
  if (negatedA !== undefined) return isIncluded(b, negatedA);
  if (negatedB !== undefined) return isIncluded(a, negatedB);
  const values = finiteValues(a);
  if (values !== undefined) return values.every((value) => failsForEverySpelling(b, value));
  const otherValues = finiteValues(b);
  if (otherValues !== undefined) return otherValues.every((value) => failsForEverySpelling(a, value));
  if (typesOf(a).every((type) => !typesOf(b).includes(type))) return true;
  if (a.kind === 'numeric' && b.kind === 'numeric') return rangesAreApart(a.range, b.range);
  const affixesA = affixesOf(a);
  const affixesB = affixesOf(b);
  if (affixesA === undefined || affixesB === undefined) return false;
  return !agree(affixesA.head, affixesB.head, 'startsWith') || !agree(affixesA.tail, affixesB.tail, 'endsWith');
}

/** Whether a list of tests is satisfied by any value at all, not counting the absence of one. */
export function coversEverything(tests: readonly ValueTest[]): boolean {
  return tests.some((test) => {
    if (test.kind === 'exists') return true;
    const excluded = negated(test);
    return excluded?.every((value) => tests.some((other) => other !== test && isIncludedInOne(value, other))) ?? false;
  });
}

/** What an `anything-but` excludes, as tests; `undefined` for other tests. */
export function negated(test: ValueTest): readonly ValueTest[] | undefined {
  switch (test.kind) {
    case 'not-text':
      return test.texts.map((text) => ({ kind: 'text', text }));
    case 'not-number':
      return test.values.map((value, i) => ({ kind: 'number', literal: test.literals[i] ?? String(value), value }));
    case 'not-prefix':
      return test.texts.map((text) => ({ kind: 'prefix', text }));
    case 'not-suffix':
      return test.texts.map((text) => ({ kind: 'suffix', text }));
    case 'not-ignore-case':
      return test.folded.map((folded) => ({ kind: 'ignore-case', folded }));
    case 'not-wildcard':
      return test.wildcards.map((wildcard) => ({ kind: 'wildcard', wildcard }));
    default:
      return undefined;
  }
}

function isIncludedInOne(test: ValueTest, other: ValueTest): boolean {
  if (other.kind === 'exists') return true;
  if (conditionKey({ path: '', tests: [test] }) === conditionKey({ path: '', tests: [other] })) return true;
  const excludedByOther = negated(other);
  const excluded = negated(test);
  if (excludedByOther !== undefined) {
    // Not A lies in not B when B lies in A; A lies in not B when they have nothing in common.
    return excluded !== undefined
      ? excludedByOther.every((value) => excluded.some((wider) => isIncludedInOne(value, wider)))
      : excludedByOther.every((value) => areDisjoint(test, value));
  }
  if (excluded !== undefined) return false;
  const values = finiteValues(test);
  if (values !== undefined) return values.every((value) => holdsForEverySpelling(other, value));
  if (test.kind === 'numeric') return other.kind === 'numeric' && rangeIsWithin(test.range, other.range);
  if (test.kind === 'address') return addressIsWithin(test, other);
  if (test.kind === 'cidr' && other.kind === 'cidr') {
    return (
      test.range.bottom.length === other.range.bottom.length &&
      test.range.bottom >= other.range.bottom &&
      test.range.top <= other.range.top &&
      sameNumbers(test, other)
    );
  }
  if (test.kind === 'ignore-case' || test.kind === 'prefix-ignore-case' || test.kind === 'suffix-ignore-case') {
    return foldedIsWithin(test.kind, test.folded, other);
  }
  return globIsWithin(test, other);
}

/** A value with its other spellings: numbers that are compared may be written in any way. */
type Value = EventValue & { readonly anySpelling?: true };

/** All values that satisfy a test, if they are few. */
function finiteValues(test: ValueTest): readonly Value[] | undefined {
  switch (test.kind) {
    case 'text':
      return [{ isText: true, text: test.text }];
    case 'literal':
      return [{ isText: false, text: test.literal }];
    case 'number':
      return [{ isText: false, text: test.literal, ...(test.value === undefined ? {} : { anySpelling: true as const }) }];
    case 'ignore-case':
      return test.folded.variants(MAX_VARIANTS)?.map((text) => ({ isText: true, text }));
    default:
      return undefined;
  }
}

const MAX_VARIANTS = 64;

/** Addresses are compared with a number's spelling, everything else with its value. */
function holdsForEverySpelling(test: ValueTest, value: Value): boolean {
  if (value.anySpelling && (test.kind === 'address' || test.kind === 'cidr')) return false;
  return holds(test, value);
}

function failsForEverySpelling(test: ValueTest, value: Value): boolean {
  if (value.anySpelling && (test.kind === 'address' || test.kind === 'cidr')) return test.besideNumbers === true;
  return !holds(test, value);
}

function typesOf(test: ValueTest): readonly ('text' | 'number')[] {
  switch (test.kind) {
    case 'numeric':
      return ['number'];
    case 'address':
    case 'cidr':
      return ['text', 'number'];
    default:
      return ['text'];
  }
}

function rangeIsWithin(inner: NumericRange, outer: NumericRange): boolean {
  const bottom = inner.bottom > outer.bottom || (inner.bottom === outer.bottom && (!outer.openBottom || inner.openBottom));
  const top = inner.top < outer.top || (inner.top === outer.top && (!outer.openTop || inner.openTop));
  return bottom && top;
}

function rangesAreApart(a: NumericRange, b: NumericRange): boolean {
  const before = (x: NumericRange, y: NumericRange): boolean =>
    x.top < y.bottom || (x.top === y.bottom && (x.openTop || y.openBottom));
  return before(a, b) || before(b, a);
}

/** Whether ranges, and single numbers, together leave no gap. */
function coversRange(range: NumericRange, others: readonly ValueTest[]): boolean {
  let { bottom, openBottom } = range;
  for (;;) {
    if (bottom > range.top || (bottom === range.top && openBottom)) return true;
    // The pieces that contain the lowest number not yet covered, or everything directly above it.
    const next = others.map(asRange).find((other) => {
      if (other === undefined) return false;
      const begins = other.bottom < bottom || (other.bottom === bottom && (!other.openBottom || openBottom));
      return begins && (other.top > bottom || (other.top === bottom && !other.openTop && !openBottom));
    });
    if (next === undefined) return false;
    bottom = next.top;
    openBottom = !next.openTop;
    if (bottom === Infinity) return true;
    if (bottom === range.top && range.openTop) return true;
  }
}

function asRange(test: ValueTest): NumericRange | undefined {
  if (test.kind === 'numeric') return test.range;
  if (test.kind !== 'number' || test.value === undefined) return undefined;
  return { bottom: test.value, openBottom: false, top: test.value, openTop: false, terms: ['=', test.literal] };
}

function addressIsWithin(test: ValueTest & { readonly kind: 'address' }, other: ValueTest): boolean {
  if (other.kind === 'address') return test.digits === other.digits && sameNumbers(test, other);
  if (other.kind !== 'cidr') return false;
  const { bottom, top } = other.range;
  return bottom.length === test.digits.length && test.digits >= bottom && test.digits <= top && sameNumbers(test, other);
}

/** Whether the second takes at least the numbers that the first takes. */
function sameNumbers(test: { readonly besideNumbers?: true }, other: { readonly besideNumbers?: true }): boolean {
  return test.besideNumbers === true || other.besideNumbers === undefined;
}

function foldedIsWithin(
  kind: 'ignore-case' | 'prefix-ignore-case' | 'suffix-ignore-case',
  folded: FoldedText,
  other: ValueTest,
): boolean {
  switch (other.kind) {
    case 'ignore-case':
      return kind === 'ignore-case' && folded.length === other.folded.length && folded.beginsWithin(other.folded);
    case 'prefix-ignore-case':
      return kind !== 'suffix-ignore-case' && folded.beginsWithin(other.folded);
    case 'suffix-ignore-case':
      return kind !== 'prefix-ignore-case' && folded.endsLike(other.folded);
    default:
      return false;
  }
}

/** Stands for "any text here": no pattern holds it, so only a star of the other glob can take it. */
const ANY = '\u{10ffff}\u{10fffe}';

function globIsWithin(test: ValueTest, other: ValueTest): boolean {
  const glob = globOf(test);
  if (glob === undefined) return false;
  if (glob.some((segment) => segment.includes(ANY))) return false;
  const sample = glob.join(ANY);
  switch (other.kind) {
    case 'prefix':
    case 'suffix':
    case 'wildcard': {
      // The closing quote that EventBridge leaves on a value may end a prefix: such a test takes one text more than the glob.
      const leaks = (test.kind === 'prefix' && test.text.endsWith('"')) || (test.kind === 'suffix' && test.text.startsWith('"'));
      if (leaks) return false;
      return holds(other, { isText: true, text: sample });
    }
    default:
      return false;
  }
}

/** The literal texts between stars. */
function globOf(test: ValueTest): readonly string[] | undefined {
  switch (test.kind) {
    case 'prefix':
      return [test.text, ''];
    case 'suffix':
      return ['', test.text];
    case 'wildcard':
      return test.wildcard.segments;
    default:
      return undefined;
  }
}

interface Affixes {
  readonly head: string;
  readonly tail: string;
}

/** How every text that satisfies the test begins and ends, quotes included, as EventBridge compares them. */
function affixesOf(test: ValueTest): Affixes | undefined {
  switch (test.kind) {
    case 'prefix':
      return { head: `"${test.text}`, tail: '"' };
    case 'suffix':
      return { head: '"', tail: `${test.text}"` };
    case 'wildcard': {
      const { segments } = test.wildcard;
      return { head: `"${segments[0]}`, tail: `${segments[segments.length - 1]}"` };
    }
    default:
      return undefined;
  }
}

function agree(a: string, b: string, how: 'startsWith' | 'endsWith'): boolean {
  return a[how](b) || b[how](a);
}
