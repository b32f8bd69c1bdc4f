import { rm } from 'node:fs/promises';
import type { Manifest } from '@busbar/manifest';
import type { Problem } from '@busbar/problem';
import type { ServiceStacks, Synthesis } from '@busbar/rollout';
import { checkReceivers, type Topology } from '@busbar/topology';
import { CommandError, exitCode } from './exit';
import { bundleWorkspaceModule, requireModule } from './workspace-modules';

/**
 * Synthesizes the templates of the platform and of the company's service teams into one cloud assembly.
 *
 * @returns with `problems`: what is wrong with the configuration by the templates
 */
export async function synthesizeTemplates(
  manifest: Manifest,
  options: { readonly topologies: readonly Topology[]; readonly outdir: string; readonly validate?: boolean },
): Promise<Synthesis & { readonly problems: readonly Problem[] }> {
  // The CDK's built-in validation is most of a synthesis; it runs where it is asked for.
  if (!options.validate) process.env['CDK_VALIDATION'] = 'false';
  const { receiversDefinedBy, synthesize } = await import('@busbar/rollout');
  const services = await serviceStacks(manifest);
  const synthesis = await synthesize({ ...options, ...(services && { services }) });
  const problems = checkReceivers(manifest, options.topologies, receiversDefinedBy(synthesis.stages));
  return { ...synthesis, problems };
}

/** The stacks of the company’s service teams; undefined where `config/platform.yaml` names no module. */
export async function serviceStacks(manifest: Manifest): Promise<ServiceStacks | undefined> {
  const source = manifest.platform.workspace.serviceStacks;
  if (source === undefined) return undefined;
  const path = await bundleWorkspaceModule(source);
  try {
    const module = requireModule(path) as { serviceStacks?: unknown };
    if (typeof module.serviceStacks === 'function') return module.serviceStacks as ServiceStacks;
  } finally {
    await rm(path, { force: true });
  }
  throw new CommandError(
    exitCode.environment,
    `"${source}" does not export a function "serviceStacks".`,
    'See apps/doorstep/src/stacks.ts.',
  );
}
