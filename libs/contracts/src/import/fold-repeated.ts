import type { Problem } from '@busbar/problem';

/** As many of one kind are printed one by one. */
const FEW = 3;
const MOST_LINES = 10;

/**
 * Sorted problems, with warnings folded into the first that say the same in more than a few places: it lists the others' lines. A large schema
 * has a format that contracts lack thirty times, and that is one thing to know.
 */
export function foldRepeated(problems: readonly Problem[]): Problem[] {
  const groups = new Map<string, Problem[]>();
  for (const problem of problems) {
    const key = `${problem.code} ${problem.message}`;
    groups.set(key, [...(groups.get(key) ?? []), problem]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first, ...others] = group;
    if (!first || others.length < FEW || first.severity === 'error') return group;
    const lines = [...new Set(others.map(({ at }) => at.line))];
    const listed = `${lines.slice(0, MOST_LINES).join(', ')}${lines.length > MOST_LINES ? ', …' : ''}`;
    return [{ ...first, message: `${first.message} The same holds in ${others.length} more places (lines ${listed}).` }];
  });
}
