import { parsePattern, subsumes } from '@busbar/event-pattern';
import type { Relation } from './model';

/** How two patterns compare, by set algebra alone; `same` when each is proven to include the other. */
export interface Comparison {
  readonly relation: Relation | 'same';
  /** Data of events that only the later pattern matches, and only the earlier: from refutations, so perhaps not valid. */
  readonly gained?: unknown;
  readonly lost?: unknown;
}

export function comparePatterns(before: string, after: string): Comparison {
  if (before === after) return { relation: 'same' };
  const [were, are] = [parsePattern(before), parsePattern(after)];
  const keeps = subsumes(are, were);
  const adds = subsumes(were, are);
  const shown = {
    ...(adds.answer === 'no' && { gained: dataOf(adds.event) }),
    ...(keeps.answer === 'no' && { lost: dataOf(keeps.event) }),
  };
  if (keeps.answer === 'yes' && adds.answer === 'yes') return { relation: 'same' };
  if (keeps.answer === 'yes' && adds.answer === 'no') return { relation: 'wider', ...shown };
  if (keeps.answer === 'no' && adds.answer === 'yes') return { relation: 'narrower', ...shown };
  if (keeps.answer === 'no' && adds.answer === 'no') return { relation: 'different', ...shown };
  return { relation: 'unproven', ...shown };
}

function dataOf(event: string | undefined): unknown {
  if (event === undefined) return undefined;
  return (JSON.parse(event) as { detail?: { data?: unknown } }).detail?.data ?? {};
}
