import type { Expression, Expressions } from './expression';
import { parseRegularExpression } from './parse-regular-expression';
import type { Syntax } from './syntax';

/** A least repetition beyond this is not written out as an expression. */
const MAXIMUM_REPETITION = 10_000;

/** A construct beyond regular languages, or beyond what expressions say. Patterns with it are only run. */
class NotRegular extends Error {}

/**
 * The texts in which an ECMAScript pattern (with the `u` flag) finds something, as one expression. Undefined for what is not
 * such a pattern, and for what expressions do not have: back references, look-behind, `\b`, look-ahead inside groups.
 */
export function parsePattern(source: string, expressions: Expressions): Expression | undefined {
  const syntax = parseRegularExpression(source);
  if (!syntax) return undefined;
  try {
    const conversion = new Conversion(expressions);
    return expressions.sequence(expressions.everything, conversion.followed(syntax, expressions.everything));
  } catch (error) {
    if (error instanceof NotRegular) return undefined;
    throw error;
  }
}

class Conversion {
  readonly #make: Expressions;

  constructor(expressions: Expressions) {
    this.#make = expressions;
  }

  /** What stands outside every group, followed by `tail`. Look-ahead is a condition on all that follows, so only here is it. */
  followed(syntax: Syntax, tail: Expression): Expression {
    if (syntax.kind === 'alternatives') return this.#make.any(syntax.branches.map((branch) => this.followed(branch, tail)));
    const parts = syntax.kind === 'sequence' ? syntax.parts : [syntax];
    return parts.reduceRight((rest, part) => {
      if (part.kind !== 'look-around' || part.isBehind) return this.#make.sequence(this.#convert(part), rest);
      const ahead = this.#make.sequence(this.#convert(part.what), this.#make.everything);
      return this.#make.all([part.isNegated ? this.#make.not(ahead) : ahead, rest]);
    }, tail);
  }

  #convert(syntax: Syntax): Expression {
    switch (syntax.kind) {
      case 'characters':
        return this.#make.one(syntax.of);
      case 'sequence':
        return syntax.parts.reduceRight((rest, part) => this.#make.sequence(this.#convert(part), rest), this.#make.nothing);
      case 'alternatives':
        return this.#make.any(syntax.branches.map((branch) => this.#convert(branch)));
      case 'group':
        return this.#convert(syntax.what);
      case 'repeat':
        if (syntax.min > MAXIMUM_REPETITION) throw new NotRegular();
        return this.#make.repeat(this.#convert(syntax.what), syntax.min, syntax.max);
      case 'begin':
        return this.#make.begin;
      case 'end':
        return this.#make.end;
      default:
        throw new NotRegular();
    }
  }
}
