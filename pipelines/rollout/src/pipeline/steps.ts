import type { PipelineStep } from '@busbar/topology';
import { CodeBuildAction, ManualApprovalAction } from 'aws-cdk-lib/aws-codepipeline-actions';
import type { IStage } from 'aws-cdk-lib/aws-codepipeline';
import type { IProject } from 'aws-cdk-lib/aws-codebuild';
import {
  Step,
  type CodePipelineActionFactoryResult,
  type FileSet,
  type ICodePipelineActionFactory,
  type ProduceActionOptions,
} from 'aws-cdk-lib/pipelines';

/** What the steps of one pipeline share. */
export interface StepContext {
  /** The workspace at the commit. */
  readonly source: FileSet;
  /** `#{…}`: the commit that is deployed. */
  readonly commit: string;
  /** Runs `busbar pipeline $BUSBAR_STEP`. */
  readonly project: IProject;
  /** The same, for as long as the stage soaks. */
  readonly soakProject: IProject | undefined;
  /** Where the plan of the execution is shown, and what it says in one line; for whoever approves. */
  readonly plan: { readonly url: string; readonly summary: string };
}

/** CodePipeline's id of the execution. */
export const EXECUTION = '#{codepipeline.PipelineExecutionId}';

/** Draws a planned step as one action. */
export function drawStep(step: PipelineStep, context: StepContext): Step {
  return new kinds[step.kind](step, context);
}

/**
 * `busbar pipeline <command>` in a project that all steps share: CDK's `CodeBuildStep` would make a project and a role for each, and the
 * template of the pipeline many times as long.
 */
class CommandStep extends Step implements ICodePipelineActionFactory {
  constructor(
    readonly step: PipelineStep,
    readonly context: StepContext,
  ) {
    super(step.name);
    this.discoverReferencedOutputs({ commit: context.commit });
  }

  protected get project(): IProject {
    return this.context.project;
  }

  produceAction(stage: IStage, { actionName, runOrder, artifacts }: ProduceActionOptions): CodePipelineActionFactoryResult {
    const { source, commit } = this.context;
    const value = (text: string): { readonly value: string } => ({ value: text });
    stage.addAction(
      new CodeBuildAction({
        actionName,
        runOrder,
        input: artifacts.toCodePipeline(source),
        project: this.project,
        environmentVariables: {
          BUSBAR_STEP: value(this.step.command),
          BUSBAR_EXECUTION: value(EXECUTION),
          BUSBAR_COMMIT: value(commit),
        },
      }),
    );
    return { runOrdersConsumed: 1, project: this.project };
  }
}

class SoakStep extends CommandStep {
  protected override get project(): IProject {
    return this.context.soakProject ?? super.project;
  }
}

/** A person approves, with the plan of this execution before their eyes. */
class ApprovalStep extends Step implements ICodePipelineActionFactory {
  constructor(
    { name }: PipelineStep,
    readonly context: StepContext,
  ) {
    super(name);
    this.discoverReferencedOutputs({ ...context.plan });
  }

  produceAction(stage: IStage, { actionName, runOrder }: ProduceActionOptions): CodePipelineActionFactoryResult {
    const { url, summary } = this.context.plan;
    stage.addAction(new ManualApprovalAction({ actionName, runOrder, externalEntityLink: url, additionalInformation: summary }));
    return { runOrdersConsumed: 1 };
  }
}

const kinds: Readonly<Record<PipelineStep['kind'], new (step: PipelineStep, context: StepContext) => Step>> = {
  approval: ApprovalStep,
  command: CommandStep,
  soak: SoakStep,
};
