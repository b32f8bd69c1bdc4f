import { loadManifest } from '@busbar/manifest';
import { formatPosition, hasErrors } from '@busbar/problem';
import { assembleState, checkReceivers, compile, parseDeployedRecord, type CompileOptions } from '@busbar/topology';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { ServiceStacks } from './draw-stage';
import { receiversDefinedBy } from './defined-receivers';
import { refuseDynamicReferences } from './dynamic-references';
import { RolloutError } from './rollout-error';
import { createApp, drawStages, synthesizedStage } from './synthesize';

/*
 * What the `cdk` command line runs (`app` in cdk.json), to show differences with what is deployed and to deploy by hand. It
 * draws what `busbar synth` draws, into the directory that `cdk` names.
 */

async function main(config: string): Promise<void> {
  const { manifest, problems } = await loadManifest(config);
  if (!manifest) throw new RolloutError(`"${config}" has errors.`, { fix: 'Run `busbar validate` to see them.' });
  const compiled = manifest.stages.map(({ name }) => compile(manifest, name, deployed(name)));
  if (hasErrors([...problems, ...compiled.flatMap((stage) => stage.problems)])) {
    throw new RolloutError(`"${config}" has errors.`, { fix: 'Run `busbar validate` to see them.' });
  }
  const validate = process.env['CDK_VALIDATION'] !== 'false';
  const app = createApp({ validate, findings: 'fail' });
  const topologies = compiled.map((stage) => stage.topology);
  const stages = drawStages(app, topologies, serviceStacks(manifest.platform.workspace.serviceStacks));
  if (validate) (await import('./validation')).addChecks(app);
  refuseDynamicReferences(app.synth());
  const drawn = stages.map((stage) => synthesizedStage(stage, app.outdir, app.outdir));
  const [missing, ...others] = checkReceivers(manifest, topologies, receiversDefinedBy(drawn));
  if (missing) {
    const more = others.length === 0 ? '' : ` And ${others.length} more like that; \`busbar synth\` lists them.`;
    throw new RolloutError(`${formatPosition(missing.at)}: ${missing.message}${more}`, { fix: missing.fix });
  }
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
  process.exitCode = 1;
});
