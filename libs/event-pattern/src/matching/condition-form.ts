import { closedRange } from '../grammar/closed-range';
import type { ValueTest } from '../grammar/pattern';
import { isWellFormed } from '../scan/symbol-table';
import type { Wildcard } from '../grammar/wildcard';

/**
 * What a condition comes down to if it is of a common kind, in terms that need no more than the bytes, the bounds or the symbol
 * of a value.
 */
export type ConditionForm =
  /** Satisfied by values with one of these symbols, */
  | { readonly kind: 'symbols'; readonly symbols: readonly number[] }
  /** by any values without, */
  | { readonly kind: 'not-symbols'; readonly symbols: readonly number[] }
  /** by numbers from the lowest to the highest, */
  | { readonly kind: 'range'; readonly lowest: number; readonly highest: number }
  /** by addresses; those that are not spelled as IPv4 addresses want another look, */
  | { readonly kind: 'ipv4-range'; readonly lowest: number; readonly highest: number }
  /** by strings that begin and end with these, which do not overlap, in UTF-8, */
  | { readonly kind: 'affixes'; readonly prefix: Uint8Array; readonly suffix: Uint8Array }
  /** by no values. */
  | { readonly kind: 'absent' }
  | { readonly kind: 'other' };

/** The form of a test that stands alone, if symbols do not tell. */
export function formOf(test: ValueTest): ConditionForm {
  switch (test.kind) {
    case 'numeric':
      return { kind: 'range', ...closedRange(test.range) };
    case 'cidr':
      return formOfRange(test.range.bottom, test.range.top);
    case 'prefix':
      return affixes(test.text, '');
    case 'suffix':
      return affixes('', test.text);
    case 'wildcard':
      return formOfWildcard(test.wildcard);
    case 'absent':
      return { kind: 'absent' };
    default:
      return OTHER;
  }
}

const OTHER: ConditionForm = { kind: 'other' };
const IPV4_DIGITS = 8;
const ENCODER = new TextEncoder();

function formOfRange(bottom: string, top: string): ConditionForm {
  if (bottom.length !== IPV4_DIGITS) return OTHER;
  return { kind: 'ipv4-range', lowest: parseInt(bottom, 16), highest: parseInt(top, 16) };
}

function formOfWildcard({ segments }: Wildcard): ConditionForm {
  return segments.length === 2 ? affixes(segments[0] as string, segments[1] as string) : OTHER;
}

/** Not of texts with quotes, which may match those around a value, nor of halves of surrogate pairs, which have no bytes. */
function affixes(prefix: string, suffix: string): ConditionForm {
  const both = prefix + suffix;
  if (both.includes('"') || !isWellFormed(prefix) || !isWellFormed(suffix)) return OTHER;
  return { kind: 'affixes', prefix: ENCODER.encode(prefix), suffix: ENCODER.encode(suffix) };
}
