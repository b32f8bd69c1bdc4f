import type { Later, StepKind } from '@busbar/topology';
import { plural } from '../../terminal/plural';
import type { ComparedPlan, ComparedRollout } from '../compared-plan';

const DOES: Readonly<Record<StepKind, string>> = {
  prepare: 'what is new is made, nothing uses it yet',
  switch: 'what is new starts, what is still owed stays',
  contract: 'what is no longer used stops',
};

const WAITS: Readonly<Record<Later['waitsFor'], string>> = {
  retries: 'until EventBridge can no longer be retrying',
  acknowledgement: 'until an entry in config/retired.yaml says that it may go',
  deletion: 'until the next rollout deletes it',
};

/** The steps of each stage in a few lines; stages with the same steps share them. */
export function rolloutLines({ rollouts }: Pick<ComparedPlan, 'rollouts'>): readonly string[] {
  const stages = new Map<string, string[]>();
  for (const rollout of rollouts) {
    const lines = JSON.stringify(linesOf(rollout));
    stages.set(lines, [...(stages.get(lines) ?? []), rollout.stage]);
  }
  return [...stages].flatMap(([lines, names]) => {
    const [first, ...rest] = JSON.parse(lines) as string[];
    return first === undefined ? [] : [`${names.join(', ')}: ${first}`, ...rest];
  });
}

/** Nothing where nothing is deployed. Account ids, which differ by stage, are left out. */
function linesOf({ steps, later, heldBack }: ComparedRollout): readonly string[] {
  if (steps.length === 0) return [];
  return [
    plural(steps.length, 'step'),
    ...steps.map(({ kind, changes, mustBeEmpty, retiredStacks }, at) =>
      [
        `${at + 1}. ${kind}: ${DOES[kind]} (${plural(changes.length, 'stack')})`,
        ...(mustBeEmpty.length > 0 ? [`${plural(mustBeEmpty.length, 'queue')} must be empty`] : []),
        ...(retiredStacks.length > 0 ? [`${plural(retiredStacks.length, 'stack')} to delete afterwards`] : []),
      ].join('; '),
    ),
    ...[...new Set(later.map(({ waitsFor }) => waitsFor))].map((waitsFor) => {
      const waiting = later.filter((one) => one.waitsFor === waitsFor);
      return `${plural(waiting.length, 'thing')} ${waiting.length === 1 ? 'stays' : 'stay'} ${WAITS[waitsFor]}`;
    }),
    ...(heldBack.length > 0 ? [`in the next rollout only: ${heldBack.join(', ')}`] : []),
  ];
}
