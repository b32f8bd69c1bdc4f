import type { Manifest, Pipeline } from '@busbar/manifest';
import {
  checkPipeline,
  names,
  planPipeline,
  slots,
  unitsOf,
  type PipelinePhase,
  type PlannedPipeline,
  type StepKind,
} from '@busbar/topology';
import { Stack, type Stage } from 'aws-cdk-lib';
import { BuildSpec } from 'aws-cdk-lib/aws-codebuild';
import { ExecutionMode, PipelineType } from 'aws-cdk-lib/aws-codepipeline';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CodeBuildStep, CodePipeline, CodePipelineSource, StageDeployment, Step } from 'aws-cdk-lib/pipelines';
import type { Construct } from 'constructs';
import { RolloutError } from '../rollout-error';
import { Artifacts } from './artifacts';
import { buildEnvironment, Builds, nodeVersion } from './builds';
import { planPermissions, publishPermissions, stepPermissions, type StepPermissionsRequest } from './permissions';
import { drawPhaseStages, drawServiceStages, stacksIn, type PhaseStagesOptions } from './phase-stages';
import { publishCommands } from './publish-bindings';
import { drawStep, EXECUTION, type StepContext } from './steps';

export interface StagePipelineProps extends PhaseStagesOptions {
  readonly manifest: Manifest;
  readonly stage: Manifest['stages'][number];
  /** Name of the bucket that keeps what each stage has. */
  readonly bucket: string;
}

/** Versions of what CDK's own steps install; the first is that of the workspace. */
const versions = { cli: '2.1148.1', assets: '4.7.3' } as const;

/** What the build says in one line about the plan of its execution. */
const SUMMARY = 'BUSBAR_PLAN_SUMMARY';

/** The pipeline that deploys one stage, drawn as it is planned. */
export class StagePipelineStack extends Stack {
  readonly plan: PlannedPipeline;
  /** CDK's stages that it deploys, by the name of their phase, in order. */
  readonly phaseStages: ReadonlyMap<string, Stage>;

  readonly #props: StagePipelineProps;
  readonly #settings: Pipeline;

  /** @throws RolloutError when the platform has no pipeline, or CodePipeline does not accept one with so many stacks */
  constructor(scope: Construct, id: string, props: StagePipelineProps) {
    const { manifest, stage } = props;
    const { pipeline: settings, company } = manifest.platform;
    if (!settings) throw new RolloutError('config/platform.yaml has no pipeline.');
    super(scope, id, {
      description: `Pipeline of ${company}, stage ${stage.name}`,
      env: { account: settings.account, region: settings.region },
      tags: { 'busbar:stage': stage.name, 'busbar:company': company, 'busbar:unit': 'pipeline' },
      // CodePipeline's definition is one resource, and long: white space would be a third of the template.
      suppressTemplateIndentation: true,
    });
    this.#props = props;
    this.#settings = settings;
    const services = drawServiceStages(this, props);
    const serviceStacks = (slot: StepKind): number => stacksIn(services.get(slot));
    const options = { slots: props.slots, serviceStacks };
    const plan = planPipeline(manifest, stage, options);
    if (!plan) throw new RolloutError('config/platform.yaml has no pipeline.');
    // `validate` has estimated the stacks of service teams; here they are counted.
    const tooLarge = checkPipeline(manifest, stage, options).find(({ severity }) => severity === 'error');
    if (tooLarge) throw new RolloutError(tooLarge.message, { fix: tooLarge.fix });
    this.plan = plan;
    this.phaseStages = drawPhaseStages(this, plan, services, props);
    this.#drawPipeline();
  }

  /** CDK's stages of one slot, in order. */
  stagesOf(slot: StepKind): readonly Stage[] {
    return this.plan.phases.flatMap(({ name, deploys }) => (deploys?.slot === slot ? (this.phaseStages.get(name) ?? []) : []));
  }

  #drawPipeline(): void {
    const source = this.#drawSource();
    const commit = source.sourceAttribute('CommitId');
    const { name, soakMinutes } = this.plan;
    const permissions = [...stepPermissions(this.#permissionsRequest()), this.#useConnection()];
    const builds = new Builds(this, 'Builds', {
      pipeline: name,
      roleName: names.stepsRole(this.plan.stage),
      soakMinutes,
      permissions,
    });
    const build = this.#drawBuild(source, commit);
    const pipeline = new CodePipeline(this, 'Pipeline', {
      pipelineName: name,
      pipelineType: PipelineType.V2,
      // A newer commit may overtake one that waits to be built or to enter. Once it has entered, the stage's record holds it.
      executionMode: ExecutionMode.SUPERSEDED,
      synth: build,
      artifactBucket: this.#drawArtifacts().bucket,
      // For the bucket that CDK adds where the stage is in another Region than its pipeline; the one above has its own key.
      crossAccountKeys: true,
      reuseCrossRegionSupportStacks: false,
      enableKeyRotation: true,
      usePipelineRoleForActions: true,
      // A change set would be a second action for each stack, and nobody looks at it between the two.
      useChangeSets: false,
      // In one build that reads its commands from the assembly, so that another content of an asset leaves the pipeline as it is.
      publishAssetsInParallel: false,
      cliVersion: versions.cli,
      cdkAssetsCliVersion: versions.assets,
      codeBuildDefaults: { buildEnvironment, partialBuildSpec: nodeVersion, logging: builds.logging },
    });
    this.#drawPhases(pipeline, {
      source: source.primaryOutput as NonNullable<typeof source.primaryOutput>,
      commit,
      project: builds.steps,
      soakProject: builds.soak,
      plan: { url: this.#planUrl(), summary: build.exportedVariable(SUMMARY) },
    });
    pipeline.buildPipeline();
    pipeline.pipeline.addToRolePolicy(this.#useConnection());
  }

  #drawPhases(pipeline: CodePipeline, context: StepContext): void {
    const drawSteps = (steps: PipelinePhase['before']): Step[] => Step.sequence(steps.map((step) => drawStep(step, context)));
    for (const { name, before, after } of this.plan.phases) {
      const wave = pipeline.addWave(name, { pre: drawSteps(before), post: drawSteps(after) });
      const stage = this.phaseStages.get(name);
      if (stage) wave.stages.push(StageDeployment.fromStage(stage, { stageName: name }));
    }
  }

  #drawSource(): CodePipelineSource {
    const { source, startsOnPush } = this.plan;
    return CodePipelineSource.connection(source.repository, source.branch, {
      connectionArn: source.connectionArn,
      actionName: 'Source',
      triggerOnPush: startsOnPush,
      // With the history: the build asks it whether a commit is older than what the stage has.
      codeBuildCloneOutput: true,
    });
  }

  #drawBuild(source: CodePipelineSource, commit: string): CodeBuildStep {
    const { stage, publishesBindings } = this.plan;
    const bindings = publishesBindings ? this.#settings.bindings : undefined;
    return new CodeBuildStep('Build', {
      input: source,
      env: { BUSBAR_EXECUTION: EXECUTION, BUSBAR_COMMIT: commit },
      installCommands: ['npm ci'],
      commands: [
        'npx busbar validate',
        `npx busbar rehearse --stage ${stage}`,
        `npx busbar pipeline plan --stage ${stage}`,
        `. dist/rollout/${stage}/variables.sh`,
        ...(bindings ? publishCommands[bindings.kind](bindings) : []),
        `npx cdk synth --quiet --context pipeline=${stage}`,
      ],
      primaryOutputDirectory: 'cdk.out',
      partialBuildSpec: BuildSpec.fromObject({ version: '0.2', env: { 'exported-variables': [SUMMARY] } }),
      rolePolicyStatements: [
        ...planPermissions(this.#permissionsRequest()),
        this.#useConnection(),
        ...(bindings ? publishPermissions[bindings.kind](bindings) : []),
      ],
    });
  }

  #drawArtifacts(): Artifacts {
    return new Artifacts(this, 'Artifacts', {
      organizationId: this.#props.manifest.organization.id,
      accounts: this.#accounts(),
    });
  }

  #permissionsRequest(): StepPermissionsRequest {
    const { manifest, stage, bucket } = this.#props;
    const next = manifest.stages[manifest.stages.indexOf(stage) + 1];
    return {
      bucket,
      stage: stage.name,
      accounts: this.#accounts(),
      region: stage.region,
      tooling: this.#settings,
      pipelines: [stage, ...(next ? [next] : [])].map(({ name }) => names.pipeline(name)),
    };
  }

  /** Both spellings of the service: the ARN has one, and CDK grants the older one only. */
  #useConnection(): PolicyStatement {
    return new PolicyStatement({
      sid: 'UseConnection',
      actions: ['codeconnections:UseConnection', 'codestar-connections:UseConnection'],
      resources: [this.plan.source.connectionArn],
    });
  }

  /** Of the stacks in all slots, sorted. */
  #accounts(): readonly string[] {
    const units = slots.flatMap((slot) => unitsOf(this.#props.slots[slot].topology));
    return [...new Set(units.map(({ account }) => account))].sort();
  }

  /** A literal address but for the execution, which CodePipeline knows by itself. */
  #planUrl(): string {
    const { region, stage } = this.plan;
    const key = `plans/${stage}/${EXECUTION}/plan.md`;
    return `https://${region}.console.aws.amazon.com/s3/object/${this.#props.bucket}?region=${region}&prefix=${key}`;
  }
}
