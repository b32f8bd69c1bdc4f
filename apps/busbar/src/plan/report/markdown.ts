import type { Change, Effect, TeamImpact } from '@busbar/impact';
import { plural } from '../../terminal/plural';
import type { ComparedPlan } from '../compared-plan';
import { code, prose } from './markdown-text';
import { rolloutLines } from './rollout-lines';
import { nextCommands, stagesText, verdictOf } from './verdict';

/** GitHub accepts comments of 65,536 characters; what it counts is not documented, so bytes, and some to spare. */
export const MOST_BYTES = 60_000;
/** Changes in a cell of the table; the details have the others. */
const MOST_IN_CELL = 3;
/** Kept for what comes after the details. */
const FOOTER_BYTES = 1_500;

/** By this a workflow finds the comment that it updates. */
export const MARKER = '<!-- busbar:plan -->';

/**
 * One comment for a pull request: the verdict, a table of teams, details folded, what to do next. Never above `MOST_BYTES`: rows
 * and details that do not fit are counted instead.
 */
export function markdownReport(plan: ComparedPlan): string {
  const { impact, base, assumes, recordedEvents } = plan;
  const page = new Page(MOST_BYTES - FOOTER_BYTES);
  const sign = impact.needsAttention > 0 ? '⚠️' : '✅';
  page.add([
    MARKER,
    `### ${sign} Event bus: ${verdictOf(plan)}`,
    '',
    `Since ${code(base.ref)} (${base.commit.slice(0, 7)}), stages ${impact.stages.map(code).join(', ')}. ${prose(assumes)}${
      recordedEvents === undefined ? '' : ` Tried with ${plural(recordedEvents, 'recorded event')}.`
    }`,
    '',
  ]);
  const teams = [...impact.teams].sort((a, b) => attentionOf(b) - attentionOf(a));
  if (teams.length > 0) {
    page.add(['| Team | Gains | Loses | Note |', '|---|---|---|---|']);
    page.addWhile(
      teams,
      (team) => [rowOf(team, impact.stages)],
      (left) => [`| ${plural(left, 'more team')}, left out here | | | |`],
    );
    page.add(['']);
    page.addWhile(
      teams,
      (team) => detailsOf(team, impact.stages, page.room),
      (left) => [`The details of ${plural(left, 'more team')} are left out here.`, ''],
    );
  }
  const rollout = rolloutLines(plan);
  if (rollout.length > 0)
    page.addWhile(
      [rolloutDetails(rollout)],
      (lines) => lines,
      () => [],
    );
  return [...page.lines, ...footer(plan)].join('\n');
}

function rolloutDetails(lines: readonly string[]): readonly string[] {
  return ['<details><summary>Rollout</summary>', '', ...lines.map((line) => `- ${prose(line)}`), '', '</details>', ''];
}

function footer(plan: ComparedPlan): readonly string[] {
  const { unchangedTeams, teams } = plan.impact;
  const [all, ...others] = nextCommands(plan);
  return [
    ...(teams.length > 0 && unchangedTeams.length > 0 ? [`${plural(unchangedTeams.length, 'other team')} unchanged.`, ''] : []),
    `All of it: ${code(all ?? '')} · next: ${others.map(code).join(' · ')}`,
    '',
    '<sub>This comment is updated when the pull request changes.</sub>',
    '',
  ];
}

function attentionOf({ changes }: TeamImpact): number {
  return changes.filter(({ needsAttention }) => needsAttention).length;
}

function rowOf(team: TeamImpact, stages: readonly string[]): string {
  const cell = (effect: Effect): string => {
    const changes = team.changes.filter((change) => change.effect === effect);
    const more = changes.length - MOST_IN_CELL;
    return [
      ...changes.slice(0, MOST_IN_CELL).map((change) => summary(change, stages)),
      ...(more > 0 ? [`${plural(more, 'more', 'more')}`] : []),
    ].join('<br>');
  };
  return `| ${code(team.team)} | ${cell('gains')} | ${cell('loses')} | ${cell('notes')} |`;
}

function summary(change: Change, stages: readonly string[]): string {
  const where = stagesText(change.stages, stages);
  return `${change.needsAttention ? '⚠️ ' : ''}${code(change.subject)} ${prose(change.says)}${prose(where)}`;
}

/** A folded list of all changes of a team; as many as `room` bytes hold. */
function detailsOf({ team, changes }: TeamImpact, stages: readonly string[], room: number): readonly string[] {
  const list = new Page(Math.max(0, room - 400));
  list.addWhile(
    changes,
    (change) => [
      `- ${change.effect} ${summary(change, stages)}`,
      ...change.details.map((detail) => `  - ${prose(detail)}`),
      ...(change.at ? [`  - ${code(`${change.at.file}:${change.at.line}`)}`] : []),
    ],
    (left) => [`- ${plural(left, 'more change')}, left out here`],
  );
  return [
    `<details><summary>${code(team)}: ${plural(changes.length, 'change')}</summary>`,
    '',
    ...list.lines,
    '',
    '</details>',
    '',
  ];
}

/** Lines up to a number of bytes. */
class Page {
  readonly lines: string[] = [];
  #room: number;

  constructor(bytes: number) {
    this.#room = bytes;
  }

  /** Bytes that are left. */
  get room(): number {
    return this.#room;
  }

  add(lines: readonly string[]): void {
    this.lines.push(...lines);
    this.#room -= bytesOf(lines);
  }

  /** Adds the lines of each item as long as they fit; of those that do not, one line with their number. */
  addWhile<Item>(
    items: readonly Item[],
    linesOf: (item: Item) => readonly string[],
    leftOut: (count: number) => readonly string[],
  ): void {
    for (const [index, item] of items.entries()) {
      const lines = linesOf(item);
      const rest = leftOut(items.length - index);
      if (bytesOf(lines) + bytesOf(rest) > this.#room) {
        if (bytesOf(rest) <= this.#room) this.add(rest);
        return;
      }
      this.add(lines);
    }
  }
}

function bytesOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
}
