import { loadManifest } from '@busbar/manifest';
import { testCompanyConfig } from '@busbar/test-company';
import { compile, planPipeline, slotTopologies } from '@busbar/topology';
import { exitCode } from '../../src/exit';
import { runProgram } from '../../src/verb/program';
import type { Verb } from '../../src/verb/verb';
import { pipeline } from '../../src/verbs/pipeline';

/** The pipeline is drawn by one package and its steps are verbs of another: each drawn command has to be one, with options that it has. */
test('every step that a pipeline is planned with is a verb that accepts its options', async () => {
  const { manifest } = await loadManifest(testCompanyConfig);
  if (!manifest) throw new Error('the test company has errors');
  const ran = new Set<string>();
  const quiet = (verb: Verb): Verb => ({ ...verb, run: () => Promise.resolve(ran.add(verb.name) && exitCode.ok) });
  const verbs = pipeline.verbs.map(quiet);
  const program = { name: 'busbar', summary: '', version: '0', verbs: [{ ...pipeline, verbs }] };

  const commands = manifest.stages.flatMap((stage) => {
    const { rollout, topology } = compile(manifest, stage.name);
    const plan = planPipeline(manifest, stage, { slots: slotTopologies(rollout, topology), serviceStacks: () => 1 });
    const steps = plan?.phases.flatMap(({ before, after }) => [...before, ...after]) ?? [];
    return steps.map(({ command }) => command).filter((command) => command !== '');
  });

  expect(commands.length).toBeGreaterThan(60);
  for (const command of [...commands, 'plan --stage dev']) {
    const status = await runProgram(program, ['pipeline', ...command.split(' ')]);
    expect([command, status]).toEqual([command, exitCode.ok]);
  }
  expect([...ran].sort()).toEqual(pipeline.verbs.map(({ name }) => name).sort());
});
