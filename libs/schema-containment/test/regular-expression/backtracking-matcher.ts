import { includes } from '../../src/regular-expression/code-points';
import type { Syntax } from '../../src/regular-expression/syntax';

/** Thrown when a search has taken more steps than it may. */
export class TooManySteps extends Error {}

/**
 * The steps that a backtracking engine takes to search a text: one for each time that it looks at a part of the expression. As
 * plain as such an engine can be: it remembers nothing, and tries a round of a loop that reads nothing once more than it must.
 *
 * @throws TooManySteps beyond `budget`
 */
export function stepsOfSearch(syntax: Syntax, text: string, budget: number): number {
  const characters = Array.from(text, (character) => character.codePointAt(0) ?? 0);
  const isWord = (at: number) => /\w/.test(String.fromCodePoint(characters[at] ?? 0x20));
  let steps = 0;

  const look = (of: Syntax, at: number, then: (at: number) => boolean): boolean => {
    if (++steps > budget) throw new TooManySteps();
    switch (of.kind) {
      case 'characters':
        return at < characters.length && includes(of.of, characters[at] ?? 0) && then(at + 1);
      case 'sequence':
        return inOrder(of.parts, 0, at, then);
      case 'alternatives':
        return of.branches.some((branch) => look(branch, at, then));
      case 'group':
        return look(of.what, at, then);
      case 'repeat':
        return rounds(of, 0, at, -1, then);
      case 'begin':
        return at === 0 && then(at);
      case 'end':
        return at === characters.length && then(at);
      case 'word-boundary':
        return isWord(at - 1) !== isWord(at) && then(at);
      case 'no-word-boundary':
        return isWord(at - 1) === isWord(at) && then(at);
      case 'look-around':
        if (of.isBehind) throw new Error('Not looked at here.');
        return look(of.what, at, () => true) !== of.isNegated && then(at);
      case 'back-reference':
        throw new Error('Not looked at here.');
    }
  };

  const inOrder = (parts: readonly Syntax[], index: number, at: number, then: (at: number) => boolean): boolean => {
    const part = parts[index];
    return part ? look(part, at, (next) => inOrder(parts, index + 1, next, then)) : then(at);
  };

  const rounds = (
    of: Extract<Syntax, { kind: 'repeat' }>,
    done: number,
    at: number,
    before: number,
    then: (at: number) => boolean,
  ): boolean => {
    if (++steps > budget) throw new TooManySteps();
    const again = () =>
      done < of.max && (done < of.min || at !== before) && look(of.what, at, (next) => rounds(of, done + 1, next, at, then));
    const enough = () => done >= of.min && then(at);
    return of.isLazy ? enough() || again() : again() || enough();
  };

  for (let start = 0; start <= characters.length; start++) if (look(syntax, start, () => true)) break;
  return steps;
}
