import { type CodePoints, intersect } from './code-points';
import { type Expression, Expressions, TooManyExpressions } from './expression';
import { parsePattern } from './parse-pattern';
import { mayBacktrack } from './pattern';

/**
 * Whether a backtracking engine, which most languages have, may need exponential time for a pattern: some text can be read in
 * more than one way by going around a loop, so that n rounds are 2^n ways (exponential ambiguity, after Weber and Seidl).
 * Decided on the position automaton; for what is no regular language, by a rule of thumb that errs on the side of yes.
 */
export function isHazardous(pattern: string): boolean {
  const known = verdicts.get(pattern);
  if (known !== undefined) return known;
  const verdict = decide(pattern);
  verdicts.set(pattern, verdict);
  return verdict;
}

/** Contracts repeat a handful of patterns. */
const verdicts = new Map<string, boolean>();

function decide(pattern: string): boolean {
  // Without a loop there is nothing to go around.
  if (!/[*+{]/.test(pattern)) return false;
  try {
    const expression = parsePattern(pattern, new VerbatimExpressions());
    if (!expression) return mayBacktrack(pattern);
    return parts(expression).some((part) => new PositionAutomaton(part).isExponential());
  } catch (error) {
    if (error instanceof TooManyExpressions) return true;
    throw error;
  }
}

/** Expressions that keep equal alternatives apart: `(a|a)*` is two ways to read one letter. */
class VerbatimExpressions extends Expressions {
  #next = -1;

  override any(branches: readonly Expression[]): Expression {
    if (branches.length === 1 && branches[0]) return branches[0];
    return { id: this.#next--, kind: 'any', parts: branches };
  }
}

/** Look-ahead is run apart from what follows it. */
function parts(expression: Expression): Expression[] {
  if (expression.kind === 'all') return expression.parts.flatMap(parts);
  if (expression.kind === 'not') return parts(expression.what);
  if (expression.kind === 'sequence' && (expression.then.kind === 'all' || expression.then.kind === 'not'))
    return [...parts(expression.first), ...parts(expression.then)];
  if (expression.kind === 'sequence' && expression.first.kind === 'not') return parts(expression.then);
  return [expression];
}

/** The positions of an expression that can be read first and last, and whether it can be empty. */
interface Ends {
  readonly first: readonly number[];
  readonly last: readonly number[];
  readonly empty: boolean;
}

const MAXIMUM_POSITIONS = 250;
const MAXIMUM_PAIRS = 40_000;
/** Repetitions up to here are written out; longer ones are loops, which is what they are in practice. */
const FEW = 8;

/** Glushkov's automaton: a state for each position of a letter, an edge wherever one letter can follow another. */
class PositionAutomaton {
  readonly #letters: CodePoints[] = [];
  readonly #follow: Set<number>[] = [];
  /** Edges that there are two reasons for: going around an inner or around an outer loop. */
  readonly #twice: [from: number, to: number][] = [];

  constructor(expression: Expression) {
    this.#build(expression);
  }

  isExponential(): boolean {
    return this.#twice.some(([from, to]) => this.#reaches(to, from)) || this.#hasTwoWaysAround();
  }

  #build(of: Expression): Ends {
    switch (of.kind) {
      case 'one':
        return this.#letter(of.of);
      case 'sequence':
        return this.#sequence(this.#build(of.first), this.#build(of.then));
      case 'any':
        return of.parts.map((part) => this.#build(part)).reduce(either);
      case 'repeat':
        return this.#repeat(of.what, of.min, of.max);
      default:
        return { first: [], last: [], empty: true };
    }
  }

  #letter(of: CodePoints): Ends {
    if (this.#letters.length >= MAXIMUM_POSITIONS) throw new TooManyExpressions();
    const position = this.#letters.push(of) - 1;
    this.#follow.push(new Set());
    return { first: [position], last: [position], empty: false };
  }

  #sequence(first: Ends, then: Ends): Ends {
    this.#connect(first, then);
    return {
      first: first.empty ? [...first.first, ...then.first] : first.first,
      last: then.empty ? [...first.last, ...then.last] : then.last,
      empty: first.empty && then.empty,
    };
  }

  #repeat(what: Expression, min: number, max: number): Ends {
    if (max > FEW) {
      const body = this.#build(what);
      this.#connect(body, body);
      return { ...body, empty: body.empty || min === 0 };
    }
    let whole: Ends = { first: [], last: [], empty: true };
    for (let round = 0; round < max; round++) {
      const body = this.#build(what);
      whole = this.#sequence(whole, { ...body, empty: body.empty || round >= min });
    }
    return whole;
  }

  #connect({ last }: Ends, { first }: Ends): void {
    for (const from of last) {
      for (const to of first) {
        const follow = this.#follow[from];
        if (follow?.has(to)) this.#twice.push([from, to]);
        follow?.add(to);
      }
    }
  }

  #reaches(from: number, to: number): boolean {
    const seen = new Set([from]);
    for (const at of seen) {
      if (at === to) return true;
      for (const next of this.#follow[at] ?? []) seen.add(next);
    }
    return false;
  }

  /** Whether two readings of one text part at some state, and meet there again. */
  #hasTwoWaysAround(): boolean {
    const size = this.#letters.length;
    for (let state = 0; state < size; state++) {
      if (!this.#isInLoop(state)) continue;
      const start = state * size + state;
      const forward = this.#pairsFrom(start);
      for (const pair of forward) {
        const apart = Math.floor(pair / size) !== pair % size;
        if (apart && this.#pairsFrom(pair).has(start)) return true;
      }
    }
    return false;
  }

  #isInLoop(state: number): boolean {
    return [...(this.#follow[state] ?? [])].some((next) => this.#reaches(next, state));
  }

  readonly #reachable = new Map<number, Set<number>>();

  /** Pairs of states that two readings of one text can lead to from a pair. */
  #pairsFrom(start: number): Set<number> {
    const known = this.#reachable.get(start);
    if (known) return known;
    const size = this.#letters.length;
    const seen = new Set<number>();
    const queue = [start];
    for (let pair = queue.pop(); pair !== undefined; pair = queue.pop()) {
      for (const left of this.#follow[Math.floor(pair / size)] ?? []) {
        for (const right of this.#follow[pair % size] ?? []) {
          const next = left * size + right;
          if (seen.has(next) || intersect(this.#letters[left] ?? [], this.#letters[right] ?? []).length === 0) continue;
          if (seen.size > MAXIMUM_PAIRS) throw new TooManyExpressions();
          seen.add(next);
          queue.push(next);
        }
      }
    }
    this.#reachable.set(start, seen);
    return seen;
  }
}

function either(a: Ends, b: Ends): Ends {
  return { first: [...a.first, ...b.first], last: [...a.last, ...b.last], empty: a.empty || b.empty };
}
