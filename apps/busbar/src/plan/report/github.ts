import type { Change, Impact } from '@busbar/impact';
import { annotation } from '../../github/workflow-command';

/** Annotations that GitHub shows of one step, of each level. */
const SHOWN = 10;

/** An annotation for each change that is written somewhere: warnings where it needs attention, notices otherwise. */
export function githubReport({ teams }: Impact): string[] {
  const changes = teams.flatMap((team) => team.changes).filter(({ at }) => at !== undefined);
  const attention = changes.filter(({ needsAttention }) => needsAttention);
  const others = changes.filter(({ needsAttention }) => !needsAttention);
  return [...level('warning', attention), ...level('notice', others)];
}

function level(name: 'warning' | 'notice', changes: readonly Change[]): string[] {
  const shown = changes.length > SHOWN ? changes.slice(0, SHOWN - 1) : changes;
  const left = changes.length - shown.length;
  return [
    ...shown.map((change) =>
      annotation(name, { at: change.at, title: `${change.team} ${change.effect}` }, [
        `${change.subject}: ${change.says}`,
        ...change.details,
      ]),
    ),
    ...(left > 0
      ? [annotation(name, { title: 'busbar plan' }, [`${left.toLocaleString('en')} more; the job summary has them.`])]
      : []),
  ];
}
