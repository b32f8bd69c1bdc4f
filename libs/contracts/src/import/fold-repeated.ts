import { compareProblems, type Problem } from '@busbar/problem';

/** As many of one kind are printed one by one. */
const FEW = 3;
const MOST_LINES = 10;

/**
 * Problems by position. Warnings that say the same in more than a few places are folded into the first, which lists the others' lines. A large schema
 * has a format that contracts lack thirty times, and that is one thing to know.
 */
export function foldRepeated(problems: readonly Problem[]): Problem[] {
  const groups = new Map<string, Problem[]>();
  for (const problem of problems) {
    const key = `${problem.code} ${problem.message}`;
    groups.set(key, [...(groups.get(key) ?? []), problem]);
  }
  return [...groups.values()].flatMap(folded).sort(compareProblems);
}

function folded(group: readonly Problem[]): readonly Problem[] {
  const [first, ...others] = group;
  if (!first || others.length < FEW || first.severity === 'error') return group;
  const lines = [...new Set(others.map(({ at }) => at.line))];
  const listed = `lines ${lines.slice(0, MOST_LINES).join(', ')}${lines.length > MOST_LINES ? ', …' : ''}`;
  const where = lines.length === 1 && lines[0] === first.at.line ? 'on this line' : listed;
  return [{ ...first, message: `${first.message} The same holds in ${others.length} more places (${where}).` }];
}
