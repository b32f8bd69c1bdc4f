import type { PositionAutomaton } from './position-automaton';

/** Pairs of states that are looked at at most, and steps between them. */
const MAXIMUM_PAIRS = 40_000;
const MAXIMUM_STEPS = 500_000;

/** Thrown when an automaton is too large to say how many ways there are through it. */
export class TooManyPairs extends Error {}

/** In how many ways one text can be read. */
export interface Ways {
  /** With the length of the text n, there are at most `count(n)` ways: n^degree times a constant. Infinity: exponential. */
  readonly degree: number;
  count(length: number): number;
}

const EXPONENTIAL: Ways = { degree: Infinity, count: () => Infinity };

/**
 * An upper bound of the ways to read one text, and so of what a backtracking engine tries before it gives up (ambiguity of
 * automata, after Weber and Seidl 1991). Two readings that never meet again cost no more than one each; the readings that count
 * are those that part and meet: inside one loop they double with each round (exponential), between two loops that can read the
 * same there is one for each place to change over (a power of the length), elsewhere they multiply.
 */
export function waysThrough(automaton: PositionAutomaton): Ways {
  const pairs = new Pairs(automaton);
  const loops = components(automaton.size, (state) => [...(automaton.successors[state]?.keys() ?? [])]);
  if (isExponential(automaton, pairs, loops)) return EXPONENTIAL;
  return new Counting(automaton, pairs, loops).all();
}

/** The pairs of states that two readings of one text can be in; the order of the two does not count. */
class Pairs {
  readonly #size: number;
  /** For each pair the pairs after it. */
  readonly next = new Map<number, number[]>();
  readonly #meeting = new Set<number>();

  constructor(automaton: PositionAutomaton) {
    this.#size = automaton.size;
    let steps = 0;
    // After the first character: it was skipped, or is read in one of the states that are read first.
    const starts = [...new Set([0, ...automaton.startOnly.keys(), ...(automaton.successors[0]?.keys() ?? [])])];
    const queue = starts.flatMap((a) => starts.filter((b) => automaton.overlap(a, b)).map((b) => this.of(a, b)));
    for (const pair of queue) this.next.set(pair, []);
    for (const pair of queue) {
      const after = this.next.get(pair) ?? [];
      for (const left of automaton.successors[this.left(pair)]?.keys() ?? []) {
        for (const right of automaton.successors[this.right(pair)]?.keys() ?? []) {
          if (++steps > MAXIMUM_STEPS) throw new TooManyPairs();
          if (!automaton.overlap(left, right)) continue;
          const found = this.of(left, right);
          after.push(found);
          if (this.next.has(found)) continue;
          if (this.next.size > MAXIMUM_PAIRS) throw new TooManyPairs();
          this.next.set(found, []);
          queue.push(found);
        }
      }
    }
    this.#findMeeting();
  }

  of(left: number, right: number): number {
    return left < right ? left * this.#size + right : right * this.#size + left;
  }

  left(pair: number): number {
    return Math.floor(pair / this.#size);
  }

  right(pair: number): number {
    return pair % this.#size;
  }

  /** Whether two readings in these states can come to one state with the same text. */
  meet(left: number, right: number): boolean {
    return this.#meeting.has(this.of(left, right));
  }

  #findMeeting(): void {
    const before = new Map<number, number[]>();
    for (const [pair, after] of this.next) {
      for (const one of after) {
        const list = before.get(one);
        if (list) list.push(pair);
        else before.set(one, [pair]);
      }
    }
    const queue = [...this.next.keys()].filter((pair) => this.left(pair) === this.right(pair));
    for (const pair of queue) this.#meeting.add(pair);
    for (const met of queue) {
      for (const pair of before.get(met) ?? []) {
        if (this.#meeting.has(pair)) continue;
        this.#meeting.add(pair);
        queue.push(pair);
      }
    }
  }
}

/** Whether two readings can part in some state, and meet there again: then n rounds are 2^n ways. */
function isExponential(automaton: PositionAutomaton, pairs: Pairs, loops: readonly number[]): boolean {
  const twice = automaton.successors.some((successors, from) =>
    [...successors].some(([to, reasons]) => reasons > 1 && loops[from] === loops[to] && isLoop(automaton, loops, from)),
  );
  if (twice) return true;
  const keys = [...pairs.next.keys()];
  const index = new Map(keys.map((pair, at) => [pair, at]));
  const found = components(keys.length, (at) => (pairs.next.get(keys[at] ?? 0) ?? []).map((pair) => index.get(pair) ?? 0));
  const together = new Set<number>();
  const apart = new Set<number>();
  keys.forEach((pair, at) => (pairs.left(pair) === pairs.right(pair) ? together : apart).add(found[at] ?? 0));
  return [...apart].some((component) => together.has(component));
}

function isLoop(automaton: PositionAutomaton, loops: readonly number[], state: number): boolean {
  return [...(automaton.successors[state]?.keys() ?? [])].some((next) => loops[next] === loops[state]);
}

class Counting {
  readonly #automaton: PositionAutomaton;
  readonly #pairs: Pairs;
  readonly #loops: readonly number[];
  readonly #members = new Map<number, number[]>();
  readonly #known = new Map<number, Ways>();
  /** How many characters can be read at most from a loop on. */
  readonly #ahead = new Map<number, number>();

  constructor(automaton: PositionAutomaton, pairs: Pairs, loops: readonly number[]) {
    this.#automaton = automaton;
    this.#pairs = pairs;
    this.#loops = loops;
    loops.forEach((loop, state) => this.#members.set(loop, [...(this.#members.get(loop) ?? []), state]));
    // Components come in the order in which they are left: whatever a loop leads to is counted before it.
    for (const loop of [...this.#members.keys()].sort((a, b) => a - b)) this.#known.set(loop, this.#count(loop));
  }

  all(): Ways {
    const starts = [[0, 1] as const, ...this.#automaton.startOnly];
    const read = this.#together(starts.map(([state, ways]): [number, Ways] => [state, times(ways, this.#from(state))]));
    return largest([read, constant(this.#automaton.empty)]);
  }

  #from(state: number): Ways {
    return this.#known.get(this.#loops[state] ?? 0) ?? constant(1);
  }

  #count(loop: number): Ways {
    const members = this.#members.get(loop) ?? [];
    const exits = members.flatMap((from) =>
      [...(this.#automaton.successors[from] ?? [])]
        .filter(([to]) => this.#loops[to] !== loop)
        .map(([to, reasons]): [number, Ways] => [to, times(reasons, this.#from(to))]),
    );
    const [only] = members;
    this.#ahead.set(loop, Math.max(1, this.#rounds(members)) + this.#furthest(exits));
    const ending = constant(Math.max(...members.map((state) => this.#automaton.ends.get(state) ?? 1)));
    if (only === undefined || exits.length === 0) return ending;
    if (members.length === 1 && !isLoop(this.#automaton, this.#loops, only)) return largest([ending, this.#together(exits)]);
    return largest([ending, this.#leave(members, loop, exits)]);
  }

  #leave(members: readonly number[], loop: number, exits: readonly (readonly [number, Ways])[]): Ways {
    const most = sum(exits.map(([, ways]) => ways));
    switch (this.#leaving(members, loop)) {
      case 'at-any-time': {
        // Readings that meet left the loop when there were as many characters to the meeting as can be read from there.
        const times = Math.min(this.#rounds(members), this.#furthest(exits));
        return {
          degree: most.degree + (times === Infinity ? 1 : 0),
          count: (length) => Math.min(length, times) * most.count(length),
        };
      }
      case 'in-several-ways':
        return most;
      case 'once':
        return largest(exits.map(([, ways]) => ways));
    }
  }

  #rounds(members: readonly number[]): number {
    return Math.max(...members.map((state) => this.#automaton.rounds[state] ?? 0));
  }

  #furthest(exits: readonly (readonly [number, Ways])[]): number {
    return Math.max(0, ...exits.map(([to]) => this.#ahead.get(this.#loops[to] ?? 0) ?? 0));
  }

  /** Whether readings that leave a loop at different times, or at one time in different ways, can meet again. */
  #leaving(members: readonly number[], loop: number): 'at-any-time' | 'in-several-ways' | 'once' {
    let several = false;
    for (const left of members) {
      for (const right of members) {
        const pair = this.#pairs.of(left, right);
        for (const after of this.#pairs.next.get(pair) ?? []) {
          const [a, b] = [this.#pairs.left(after), this.#pairs.right(after)];
          const stay = Number(this.#loops[a] === loop) + Number(this.#loops[b] === loop);
          if (stay === 2 || (left === right && a === b) || !this.#pairs.meet(a, b)) continue;
          if (stay === 1) return 'at-any-time';
          several = true;
        }
      }
    }
    return several ? 'in-several-ways' : 'once';
  }

  /** Readings that can meet add up; of those that cannot, the most count. */
  #together(successors: readonly (readonly [number, Ways])[]): Ways {
    const groups: (readonly [number, Ways])[][] = [];
    for (const one of successors) {
      const met = groups.filter((group) => group.some(([state]) => state === one[0] || this.#canMeet(state, one[0])));
      const merged = [...met.flat(), one];
      for (const group of met) groups.splice(groups.indexOf(group), 1);
      groups.push(merged);
    }
    return largest(groups.map((group) => sum(group.map(([, ways]) => ways))));
  }

  #canMeet(a: number, b: number): boolean {
    return this.#automaton.overlap(a, b) && this.#pairs.meet(a, b);
  }
}

function constant(ways: number): Ways {
  return { degree: 0, count: () => ways };
}

function sum(all: readonly Ways[]): Ways {
  const [only] = all;
  if (all.length === 1 && only) return only;
  return {
    degree: Math.max(0, ...all.map(({ degree }) => degree)),
    count: memo((length) => all.reduce((total, ways) => total + ways.count(length), 0)),
  };
}

function largest(all: readonly Ways[]): Ways {
  const [only] = all;
  if (all.length === 1 && only) return only;
  return {
    degree: Math.max(0, ...all.map(({ degree }) => degree)),
    count: memo((length) => Math.max(1, ...all.map((ways) => ways.count(length)))),
  };
}

function times(factor: number, ways: Ways): Ways {
  return factor === 1 ? ways : { degree: ways.degree, count: (length) => factor * ways.count(length) };
}

/** Every loop asks those that it leads to. */
function memo(count: (length: number) => number): (length: number) => number {
  const known = new Map<number, number>();
  return (length) => {
    let found = known.get(length);
    if (found === undefined) known.set(length, (found = count(length)));
    return found;
  };
}

/** Strongly connected components (Tarjan, without recursion), numbered in the order in which they are left for good. */
function components(size: number, next: (node: number) => readonly number[]): number[] {
  const component: number[] = new Array<number>(size).fill(-1);
  const order: number[] = new Array<number>(size).fill(-1);
  const low: number[] = new Array<number>(size).fill(0);
  const open: number[] = [];
  let visited = 0;
  let found = 0;
  for (let root = 0; root < size; root++) {
    if (order[root] !== -1) continue;
    const stack: { node: number; after: readonly number[]; at: number }[] = [];
    const enter = (node: number): void => {
      order[node] = low[node] = visited++;
      open.push(node);
      stack.push({ node, after: next(node), at: 0 });
    };
    enter(root);
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const { node } = top;
      const after = top.after[top.at++];
      if (after !== undefined) {
        if (order[after] === -1) enter(after);
        else if (component[after] === -1) low[node] = Math.min(low[node] ?? 0, order[after] ?? 0);
        continue;
      }
      stack.pop();
      const parent = stack.at(-1);
      if (parent) low[parent.node] = Math.min(low[parent.node] ?? 0, low[node] ?? 0);
      if (low[node] !== order[node]) continue;
      for (let one = open.pop(); one !== undefined; one = open.pop()) {
        component[one] = found;
        if (one === node) break;
      }
      found++;
    }
  }
  return component;
}
