import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StagePipelineStack } from './pipeline-stack';

/**
 * Takes the stacks of the pipelines' slots out of the list that the `cdk` command line reads: they are the same stacks as those of the stages,
 * and only CodePipeline deploys them, by the files that stay. Otherwise `cdk deploy --all` would deploy each stack three times more,
 * in no order, without holding the stage, and past its approval.
 */
export function hideSlots(pipelines: readonly StagePipelineStack[], outdir: string): void {
  const hidden = new Set(pipelines.flatMap(({ phaseStages }) => [...phaseStages.values()].map(({ artifactId }) => artifactId)));
  if (hidden.size === 0) return;
  const file = join(outdir, 'manifest.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as { readonly artifacts: Readonly<Record<string, unknown>> };
  const artifacts = Object.fromEntries(Object.entries(manifest.artifacts).filter(([id]) => !hidden.has(id)));
  writeFileSync(`${file}.new`, JSON.stringify({ ...manifest, artifacts }, undefined, 2));
  renameSync(`${file}.new`, file);
}
