import { PatternError } from '../errors';
import type { Alternative, FieldTest } from './pattern';
import type { Wildcard } from './wildcard';

/**
 * Refuses patterns whose wildcards could keep too many states of EventBridge's matching machine alive at once.
 *
 * EventBridge publishes no threshold. Its open-source engine recommends 10 for a single rule; the patterns known to be accepted
 * score 7 at most, the one known to be refused scores 11.
 *
 * @throws PatternError
 */
export function checkComplexity(alternatives: readonly Alternative[]): void {
  for (const alternative of alternatives) {
    for (const field of alternative) {
      const wildcards = wildcardsOf(field);
      if (greatestComplexity(wildcards) <= MAX_COMPLEXITY) continue;
      if (wildcardComplexity(wildcards) > MAX_COMPLEXITY) throw new PatternError('too-complex', TOO_COMPLEX);
    }
  }
}

export const MAX_COMPLEXITY = 10;

const TOO_COMPLEX =
  'Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences after a wildcard character';

function wildcardsOf(field: FieldTest): readonly Wildcard[] {
  const wildcards: Wildcard[] = [];
  for (const test of field.tests) {
    if (test.kind === 'wildcard') wildcards.push(test.wildcard);
    else if (test.kind === 'not-wildcard') wildcards.push(...test.wildcards);
  }
  return wildcards;
}

/**
 * More than `wildcardComplexity` can come to, without a search: one place before the first star, and then every star and every
 * place that the segment after it can be at. Each of these began at a character equal to the segment's first.
 */
export function greatestComplexity(wildcards: readonly Wildcard[]): number {
  let places = 0;
  for (const { segments } of wildcards) {
    places += 1;
    for (let i = 1; i < segments.length; i++)
      places += 1 + timesOfFirst(i + 1 < segments.length ? segments[i] : `${segments[i]}"`);
  }
  return places;
}

function timesOfFirst(text = ''): number {
  let times = 0;
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) === text.charCodeAt(0)) times++;
  return times;
}

/**
 * The greatest number of places in the wildcards at which the reading of some text can stand at once; counted as event-ruler's
 * `MachineComplexityEvaluator` does. It is cut off above `MAX_COMPLEXITY`, and the search after `MAX_STATES` combinations.
 */
export function wildcardComplexity(wildcards: readonly Wildcard[]): number {
  if (wildcards.length === 0) return 0;
  const steps = wildcards.map(stepsOf);
  const alphabet = new Set<string>([OTHER, ...steps.flat().filter((step) => step !== STAR)]);
  let highest = 0;
  const seen = new Set<string>();
  let queue: (readonly ReadonlySet<number>[])[] = [steps.map(() => new Set([START]))];
  while (queue.length > 0 && seen.size < MAX_STATES) {
    const next: (readonly ReadonlySet<number>[])[] = [];
    for (const places of queue) {
      for (const char of alphabet) {
        const reached = places.map((set, i) => advance(steps[i] as readonly string[], set, char));
        const size = reached.reduce((sum, set, i) => sum + weight(steps[i] as readonly string[], set), 0);
        if (size === 0) continue;
        highest = Math.max(highest, size);
        if (highest > MAX_COMPLEXITY) return highest;
        const key = reached.map((set) => [...set].sort((a, b) => a - b).join()).join(';');
        if (seen.has(key)) continue;
        seen.add(key);
        next.push(reached);
      }
    }
    queue = next;
  }
  return highest;
}

const MAX_STATES = 3000;
const START = -1;
const STAR = '*';
/** A character that no wildcard names. */
const OTHER = '';

/** The quoted text, one entry a character; stars apart from escaped asterisks. */
function stepsOf(wildcard: Wildcard): readonly string[] {
  const steps: string[] = ['"'];
  wildcard.segments.forEach((segment, i) => {
    if (i > 0) steps.push(STAR);
    for (const char of segment) steps.push(char === STAR ? '\\*' : char);
  });
  steps.push('"');
  return steps;
}

/** The steps that a character can be taken by, after the steps in `from`. */
function advance(steps: readonly string[], from: ReadonlySet<number>, char: string): ReadonlySet<number> {
  const reached = new Set<number>();
  for (const place of from) {
    let next = place + 1;
    if (steps[place] === STAR) reached.add(place);
    if (steps[next] === STAR) reached.add(next++);
    if (steps[next] === char) reached.add(next);
  }
  return reached;
}

/** Every place counts, and a star that comes right after one counts as reached already. */
function weight(steps: readonly string[], places: ReadonlySet<number>): number {
  let sum = 0;
  for (const place of places) {
    sum++;
    if (steps[place + 1] === STAR && !places.has(place + 1)) sum++;
  }
  return sum;
}
