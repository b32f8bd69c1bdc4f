import { planFormats } from '../plan/formats';
import { CommandError, detailedExitCode, exitCode } from '../exit';
import { choice, flag, text } from '../verb/parameters';
import { defineVerb } from '../verb/verb';

export const plan = defineVerb({
  name: 'plan',
  summary: 'compile config/ and print each stage, or what changes since a commit',
  purpose: 'check',
  options: {
    stage: text('<stage>', 'only this stage'),
    base: text('<ref>', 'compare with config/ at this branch, tag or commit: what each team gains, loses and should note'),
    events: text('<file>', 'with --base: also try recorded events, one JSON event a line (- reads stdin)'),
    format: choice('<format>', 'how to print it; markdown and github need --base', planFormats, 'text'),
    detailedExitcode: flag('exit with 0 when nothing changes, 2 when something does, 1 on any error; needs --base'),
  },
  json: [
    'the Topology of the stage, or the list of all stages’ without --stage.',
    'With --base: { schema: "busbar/impact@1", base: { ref, commit }, assumes, stages, needsAttention,',
    'teams: [{ team, changes: [{ kind, facts, effect: "gains" | "loses" | "notes", subject, says, details, needsAttention, stages, at? }] }],',
    'unchangedTeams, rollouts: [as `busbar rollout --json`, without recorded], recordedEvents? }. `facts` by `kind`, as libs/impact/src/model.ts has them:',
    'delivery { eventType, relation: "new" | "removed" | "wider" | "narrower" | "different" | "unproven", examples: { changed, of },',
    'generated: { changed, of }, recorded?: { changed, of }, event? }; subscriber { eventType, subscription, team };',
    'permission { service, permission: "publish" | "consume" | "assume-role", of }; bus-policy { service, before, after };',
    'contract { eventType, change, counterexample? }; personal-data { fields: [{ eventType, field, classification }] };',
    'resources { action: "retired" | "replaced", resources: [{ type, name, account, isState }] }; setting { setting, before, after };',
    'quota { quota, account, scope, before, after, limit }; stage { action: "added" | "removed" }',
  ].join(' '),
  notes: [
    'Examples:',
    '  busbar plan --stage prod                          the whole stage',
    '  busbar plan --base main                           what this branch changes, for whom',
    '  busbar plan --base main --events yesterday.ndjson  the same, tried with what was published yesterday',
    '  busbar plan --base origin/main --format markdown  the comment for a pull request',
    '',
    'Neither the working tree nor git’s index is touched.',
  ].join('\n'),
  run: async (terminal, input) => {
    const { openCompany, topologyOf } = await import('../company');
    const { noteWarnings } = await import('../terminal/problems');
    const format = input.json ? 'json' : input.format;
    if (input.base !== undefined) {
      const { planAgainst } = await import('../plan/plan-against');
      const changed = await planAgainst(terminal, { ...input, base: input.base, format });
      return input.detailedExitcode && changed ? (detailedExitCode.changes as typeof exitCode.usage) : exitCode.ok;
    }
    refuseWithoutBase(input, format);
    const company = await openCompany(terminal, input);
    const topologies = input.stage === undefined ? company.topologies : [topologyOf(company, input.stage)];
    if (format === 'json') terminal.printJson(input.stage === undefined ? topologies : topologies[0]);
    else {
      const { describeTopology } = await import('../plan/describe-topology');
      noteWarnings(terminal, company.problems);
      terminal.print(
        ...topologies.flatMap((topology, at) => [...(at > 0 ? ['', ''] : []), ...describeTopology(topology, terminal)]),
      );
    }
    return exitCode.ok;
  },
});

/** @throws CommandError (usage) for options that say how to compare when there is nothing to compare with */
function refuseWithoutBase(
  { events, detailedExitcode }: { readonly events: string | undefined; readonly detailedExitcode: boolean },
  format: (typeof planFormats)[number],
): void {
  const [option] = [
    ...(events === undefined ? [] : ['--events']),
    ...(detailedExitcode ? ['--detailed-exitcode'] : []),
    ...(format === 'markdown' || format === 'github' ? [`--format ${format}`] : []),
  ];
  if (option === undefined) return;
  throw new CommandError(exitCode.usage, `${option} compares, and needs --base.`, 'Add `--base main`, or leave it out.');
}
