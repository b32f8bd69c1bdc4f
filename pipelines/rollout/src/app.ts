import { loadManifest, type Manifest } from '@busbar/manifest';
import { formatPosition, hasErrors } from '@busbar/problem';
import { OperationalError } from '@busbar/problem/operational-error';
import {
  assembleState,
  checkReceivers,
  compile,
  parseDeployedRecord,
  slotTopologies,
  type Compilation,
  type CompileOptions,
  type Topology,
} from '@busbar/topology';
import type { Stage } from 'aws-cdk-lib';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { readAppContext, selectStages } from './app-context';
import type { ServiceStacks } from './draw-stage';
import { receiversDefinedBy } from './defined-receivers';
import { refuseDynamicReferences } from './dynamic-references';
import { drawPipelines, synthesizedSlots, type StageRollout } from './pipeline/draw-pipelines';
import { hideSlots } from './pipeline/hide-slots';
import { readPlannedSlots } from './pipeline/planned-slots';
import { RolloutError } from './rollout-error';
import { createApp, drawStages, synthesizedStage, type SynthesizedStage } from './synthesize';

/*
 * What the `cdk` command line runs (`app` in cdk.json): the pipelines, and the stages as `busbar synth` draws them, to show differences
 * with what is deployed and to deploy by hand. `--context` narrows it down (app-context.ts).
 */

async function main(config: string): Promise<void> {
  const { manifest, problems } = await loadManifest(config);
  if (!manifest) throw configHasErrors(config);
  const context = readAppContext(process.env['CDK_CONTEXT_JSON']);
  const { pipelines, byHand, notes } = selectStages(manifest, context);
  for (const note of notes) console.error(note);
  const chosen = manifest.stages.filter((stage) => [...pipelines, ...byHand].includes(stage));
  const compiled = new Map(chosen.map((stage) => [stage, compile(manifest, stage.name, deployed(stage.name))]));
  if (hasErrors([...problems, ...[...compiled.values()].flatMap((each) => each.problems)])) throw configHasErrors(config);

  const validate = process.env['CDK_VALIDATION'] !== 'false' && !context.onlyNames;
  const app = createApp({ validate, findings: 'fail' });
  const services = serviceStacks(manifest.platform.workspace.serviceStacks);
  const validation = validate ? await import('./validation') : undefined;
  const states = byHand.map((stage) => compilationOf(compiled, stage).topology);
  const stages = drawStages(app, states, services);
  const rollouts = pipelines.map((stage): StageRollout => ({
    stage,
    slots: slotsOf(stage.name, compilationOf(compiled, stage)),
  }));
  const drawn = drawPipelines(app, {
    manifest,
    rollouts,
    ...(services && { services }),
    ...(validation && { onDrawn: validation.acknowledge }),
  });
  validation?.addChecks(app);
  refuseDynamicReferences(app.synth());
  hideSlots(drawn, app.outdir);

  const ofSlots = drawn.flatMap((pipeline, index) => synthesizedSlots(pipeline, rollouts[index] as StageRollout, app.outdir));
  const ofStages = states.map((topology, index) => ({
    topology,
    drawn: synthesizedStage(stages[index] as Stage, app.outdir, app.outdir),
  }));
  for (const { topology, drawn: stage } of [...ofStages, ...ofSlots]) requireReceivers(manifest, topology, stage);
}

function compilationOf<Key>(compiled: ReadonlyMap<Key, Compilation>, stage: Key): Compilation {
  const compilation = compiled.get(stage);
  if (!compilation) throw new Error('a stage is drawn that was not compiled');
  return compilation;
}

function configHasErrors(config: string): RolloutError {
  return new RolloutError(`"${config}" has errors.`, { fix: 'Run `busbar validate` to see them.' });
}

function requireReceivers(manifest: Manifest, topology: Topology, stage: SynthesizedStage): void {
  const [missing, ...others] = checkReceivers(manifest, [topology], receiversDefinedBy([stage]));
  if (!missing) return;
  const more = others.length === 0 ? '' : ` And ${others.length} more like that; \`busbar synth\` lists them.`;
  throw new RolloutError(`${formatPosition(missing.at)}: ${missing.message}${more}`, { fix: missing.fix });
}

/**
 * What the pipeline's slots deploy: in a build of the pipeline, the plan that `busbar pipeline plan` has just made of what the stage really has;
 * elsewhere what `deployed/` says. What is left of an earlier plan on somebody's machine counts for nothing.
 */
function slotsOf(stage: string, { rollout, topology }: Compilation): StageRollout['slots'] {
  const execution = process.env['BUSBAR_EXECUTION'];
  return execution === undefined
    ? slotTopologies(rollout, topology)
    : readPlannedSlots(`dist/rollout/${stage}/plan.json`, stage, execution);
}

/** What was recorded of a stage: where its routes are, and what may not go yet. The steps are those of `busbar synth --next-step`. */
function deployed(stage: string): CompileOptions {
  const path = `deployed/${stage}.topology.json`;
  if (!existsSync(path)) return {};
  const before = assembleState(parseDeployedRecord(readFileSync(path, 'utf8'), stage, path).units);
  return { now: new Date(), ...(before && { before }) };
}

/** @param path of the module that `config/platform.yaml` names, which exports `serviceStacks` */
function serviceStacks(path: string | undefined): ServiceStacks | undefined {
  if (path === undefined) return undefined;
  const { serviceStacks } = createRequire(path)(path) as { readonly serviceStacks?: ServiceStacks };
  if (typeof serviceStacks !== 'function') throw new RolloutError(`"${path}" does not export a function "serviceStacks".`);
  return serviceStacks;
}

main('config').catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  if (error instanceof OperationalError && error.fix !== undefined) console.error(error.fix);
  process.exitCode = 1;
});
