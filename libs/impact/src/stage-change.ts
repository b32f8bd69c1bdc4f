import type { Change, ChangeFacts, ChangeOf, Effect, TeamImpact } from './model';

/** A change in one stage; what is the same in several becomes one `Change`. */
export type StageChange<Kind extends keyof ChangeFacts = keyof ChangeFacts> = {
  readonly [Each in Kind]: Omit<ChangeOf<Each>, 'stages' | 'details' | 'needsAttention'> &
    Partial<Pick<ChangeOf<Each>, 'details' | 'needsAttention'>>;
}[Kind];

const EFFECTS: Readonly<Record<Effect, number>> = { gains: 0, loses: 1, notes: 2 };

/** The changes of all stages by team, each once with the stages that it happens in. */
export function byTeam(stages: readonly (readonly [stage: string, changes: readonly StageChange[]])[]): readonly TeamImpact[] {
  const merged = new Map<string, { readonly change: StageChange; readonly stages: Set<string> }>();
  for (const [stage, changes] of stages) {
    for (const change of changes) {
      const { team, effect, kind, subject, says, details } = change;
      const key = JSON.stringify([team, effect, kind, subject, says, details]);
      const known = merged.get(key);
      if (known) known.stages.add(stage);
      else merged.set(key, { change, stages: new Set([stage]) });
    }
  }
  const teams = new Map<string, Change[]>();
  for (const { change, stages: inStages } of merged.values()) {
    const complete = { details: [], needsAttention: false, ...change, stages: [...inStages] } as Change;
    teams.set(change.team, [...(teams.get(change.team) ?? []), complete]);
  }
  return [...teams].sort(([a], [b]) => compare(a, b)).map(([team, changes]) => ({ team, changes: changes.sort(compareChanges) }));
}

function compareChanges(a: Change, b: Change): number {
  return (
    EFFECTS[a.effect] - EFFECTS[b.effect] ||
    Number(b.needsAttention) - Number(a.needsAttention) ||
    compare(a.subject, b.subject) ||
    compare(a.says, b.says)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
