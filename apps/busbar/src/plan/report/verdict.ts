import { plural } from '../../terminal/plural';
import { hasChanges, type ComparedPlan } from '../compared-plan';

/** The sentence that comes first: `2 teams affected, 1 change needs attention`. */
export function verdictOf(plan: ComparedPlan): string {
  const { teams, needsAttention } = plan.impact;
  if (teams.length === 0)
    return hasChanges(plan) ? 'nothing changes for any team, and something is deployed' : 'nothing changes for anybody';
  const affected = `${plural(teams.length, 'team')} affected`;
  if (needsAttention === 0) return `${affected}, nothing needs attention`;
  return `${affected}, ${plural(needsAttention, 'change')} ${needsAttention === 1 ? 'needs' : 'need'} attention`;
}

/** Commands worth running next. */
export function nextCommands({ base: { ref } }: ComparedPlan): readonly string[] {
  return [`npx busbar plan --base ${ref}`, `npx busbar rehearse --base ${ref}`, 'npx busbar contract check'];
}

/** Where a change happens, when that is not everywhere. */
export function stagesText(stages: readonly string[], all: readonly string[]): string {
  return stages.length === all.length ? '' : ` [${stages.join(', ')}]`;
}
