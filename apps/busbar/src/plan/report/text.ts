import type { Change } from '@busbar/impact';
import { plural } from '../../terminal/plural';
import type { Style } from '../../terminal/style';
import { fit, wrap } from '../../terminal/table';
import type { ComparedPlan } from '../compared-plan';
import { rolloutLines } from './rollout-lines';
import { stagesText, verdictOf } from './verdict';

/** The plan for a terminal: verdict first, then team by team. */
export function textReport(plan: ComparedPlan, style: Style, width: number): string[] {
  const { impact, base, assumes, recordedEvents } = plan;
  const recorded = recordedEvents === undefined ? '' : ` Tried with ${plural(recordedEvents, 'recorded event')}.`;
  const verdict = `${plan.company}: ${verdictOf(plan)}`;
  return [
    ...wrap(impact.needsAttention > 0 ? style.warn(style.bold(verdict)) : style.bold(verdict), width),
    ...wrap(
      style.dim(
        `${base.ref} (${base.commit.slice(0, 7)}) → the working tree; ${impact.stages.join(', ')}. ${assumes}${recorded}`,
      ),
      width,
    ),
    ...impact.teams.flatMap(({ team, changes }) => [
      '',
      style.bold(team),
      ...changes.flatMap((change) => describe(change, impact.stages, style, width)),
    ]),
    ...rolloutText(plan, style, width),
    ...unchangedText(plan).map((line) => style.dim(line)),
  ];
}

function describe(change: Change, stages: readonly string[], style: Style, width: number): string[] {
  const { subject, says, details } = change;
  return [
    ...wrap(
      `  ${signOf(change, style)} ${style.name(subject)}: ${says}${style.dim(stagesText(change.stages, stages))}`,
      width,
      '    ',
    ),
    ...details.flatMap((detail) => wrap(`      ${detail}`, width, '      ').map((line) => style.dim(fit(line, width)))),
  ];
}

function signOf({ effect, needsAttention }: Change, style: Style): string {
  const sign = { gains: '+', loses: '-', notes: '·' }[effect];
  return needsAttention ? style.warn(effect === 'notes' ? '!' : `${sign}!`) : effect === 'gains' ? style.good(sign) : sign;
}

function rolloutText(plan: ComparedPlan, style: Style, width: number): string[] {
  const lines = rolloutLines(plan);
  if (lines.length === 0) return [];
  return ['', style.bold('rollout'), ...lines.flatMap((line) => wrap(`  ${line}`, width, '    '))];
}

function unchangedText({ impact: { unchangedTeams, teams } }: ComparedPlan): readonly string[] {
  if (teams.length === 0 || unchangedTeams.length === 0) return [];
  return ['', `Nothing changes for ${plural(unchangedTeams.length, 'other team')}.`];
}
