import { addressDigits } from '../grammar/address';
import type { FieldTest, ValueTest } from '../grammar/pattern';
import { holds } from '../matching/value-test';

/** A scalar as JSON text. */
export type JsonScalar = string;

/**
 * Values that are likely to tell the given tests apart: for each test some that satisfy it and some that just do not.
 * In a fixed order, without duplicates.
 */
export function tellingValues(tests: readonly ValueTest[]): readonly JsonScalar[] {
  const values = new Set<JsonScalar>();
  for (const test of tests) for (const value of samplesOf(test)) values.add(value);
  for (const value of ['"x"', '"other"', '0', 'true', 'null', '""']) values.add(value);
  return [...values];
}

/** Whether a scalar in JSON text satisfies one of the tests. */
export function satisfies(value: JsonScalar, field: FieldTest): boolean {
  const isText = value.startsWith('"');
  const text = isText ? (JSON.parse(value) as string) : value;
  return field.tests.some((test) => holds(test, { isText, text }));
}

function samplesOf(test: ValueTest): readonly JsonScalar[] {
  const quoted = (...texts: readonly string[]): readonly JsonScalar[] => texts.map((text) => JSON.stringify(text));
  switch (test.kind) {
    case 'text':
      return quoted(test.text);
    case 'prefix':
      return quoted(test.text, `${test.text}x`, `${test.text}yz`);
    case 'suffix':
      return quoted(test.text, `x${test.text}`, `yz${test.text}`);
    case 'ignore-case':
      return quoted(...foldedSamples(test.folded.text));
    case 'prefix-ignore-case':
      return quoted(...foldedSamples(test.folded.text), ...foldedSamples(test.folded.text).map((text) => `${text}x`));
    case 'suffix-ignore-case':
      return quoted(...foldedSamples(test.folded.text), ...foldedSamples(test.folded.text).map((text) => `x${text}`));
    case 'wildcard':
      return quoted(...['', 'x', 'yz'].map((filling) => test.wildcard.segments.join(filling)));
    case 'address':
      return quoted(test.text, addressText(test.digits));
    case 'cidr':
      return quoted(addressText(test.range.bottom), addressText(test.range.top));
    case 'literal':
      return [test.literal];
    case 'number':
      return [test.literal, ...(test.value === undefined ? [] : [numberText(test.value), numberText(test.value + 1)])];
    case 'numeric':
      return numericSamples(test.range.bottom, test.range.top);
    case 'exists':
    case 'absent':
      return [];
    case 'not-text':
      return quoted(...test.texts);
    case 'not-number':
      return test.values.flatMap((value) => [numberText(value), numberText(value + 1)]);
    case 'not-prefix':
      return quoted(...test.texts, ...test.texts.map((text) => `${text}x`));
    case 'not-suffix':
      return quoted(...test.texts, ...test.texts.map((text) => `x${text}`));
    case 'not-ignore-case':
      return quoted(...test.folded.flatMap((folded) => foldedSamples(folded.text)));
    case 'not-wildcard':
      return quoted(...test.wildcards.flatMap((wildcard) => ['', 'x'].map((filling) => wildcard.segments.join(filling))));
  }
}

function foldedSamples(text: string): readonly string[] {
  return [text, text.toLowerCase(), text.toUpperCase()];
}

function numericSamples(bottom: number, top: number): readonly JsonScalar[] {
  const samples: number[] = [];
  for (const bound of [bottom, top]) if (Number.isFinite(bound)) samples.push(bound, bound - 1, bound + 1);
  if (Number.isFinite(bottom) && Number.isFinite(top)) samples.push((bottom + top) / 2);
  return samples.filter(Number.isFinite).map(numberText);
}

function numberText(value: number): JsonScalar {
  return Object.is(value, -0) ? '0' : String(value).replace('e+', 'e');
}

function addressText(digits: string): string {
  if (digits.length === 8) return [0, 2, 4, 6].map((at) => parseInt(digits.slice(at, at + 2), 16)).join('.');
  const text = Array.from({ length: 8 }, (_, i) => digits.slice(4 * i, 4 * i + 4).toLowerCase()).join(':');
  return addressDigits(text) === undefined ? '::' : text;
}
