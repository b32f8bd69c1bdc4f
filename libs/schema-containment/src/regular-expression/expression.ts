import { type CodePoints, includes } from './code-points';

/**
 * Regular expressions with intersection and complement, decided by Brzozowski derivatives. Equal expressions are one
 * object, which keeps the number of derivatives of an expression finite and small. `begin` and `end` are the anchors: they
 * match nothing, at the first and at the last position of a text only.
 */
export type Expression = { readonly id: number } & (
  | { readonly kind: 'none' | 'nothing' | 'begin' | 'end' }
  | { readonly kind: 'one'; readonly of: CodePoints }
  | { readonly kind: 'sequence'; readonly first: Expression; readonly then: Expression }
  | { readonly kind: 'repeat'; readonly what: Expression; readonly min: number; readonly max: number }
  | { readonly kind: 'any' | 'all'; readonly parts: readonly Expression[] }
  | { readonly kind: 'not'; readonly what: Expression }
);

type Shape = Expression extends infer E ? (E extends { readonly id: number } ? Omit<E, 'id'> : never) : never;

/** Thrown when expressions grow beyond what a check may spend; whoever asked has no answer then. */
export class TooManyExpressions extends Error {}

const MAXIMUM_EXPRESSIONS = 60_000;

/** Makes, derives and inspects expressions; holds every one that was made. */
export class Expressions {
  readonly #known = new Map<string, Expression>();
  readonly #derivatives = new Map<string, Expression>();
  readonly none = this.#intern('0', { kind: 'none' });
  /** Matches the empty text. */
  readonly nothing = this.#intern('1', { kind: 'nothing' });
  readonly begin = this.#intern('^', { kind: 'begin' });
  readonly end = this.#intern('$', { kind: 'end' });
  readonly everything = this.not(this.none);

  one(of: CodePoints): Expression {
    return of.length === 0 ? this.none : this.#intern(`c${of.join(',')}`, { kind: 'one', of });
  }

  text(text: string): Expression {
    let expression = this.nothing;
    for (const character of [...text].reverse()) {
      const code = character.codePointAt(0) ?? 0;
      expression = this.sequence(this.one([code, code]), expression);
    }
    return expression;
  }

  sequence(first: Expression, then: Expression): Expression {
    if (first === this.none || then === this.none) return this.none;
    if (first === this.nothing) return then;
    if (then === this.nothing) return first;
    if (first === this.everything && then.kind === 'sequence' && then.first === first) return then;
    if (first.kind === 'sequence') return this.sequence(first.first, this.sequence(first.then, then));
    return this.#intern(`s${first.id},${then.id}`, { kind: 'sequence', first, then });
  }

  repeat(what: Expression, min: number, max: number): Expression {
    if (max === 0 || what === this.nothing) return this.nothing;
    if (what === this.none) return min === 0 ? this.nothing : this.none;
    if (min === 1 && max === 1) return what;
    return this.#intern(`r${what.id},${min},${max}`, { kind: 'repeat', what, min, max });
  }

  any(parts: readonly Expression[]): Expression {
    const distinct = new Set(parts.flatMap((part) => (part.kind === 'any' ? part.parts : [part])));
    distinct.delete(this.none);
    if (distinct.has(this.everything)) return this.everything;
    return this.#combine('any', distinct, this.none);
  }

  all(parts: readonly Expression[]): Expression {
    const distinct = new Set(parts.flatMap((part) => (part.kind === 'all' ? part.parts : [part])));
    distinct.delete(this.everything);
    for (const part of distinct) if (part === this.none || (part.kind === 'not' && distinct.has(part.what))) return this.none;
    return this.#combine('all', distinct, this.everything);
  }

  not(what: Expression): Expression {
    if (what.kind === 'not') return what.what;
    return this.#intern(`n${what.id}`, { kind: 'not', what });
  }

  /** Whether the expression matches the empty text at a place that is or is not the start and the end of the whole. */
  matchesNothing(of: Expression, start: boolean, end: boolean): boolean {
    switch (of.kind) {
      case 'none':
      case 'one':
        return false;
      case 'nothing':
        return true;
      case 'begin':
        return start;
      case 'end':
        return end;
      case 'sequence':
        return this.matchesNothing(of.first, start, end) && this.matchesNothing(of.then, start, end);
      case 'repeat':
        return of.min === 0 || this.matchesNothing(of.what, start, end);
      case 'any':
        return of.parts.some((part) => this.matchesNothing(part, start, end));
      case 'all':
        return of.parts.every((part) => this.matchesNothing(part, start, end));
      case 'not':
        return !this.matchesNothing(of.what, start, end);
    }
  }

  /** What the rest of a text has to match once its next code point is read. */
  derive(of: Expression, code: number, start: boolean): Expression {
    const key = `${of.id},${code},${start ? 1 : 0}`;
    const known = this.#derivatives.get(key);
    if (known) return known;
    const derivative = this.#derive(of, code, start);
    this.#derivatives.set(key, derivative);
    return derivative;
  }

  /** The sets that decide what `derive` gives: code points that are in the same of them have the same derivative. */
  frontier(of: Expression, start: boolean, found = new Map<string, CodePoints>()): Map<string, CodePoints> {
    switch (of.kind) {
      case 'one':
        found.set(of.of.join(','), of.of);
        break;
      case 'sequence':
        this.frontier(of.first, start, found);
        if (this.matchesNothing(of.first, start, false)) this.frontier(of.then, start, found);
        break;
      case 'repeat':
      case 'not':
        this.frontier(of.what, start, found);
        break;
      case 'any':
      case 'all':
        for (const part of of.parts) this.frontier(part, start, found);
    }
    return found;
  }

  matches(of: Expression, text: string): boolean {
    let rest = of;
    let start = true;
    for (const character of text) {
      rest = this.derive(rest, character.codePointAt(0) ?? 0, start);
      start = false;
      if (rest === this.none) return false;
      if (rest === this.everything) return true;
    }
    return this.matchesNothing(rest, start, true);
  }

  #derive(of: Expression, code: number, start: boolean): Expression {
    switch (of.kind) {
      case 'none':
      case 'nothing':
      case 'begin':
      case 'end':
        return this.none;
      case 'one':
        return includes(of.of, code) ? this.nothing : this.none;
      case 'sequence': {
        const inFirst = this.sequence(this.derive(of.first, code, start), of.then);
        return this.matchesNothing(of.first, start, false) ? this.any([inFirst, this.derive(of.then, code, start)]) : inFirst;
      }
      case 'repeat': {
        // Rounds that match nothing may come first, so they can use up the whole minimum.
        const min = this.matchesNothing(of.what, start, false) ? 0 : Math.max(0, of.min - 1);
        return this.sequence(this.derive(of.what, code, start), this.repeat(of.what, min, of.max - 1));
      }
      case 'any':
        return this.any(of.parts.map((part) => this.derive(part, code, start)));
      case 'all':
        return this.all(of.parts.map((part) => this.derive(part, code, start)));
      case 'not':
        return this.not(this.derive(of.what, code, start));
    }
  }

  #combine(kind: 'any' | 'all', distinct: Set<Expression>, ofNone: Expression): Expression {
    const parts = [...distinct].sort((a, b) => a.id - b.id);
    if (parts.length === 0) return ofNone;
    const [only] = parts;
    if (parts.length === 1 && only) return only;
    return this.#intern(`${kind}${parts.map((part) => part.id).join(',')}`, { kind, parts });
  }

  #intern(key: string, shape: Shape): Expression {
    const known = this.#known.get(key);
    if (known) return known;
    if (this.#known.size >= MAXIMUM_EXPRESSIONS) throw new TooManyExpressions();
    const expression = { id: this.#known.size, ...shape } as Expression;
    this.#known.set(key, expression);
    return expression;
  }
}
