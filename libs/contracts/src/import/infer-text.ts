import { type FormatName, formats } from '@busbar/schema-containment';
import type { JsonSchema } from '../model';
import { wordsOf } from '../lint';
import { greatest, roomFor } from './limits';

/**
 * Formats that a text can be recognised by, the narrowest first. Not `hostname`, which every word has; and of URIs only those
 * that nobody writes by chance.
 */
const TELLING: readonly (readonly [FormatName, RegExp?])[] = [
  ['uuid'],
  ['date-time'],
  ['date'],
  ['time'],
  ['email'],
  ['ipv4'],
  ['ipv6', /[0-9a-f].*:/i],
  ['duration'],
  ['uri', /^(?:[a-z][a-z0-9+.-]*:\/\/|urn:|mailto:)/i],
];

/** What texts at one place have in common: a format, a list of values, or a greatest length. */
export function inferText(field: string | undefined, texts: readonly string[], headroom: number, canList = true): JsonSchema {
  const format = TELLING.find(([name, form]) => texts.every((text) => formats[name](text) && (form?.test(text) ?? true)))?.[0];
  if (format !== undefined && format !== 'uri') return { type: 'string', format };
  const longest = greatest(texts.map((text) => [...text].length));
  if (format !== undefined) return { type: 'string', format, maxLength: roomFor(longest, headroom, 200) };
  const values = canList ? enumOf(field, texts) : undefined;
  if (values) return { type: 'string', enum: values, 'x-extensible': true };
  return { type: 'string', maxLength: roomFor(longest, headroom, 50) };
}

const MOST_VALUES = 24;
/** How likely the next event may be to have a value that no sample has. */
const MOST_UNSEEN = 0.1;
/** What names of things and numbers end in: their values repeat without being a list. */
const IDENTIFYING = new Set([
  'id',
  'ids',
  'key',
  'number',
  'no',
  'ref',
  'reference',
  'hash',
  'name',
  'token',
  'url',
  'version',
  'zip',
  'city',
]);

/**
 * The values of an enum, in the order in which they were met, if the texts are of one. They are when they are words as programs
 * use them, and when it is unlikely that one is missing: by Good and Turing, the share of values that nobody has seen yet is
 * about the share of the samples whose value was seen once. Counted as if one more sample had a new value, so that a handful
 * proves nothing: ten samples of values that each came twice, twenty if one came once.
 */
function enumOf(field: string | undefined, texts: readonly string[]): string[] | undefined {
  if (IDENTIFYING.has(wordsOf(field ?? '').at(-1) ?? '')) return undefined;
  const counts = new Map<string, number>();
  for (const text of texts) {
    counts.set(text, (counts.get(text) ?? 0) + 1);
    if (counts.size > MOST_VALUES) return undefined;
  }
  const values = [...counts.keys()];
  if (values.length < 2 || !values.every(isSymbol)) return undefined;
  const once = [...counts.values()].filter((count) => count === 1).length;
  if ((once + 1) / (texts.length + 1) > MOST_UNSEEN) return undefined;
  const names = new Set(values.map((value) => value.toLowerCase().replaceAll(/[^a-z0-9]/g, '')));
  return names.size === values.length ? values : undefined;
}

/** `IN_TRANSIT`, `express-us`, `v2`: a word as programs use it, and no id. */
export function isSymbol(text: string): boolean {
  return text.length <= 40 && /^[A-Za-z][A-Za-z0-9]*(?:[_.:-][A-Za-z0-9]+)*$/.test(text) && (text.match(/\d/g)?.length ?? 0) < 3;
}
