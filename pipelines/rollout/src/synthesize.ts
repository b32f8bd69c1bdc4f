import type { Topology } from '@busbar/topology';
import type { Stage } from 'aws-cdk-lib';
import { App, AssetStaging } from 'aws-cdk-lib';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { drawStage, type ServiceStacks } from './draw-stage';
import { refuseDynamicReferences } from './dynamic-references';
import { featureFlags } from './feature-flags';
import { readFindings, type Finding } from './findings';
import { replaceDirectory } from './replace-directory';
import { RolloutError } from './rollout-error';
import { StageSynthesizer } from './stage-synthesizer';

/** In the cloud assembly: what it was drawn from, for whoever records that it was deployed. */
const TOPOLOGIES_FILE = 'busbar.topologies.json';

export interface SynthesizeOptions {
  /** One per stage. */
  readonly topologies: readonly Topology[];
  /** Where the cloud assembly goes. A cloud assembly that is there is replaced; anything else is left alone. */
  readonly outdir: string;
  /** Adds the service teams' stacks. @default - the platform's stacks only */
  readonly services?: ServiceStacks;
  /**
   * Checks the templates with CDK's own validation (off where `CDK_VALIDATION=false`), cdk-nag's AWS Solutions rules and
   * Busbar's. Takes several times as long as the synthesis. @default false
   */
  readonly validate?: boolean;
}

export interface Synthesis {
  readonly outdir: string;
  readonly stages: readonly SynthesizedStage[];
  /** What validation found and is not acknowledged; empty without `validate`. */
  readonly findings: readonly Finding[];
}

export interface SynthesizedStage {
  readonly stage: string;
  readonly stacks: readonly SynthesizedStack[];
}

export interface SynthesizedStack {
  /** CloudFormation's name. */
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly templateFile: string;
}

/**
 * Writes the templates of all stages as one cloud assembly, a nested one for each stage. The assembly appears under its final
 * name when it is complete; findings do not keep it from appearing.
 *
 * @throws RolloutError when a stage occurs twice, a template has a dynamic reference, or the output directory holds something else
 */
export async function synthesize({ topologies, outdir, services, validate = false }: SynthesizeOptions): Promise<Synthesis> {
  return replaceDirectory(outdir, async (directory) => {
    const app = createApp({ outdir: directory, validate, findings: 'return' });
    const stages = drawStages(app, topologies, services);
    if (validate) (await import('./validation')).addChecks(app);
    // CDK remembers for the life of the process where it staged an asset, and does not look whether it is still there.
    AssetStaging.clearAssetHashCache();
    refuseDynamicReferences(app.synth());
    await writeFile(join(directory, TOPOLOGIES_FILE), JSON.stringify(topologies));
    return {
      outdir,
      stages: stages.map((stage) => synthesizedStage(stage, directory, outdir)),
      findings: validate ? await readFindings(directory) : [],
    };
  });
}

export interface AppOptions {
  /** @default - where the `cdk` command line wants it */
  readonly outdir?: string;
  readonly validate: boolean;
  /** What a finding does: fail the synthesis, or only be in the report, for whoever called to decide. */
  readonly findings: 'fail' | 'return';
}

/** The app with everything that makes its output depend on its input alone. */
export function createApp({ outdir, validate, findings }: AppOptions): App {
  return new App({
    outdir,
    analyticsReporting: false,
    performanceReporting: false,
    autoSynth: false,
    stackTraces: false,
    treeMetadata: validate,
    builtinCloudFormationValidation: validate,
    confirmValidationPluginsDoNotMutate: false,
    defaultStackSynthesizer: new StageSynthesizer(),
    context: {
      ...featureFlags,
      // Source lines of this machine, on every resource: slow, and another assembly on every machine.
      'aws:cdk:disable-creation-stack-traces': true,
      // They are in `acknowledgements.ts`, and only looked at when the app validates.
      'busbar:accepted-findings': 'app',
      '@aws-cdk/core:failSynthOnValidationErrors': findings === 'fail',
    },
  });
}

/** @throws RolloutError when a stage occurs twice */
export function drawStages(app: App, topologies: readonly Topology[], services?: ServiceStacks): readonly Stage[] {
  const names = topologies.map((topology) => topology.stage);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new RolloutError(`Stage "${twice}" occurs twice.`);
  return topologies.map((topology) => drawStage(app, topology, services));
}

/** @param outdir where the assembly that is in `directory` will be */
export function synthesizedStage(stage: Stage, directory: string, outdir: string): SynthesizedStage {
  const { stacksRecursively } = stage.synth();
  return {
    stage: stage.stageName,
    stacks: stacksRecursively.map(({ stackName, environment, templateFullPath }) => ({
      name: stackName,
      account: environment.account,
      region: environment.region,
      templateFile: join(outdir, templateFullPath.slice(directory.length)),
    })),
  };
}
