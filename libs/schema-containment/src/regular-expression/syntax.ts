import type { CodePoints } from './code-points';

/**
 * An ECMAScript regular expression (flag `u`) as a tree. Characters, classes and escapes are the sets of code points that they
 * stand for; what captures is a group like any other, because no one asks what it captured.
 */
export type Syntax =
  | { readonly kind: 'characters'; readonly of: CodePoints; readonly isClass: boolean }
  | { readonly kind: 'sequence'; readonly parts: readonly Syntax[] }
  | { readonly kind: 'alternatives'; readonly branches: readonly Syntax[] }
  | { readonly kind: 'group'; readonly what: Syntax }
  | {
      readonly kind: 'repeat';
      readonly what: Syntax;
      readonly min: number;
      readonly max: number;
      readonly isLazy: boolean;
      /** `*`, `+`, `?` or `{2,3}`, as it stands in the source. */
      readonly written: string;
    }
  | { readonly kind: 'begin' | 'end' | 'word-boundary' | 'no-word-boundary' }
  | { readonly kind: 'look-around'; readonly what: Syntax; readonly isBehind: boolean; readonly isNegated: boolean }
  | { readonly kind: 'back-reference' };

/** Whether the expression matches without reading a character. Look-around and assertions read none. */
export function isNullable(syntax: Syntax): boolean {
  switch (syntax.kind) {
    case 'characters':
      return false;
    case 'sequence':
      return syntax.parts.every(isNullable);
    case 'alternatives':
      return syntax.branches.some(isNullable);
    case 'group':
      return isNullable(syntax.what);
    case 'repeat':
      return syntax.min === 0 || isNullable(syntax.what);
    default:
      return true;
  }
}

/** How many characters the expression reads at most; Infinity without a bound. */
export function longestMatch(syntax: Syntax): number {
  switch (syntax.kind) {
    case 'characters':
      return 1;
    case 'sequence':
      return syntax.parts.reduce((sum, part) => sum + longestMatch(part), 0);
    case 'alternatives':
      return Math.max(0, ...syntax.branches.map(longestMatch));
    case 'group':
      return longestMatch(syntax.what);
    case 'repeat': {
      const longest = longestMatch(syntax.what);
      return longest === 0 ? 0 : longest * syntax.max;
    }
    case 'back-reference':
      return Infinity;
    default:
      return 0;
  }
}
