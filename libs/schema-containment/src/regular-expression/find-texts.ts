import { partition, readableMember } from './code-points';
import { type Expression, type Expressions, TooManyExpressions } from './expression';

export interface TextSearch {
  /** Texts that match, shortest first; no two reach the same state. */
  readonly texts: readonly string[];
  /** Every state was visited: without texts, there is none that matches. */
  readonly complete: boolean;
}

/** In Unicode code points. */
export interface Lengths {
  readonly min: number;
  readonly max: number;
}

const MAXIMUM_STATES = 6_000;

/** Looks breadth first for texts that an expression matches, at most `wanted`. */
export function findTexts(expressions: Expressions, expression: Expression, lengths: Lengths, wanted: number): TextSearch {
  const texts: string[] = [];
  try {
    const complete = search(expressions, expression, lengths, (text) => texts.push(text) >= wanted);
    return { texts, complete };
  } catch (error) {
    if (error instanceof TooManyExpressions) return { texts, complete: false };
    throw error;
  }
}

interface State {
  readonly rest: Expression;
  readonly length: number;
  readonly code: number;
  readonly before?: State;
}

/** @returns whether all states were visited. */
function search(
  expressions: Expressions,
  expression: Expression,
  { min, max }: Lengths,
  found: (text: string) => boolean,
): boolean {
  // Beyond the last length that decides something, lengths are one state.
  const lastCounted = Number.isFinite(max) ? max : min;
  const queue: State[] = [{ rest: expression, length: 0, code: 0 }];
  const seen = new Set<string>();
  for (let at = 0; at < queue.length; at++) {
    const state = queue[at];
    if (!state || state.rest === expressions.none) continue;
    if (at > MAXIMUM_STATES) return false;
    const start = state.before === undefined;
    if (state.length >= min && expressions.matchesNothing(state.rest, start, true) && found(textOf(state))) return false;
    if (state.length >= max) continue;
    const length = Math.min(state.length + 1, lastCounted);
    for (const part of partition([...expressions.frontier(state.rest, start).values()])) {
      const code = readableMember(part);
      const rest = expressions.derive(state.rest, code, start);
      const key = `${rest.id},${length}`;
      if (rest === expressions.none || seen.has(key)) continue;
      seen.add(key);
      queue.push({ rest, length, code, before: state });
    }
  }
  return true;
}

function textOf(state: State): string {
  const codes: number[] = [];
  for (let one = state; one.before; one = one.before) codes.push(one.code);
  return String.fromCodePoint(...codes.reverse());
}
