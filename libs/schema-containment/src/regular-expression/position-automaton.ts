import { ANY_CODE_POINT, type CodePoints, intersect } from './code-points';
import { isNullable, longestMatch, type Syntax } from './syntax';

/** Thrown for what has no automaton of bounded size that says what a backtracking engine does. */
export class NotAnalysable extends Error {}

const MAXIMUM_POSITIONS = 300;
/** Repetitions up to here are written out; longer ones are loops, which are left after so many rounds at the latest. */
const FEW = 8;

/** A position that can be read first or last, and in how many ways it can be come to; one behind `^` only at the start of a text. */
interface End {
  readonly position: number;
  readonly ways: number;
  readonly atStart?: boolean;
}

/** What can be read first and last, and in how many ways nothing needs to be read: anywhere, and only at the start of a text. */
interface Ends {
  readonly first: readonly End[];
  readonly last: readonly End[];
  readonly empty: number;
  readonly emptyAtStart: number;
}

const NOTHING: Ends = { first: [], last: [], empty: 1, emptyAtStart: 0 };

/**
 * Glushkov's automaton of a search: a state for each position of a character, an edge wherever one can be read after another. State
 * 0 is what a search skips before it tries; it has a loop, and is the state in which reading begins.
 */
export class PositionAutomaton {
  readonly letters: CodePoints[] = [];
  /** For each state its successors, and in how many ways it is followed by each: going around an inner or an outer loop are two. */
  readonly successors: Map<number, number>[] = [];
  /** How many characters the loop that a position is in reads at most; 0 for a position in no loop. */
  readonly rounds: number[] = [];
  /** States that can be read first at the start of a text only, where nothing was skipped, and in how many ways. */
  readonly startOnly = new Map<number, number>();
  /** In how many ways nothing more is read after a state. */
  readonly ends = new Map<number, number>();
  /** In how many ways nothing is read at all. */
  readonly empty: number;

  constructor(syntax: Syntax) {
    this.#letter(ANY_CODE_POINT);
    this.rounds[0] = Infinity;
    this.#edge(0, 0, 1);
    const whole = this.#build(withoutSafeEnd(syntax));
    this.empty = whole.empty + whole.emptyAtStart;
    for (const { position, ways } of whole.last) this.ends.set(position, (this.ends.get(position) ?? 0) + ways);
    for (const { position, ways, atStart } of whole.first) {
      if (atStart) this.startOnly.set(position, (this.startOnly.get(position) ?? 0) + ways);
      else this.#edge(0, position, ways);
    }
  }

  get size(): number {
    return this.letters.length;
  }

  #build(syntax: Syntax): Ends {
    switch (syntax.kind) {
      case 'characters':
        return this.#letter(syntax.of);
      case 'sequence':
        return syntax.parts.reduce<Ends>((before, part) => this.#sequence(before, this.#build(part)), NOTHING);
      case 'alternatives':
        return syntax.branches.map((branch) => this.#build(branch)).reduce(either);
      case 'group':
        return this.#build(syntax.what);
      case 'repeat':
        return this.#repeat(syntax.what, syntax.min, syntax.max);
      case 'begin':
        return { first: [], last: [], empty: 0, emptyAtStart: 1 };
      case 'end':
      case 'word-boundary':
      case 'no-word-boundary':
        return NOTHING;
      case 'look-around':
        return this.#lookAround(syntax.what, syntax.isBehind);
      case 'back-reference':
        throw new NotAnalysable();
    }
  }

  /** Looking ahead is reading that leads nowhere: whatever follows starts from where it began. */
  #lookAround(what: Syntax, isBehind: boolean): Ends {
    if (!isBehind) return { ...NOTHING, first: this.#build(what).first };
    // Looking behind is free if there is one way to do it, and it ends soon.
    if (!isRow(what)) throw new NotAnalysable();
    return NOTHING;
  }

  #letter(of: CodePoints): Ends {
    if (this.letters.length >= MAXIMUM_POSITIONS) throw new NotAnalysable();
    const position = this.letters.push(of) - 1;
    this.successors.push(new Map());
    this.rounds.push(0);
    return { first: [{ position, ways: 1 }], last: [{ position, ways: 1 }], empty: 0, emptyAtStart: 0 };
  }

  #sequence(before: Ends, then: Ends): Ends {
    this.#connect(before, then);
    return {
      first: [
        ...before.first,
        ...inWays(then.first, before.empty),
        ...inWays(then.first, before.emptyAtStart).map((end) => ({ ...end, atStart: true })),
      ],
      last: [...then.last, ...inWays(before.last, then.empty)],
      empty: before.empty * then.empty,
      emptyAtStart: before.emptyAtStart * (then.empty + then.emptyAtStart) + before.empty * then.emptyAtStart,
    };
  }

  #repeat(what: Syntax, min: number, max: number): Ends {
    if (max === 0) return NOTHING;
    if (max <= FEW) {
      let whole = NOTHING;
      for (let round = 0; round < max; round++) {
        const body = this.#build(what);
        whole = this.#sequence(whole, round < min ? body : optional(body));
      }
      return whole;
    }
    // Each of many rounds that must be can be the one that reads nothing.
    if (min > 1 && isNullable(what)) throw new NotAnalysable();
    const from = this.letters.length;
    const body = this.#build(what);
    this.#connect(body, body);
    const rounds = max * longestMatch(what);
    for (let at = from; at < this.letters.length; at++) this.rounds[at] = Math.max(this.rounds[at] ?? 0, rounds);
    return min === 0 ? optional(body) : body;
  }

  #connect({ last }: Ends, { first }: Ends): void {
    for (const from of last) {
      for (const to of first) if (!to.atStart) this.#edge(from.position, to.position, from.ways * to.ways);
    }
  }

  #edge(from: number, to: number, ways: number): void {
    const successors = this.successors[from];
    successors?.set(to, (successors.get(to) ?? 0) + ways);
  }

  readonly #overlaps = new Int8Array(MAXIMUM_POSITIONS * MAXIMUM_POSITIONS).fill(-1);

  /** Whether some character can be read at both positions. */
  overlap(a: number, b: number): boolean {
    const key = a * MAXIMUM_POSITIONS + b;
    if (this.#overlaps[key] === -1)
      this.#overlaps[key] = Number(intersect(this.letters[a] ?? [], this.letters[b] ?? []).length > 0);
    return this.#overlaps[key] === 1;
  }
}

function either(a: Ends, b: Ends): Ends {
  return {
    first: [...a.first, ...b.first],
    last: [...a.last, ...b.last],
    empty: a.empty + b.empty,
    emptyAtStart: a.emptyAtStart + b.emptyAtStart,
  };
}

/** Some engines try a round that reads nothing as well as no round. */
function optional(body: Ends): Ends {
  return { ...body, empty: body.empty + 1 };
}

function inWays(ends: readonly End[], ways: number): readonly End[] {
  if (ways === 0) return [];
  return ways === 1 ? ends : ends.map((end) => ({ ...end, ways: end.ways * ways }));
}

/** So many characters, not more and not less, in one way. */
function isRow(syntax: Syntax): boolean {
  if (syntax.kind === 'sequence') return syntax.parts.every(isRow);
  if (syntax.kind === 'group') return isRow(syntax.what);
  if (syntax.kind === 'repeat') return syntax.min === syntax.max && syntax.max <= 1_000 && isRow(syntax.what);
  return syntax.kind === 'characters';
}

/**
 * Without the loops of single characters at the very end: what nothing follows cannot fail, so it is never tried in another way.
 * `a*a*` finds something in the first attempt.
 */
function withoutSafeEnd(syntax: Syntax): Syntax {
  switch (syntax.kind) {
    case 'sequence': {
      const parts = [...syntax.parts];
      for (let last = parts.at(-1); last; last = parts.at(-1)) {
        const shorter = withoutSafeEnd(last);
        if (shorter.kind !== 'sequence' || shorter.parts.length > 0) {
          parts[parts.length - 1] = shorter;
          break;
        }
        parts.pop();
      }
      return { kind: 'sequence', parts };
    }
    case 'group':
      return withoutSafeEnd(syntax.what);
    case 'repeat':
      if (syntax.what.kind !== 'characters') return syntax;
      if (syntax.min === 0) return { kind: 'sequence', parts: [] };
      return { ...syntax, max: syntax.min };
    default:
      return syntax;
  }
}
