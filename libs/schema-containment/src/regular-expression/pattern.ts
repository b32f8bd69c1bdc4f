import { type Expression, Expressions, TooManyExpressions } from './expression';
import { isHazardous } from './hazardous-pattern';
import { parsePattern } from './parse-pattern';

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
    return isSafeFor(this.source, text) ? this.#real?.test(text) : undefined;
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

/** By the next power of two, so that not every length is asked for by itself. */
function isSafeFor(source: string, text: string): boolean {
  return !isHazardous(source, 2 ** Math.ceil(Math.log2(text.length + 1)));
}

const bounded = new Map<string, (text: string) => boolean | undefined>();

/**
 * Whether a pattern finds something in a text. One that could take very long is run by this project's own engine, which is
 * linear. Undefined for a pattern that is none, and where neither can tell in bounded time.
 */
export function findsIn(source: string, text: string): boolean | undefined {
  let test = bounded.get(source);
  if (!test) bounded.set(source, (test = boundedTest(source)));
  return test(text);
}

function boundedTest(source: string): (text: string) => boolean | undefined {
  const real = realPattern(source);
  if (!real) return () => undefined;
  let own: Pattern | undefined;
  return (text) => (isSafeFor(source, text) ? real.test(text) : (own ??= new Pattern(source, new Expressions())).test(text));
}
