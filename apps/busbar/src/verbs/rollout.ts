import { exitCode } from '../exit';
import { text } from '../verb/parameters';
import { defineVerb } from '../verb/verb';

export const rollout = defineVerb({
  name: 'rollout',
  summary: 'the steps from what a stage has to what config/ says',
  purpose: 'platform',
  options: { stage: text('<stage>', 'only this stage') },
  json: '[{ stage, recorded, steps: [{ kind, changes: [{ stack, account, action, resources: [{ action, kind, name }] }], mustBeEmpty: [{ name, arn }], retiredStacks: [{ stack, account }] }], later: [{ what, account, name, queues: [{ name, arn }], waitsFor, notBefore? }], heldBack: [eventType] }]',
  notes: [
    'What a stage has is in deployed/<stage>.topology.json; without it, the stage is new. To deploy by hand, until no step is left:',
    '  busbar synth --stage prod --next-step      the templates of the next step',
    '  cdk deploy --app cdk.out/assembly-prod …   in order of the waves; wait a minute after each',
    '  busbar record                              writes down what was deployed',
  ].join('\n'),
  run: async (terminal, input) => {
    const { openCompany, rolloutOf } = await import('../company');
    const { readRecordFile } = await import('../operations/file-records');
    const { describeRollout } = await import('../plan/describe-rollout');
    const { noteWarnings } = await import('../terminal/problems');
    const company = await openCompany(terminal, input);
    const stages = input.stage === undefined ? company.topologies.map(({ stage }) => stage) : [input.stage];
    const rollouts = stages.map((stage) => ({
      stage,
      recorded: readRecordFile(company.config, stage) !== undefined,
      ...rolloutOf(company, stage),
    }));
    if (input.json) {
      // A step's topology is what `synth --next-step` draws.
      terminal.printJson(rollouts.map((each) => ({ ...each, steps: each.steps.map(({ topology: _, ...step }) => step) })));
      return exitCode.ok;
    }
    noteWarnings(terminal, company.problems);
    terminal.print(...rollouts.flatMap((each, at) => [...(at > 0 ? ['', ''] : []), ...describeRollout(each, terminal)]));
    return exitCode.ok;
  },
});
