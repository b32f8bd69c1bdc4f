import { type Expression, type Expressions, TooManyExpressions } from './expression';
import { parsePattern } from './parse-pattern';

/** Longest text that a pattern of unknown cost is run on. */
const SAFE_LENGTH = 256;

/** A `pattern` of a schema. It is never run in a way that can take more than linear time on a text somebody else chose. */
export class Pattern {
  readonly source: string;
  /** The texts it matches, if it is within what `parsePattern` understands. */
  readonly expression: Expression | undefined;
  readonly #expressions: Expressions;
  readonly #real: RegExp | undefined;

  constructor(source: string, expressions: Expressions) {
    this.source = source;
    this.#expressions = expressions;
    this.#real = realPattern(source);
    let expression: Expression | undefined;
    try {
      expression = this.#real ? parsePattern(source, expressions) : undefined;
    } catch (error) {
      if (!(error instanceof TooManyExpressions)) throw error;
    }
    this.expression = expression;
  }

  get valid(): boolean {
    return this.#real !== undefined;
  }

  /** Undefined when telling could take too long. */
  test(text: string): boolean | undefined {
    if (this.expression) {
      try {
        return this.#expressions.matches(this.expression, text);
      } catch (error) {
        if (error instanceof TooManyExpressions) return undefined;
        throw error;
      }
    }
    if (text.length > SAFE_LENGTH || mayBacktrack(this.source)) return undefined;
    return this.#real?.test(text);
  }
}

/** The engine's own pattern: with the `u` flag as JSON Schema recommends, without it for what only works without. */
export function realPattern(source: string): RegExp | undefined {
  for (const flags of ['u', '']) {
    try {
      const pattern = new RegExp(source, flags);
      // Engines compile at the first use, and only then find that an expression is too long for them.
      pattern.test('');
      return pattern;
    } catch {
      continue;
    }
  }
  return undefined;
}

/**
 * Whether a backtracking engine may need more than linear time by far: one quantifier inside another, more than two without a
 * bound, or a back reference. Errs on the side of yes.
 */
export function mayBacktrack(source: string): boolean {
  const bare = source.replace(/\\[^1-9k]/g, 'a').replace(/\[(?:[^\]\\]|\\.)*\]/g, 'a');
  if (/\\[1-9k]/.test(bare)) return true;
  const quantifiers = bare.match(/[*+]|\{\d+,\d*\}/g) ?? [];
  if (quantifiers.length > 2) return true;
  return quantifiers.length > 1 && /\)(?:[*+]|\{\d+)/.test(bare);
}
