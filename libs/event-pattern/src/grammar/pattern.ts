import type { AddressRange } from './address';
import type { FoldedText } from './case-folding';
import type { Wildcard } from './wildcard';

/**
 * One condition on one value of an event. Text conditions hold for JSON strings only; `literal` and the number conditions for
 * the other scalars; `exists`, `absent` and the `not-` ones for any.
 */
export type ValueTest =
  /** `exactly` is the operator of that name, which takes an address as the text that it is. */
  | { readonly kind: 'text'; readonly text: string; readonly exactly?: true }
  | { readonly kind: 'prefix'; readonly text: string }
  | { readonly kind: 'suffix'; readonly text: string }
  | { readonly kind: 'ignore-case'; readonly folded: FoldedText }
  | { readonly kind: 'prefix-ignore-case'; readonly folded: FoldedText }
  | { readonly kind: 'suffix-ignore-case'; readonly folded: FoldedText }
  | { readonly kind: 'wildcard'; readonly wildcard: Wildcard }
  /**
   * A string that is an address matches every spelling of it. EventBridge compares addresses as digits, and unless the field has
   * conditions on numbers too (`besideNumbers`), also the digits of numbers: 16.0.0.1 is 10000001.
   */
  | { readonly kind: 'address'; readonly text: string; readonly digits: string; readonly besideNumbers?: true }
  | { readonly kind: 'cidr'; readonly text: string; readonly range: AddressRange; readonly besideNumbers?: true }
  /** `true`, `false` or `null`. */
  | { readonly kind: 'literal'; readonly literal: 'true' | 'false' | 'null' }
  /** Equal as a number, or spelled the same where the number cannot be compared (`value` is absent). */
  | { readonly kind: 'number'; readonly literal: string; readonly value?: number }
  | { readonly kind: 'numeric'; readonly range: NumericRange }
  | { readonly kind: 'exists' }
  | { readonly kind: 'absent' }
  | { readonly kind: 'not-text'; readonly texts: readonly string[] }
  | { readonly kind: 'not-number'; readonly values: readonly number[]; readonly literals: readonly string[] }
  | { readonly kind: 'not-prefix'; readonly texts: readonly string[] }
  | { readonly kind: 'not-suffix'; readonly texts: readonly string[] }
  | { readonly kind: 'not-ignore-case'; readonly folded: readonly FoldedText[] }
  | { readonly kind: 'not-wildcard'; readonly wildcards: readonly Wildcard[] };

/** Bounds are doubles, `-Infinity` and `Infinity` where there is none. */
export interface NumericRange {
  readonly bottom: number;
  readonly openBottom: boolean;
  readonly top: number;
  readonly openTop: boolean;
  /** The bounds as written. */
  readonly terms: readonly string[];
}

/** A field's conditions, of which one must hold for one of the field's values. */
export interface FieldTest {
  /** The keys that lead to the field, joined by dots: EventBridge does not tell `{"a.b": …}` from `{"a": {"b": …}}`. */
  readonly path: string;
  readonly tests: readonly ValueTest[];
}

/** Fields that must all match. Sorted by path, in UTF-16 order, which is the order in which EventBridge tries them. */
export type Alternative = readonly FieldTest[];

/** A valid event pattern. Immutable; made by `parsePattern` only. */
export interface Pattern {
  /** The pattern as JSON text, as it was given. */
  readonly text: string;
  /** What the pattern means: it matches when one of these does. `$or` is expanded; most patterns have one alternative. */
  readonly alternatives: readonly Alternative[];
  /** The pattern as plain data, for `JSON.stringify`. Numbers that a double cannot hold are rounded: prefer `text`. */
  toJSON(): unknown;
}
