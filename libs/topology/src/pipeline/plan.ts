import type { Manifest, Pipeline, Stage } from '@busbar/manifest';
import type { Topology } from '../model';
import { names } from '../names';
import type { StepKind } from '../rollout/rollout';
import { partsOf, SERVICES, type DeploymentPart } from './parts';
import { slots, type SlotTopology } from './slots';

/** The pipeline of one stage, in the tooling account. It follows from the set of its stacks and from config/, not from a change. */
export interface PlannedPipeline {
  /** `busbar-<stage>`. */
  readonly name: string;
  /** CloudFormation stack that makes it. */
  readonly stack: string;
  readonly stage: string;
  readonly account: string;
  readonly region: string;
  readonly source: Pipeline['source'];
  /** Whether a push to the branch starts it. The others are started by the pipeline of the stage before, with its commit. */
  readonly startsOnPush: boolean;
  /** Whether its build publishes the bindings. */
  readonly publishesBindings: boolean;
  /** 0: nothing to watch. */
  readonly soakMinutes: number;
  /** What follows the build, in order. */
  readonly phases: readonly PipelinePhase[];
}

/** Actions that make one stage of CodePipeline, or more where they are many. */
export interface PipelinePhase {
  /** Of the stage in CodePipeline; CDK appends `.1`, `.2`, … where it splits it. */
  readonly name: string;
  /** One after the other, before the stacks. */
  readonly before: readonly PipelineStep[];
  readonly deploys?: PhaseDeployment;
  /** One after the other, after the stacks. */
  readonly after: readonly PipelineStep[];
}

export interface PhaseDeployment {
  readonly slot: StepKind;
  readonly part: DeploymentPart;
  /** Stacks, with those of service teams. */
  readonly stacks: number;
}

/** `approval`: a person. `command`: `busbar pipeline <command>`. `soak`: such a command that takes as long as the stage soaks. */
export interface PipelineStep {
  readonly kind: 'approval' | 'command' | 'soak';
  /** Of the action in CodePipeline. */
  readonly name: string;
  /** Its arguments after `busbar pipeline`; for `approval` empty. */
  readonly command: string;
}

export interface PlanPipelineOptions {
  readonly slots: Readonly<Record<StepKind, Pick<SlotTopology, 'topology'>>>;
  /** How many stacks of service teams a slot deploys. @default - {@link estimateServiceStacks} */
  readonly serviceStacks?: (slot: StepKind) => number;
}

/** @returns undefined for a platform without a pipeline */
export function planPipeline(
  { platform, stages }: Pick<Manifest, 'platform' | 'stages'>,
  stage: Stage,
  options: PlanPipelineOptions,
): PlannedPipeline | undefined {
  const { pipeline } = platform;
  if (!pipeline) return undefined;
  const isFirst = stages[0]?.name === stage.name;
  const { account, region, source, bindings } = pipeline;
  return {
    name: names.pipeline(stage.name),
    stack: names.stack.pipeline(stage.name),
    stage: stage.name,
    account,
    region,
    source,
    startsOnPush: isFirst,
    publishesBindings: isFirst && bindings !== undefined,
    soakMinutes: stage.soakMinutes,
    phases: planPhases(stage, options),
  };
}

/** One stack for each account in which a team makes what rules send to. */
export function estimateServiceStacks({ serviceTargets }: Pick<Topology, 'serviceTargets'>): number {
  return new Set(serviceTargets.map(({ account }) => account)).size;
}

function planPhases(stage: Stage, options: PlanPipelineOptions): readonly PipelinePhase[] {
  const command = (name: string, line: string): PipelineStep => ({
    kind: 'command',
    name,
    command: `${line} --stage ${stage.name}`,
  });
  return [
    ...(stage.approval ? [phase('Approve', { kind: 'approval', name: 'Approve', command: '' })] : []),
    phase('Enter', command('Enter', 'enter')),
    ...slots.flatMap((slot) => planSlot(slot, options, command)),
    phase('Retire', command('Retire', 'retire'), command('Protect', 'protect')),
    phase(
      'Leave',
      command('Smoke', 'smoke'),
      ...(stage.soakMinutes > 0 ? [{ ...command('Soak', 'soak'), kind: 'soak' as const }] : []),
      command('Leave', 'leave'),
    ),
  ];
}

function phase(name: string, ...before: readonly PipelineStep[]): PipelinePhase {
  return { name, before, after: [] };
}

function planSlot(
  slot: StepKind,
  { slots: topologies, serviceStacks }: PlanPipelineOptions,
  command: (name: string, line: string) => PipelineStep,
): readonly PipelinePhase[] {
  const { topology } = topologies[slot];
  const ofTeams = serviceStacks?.(slot) ?? estimateServiceStacks(topology);
  const title = slot.charAt(0).toUpperCase() + slot.slice(1);
  return partsOf(topology)
    .map((part) => ({ part, stacks: part.name === SERVICES ? ofTeams : part.units.length }))
    .filter(({ stacks }) => stacks > 0)
    .map(({ part, stacks }, index) => ({
      name: `${title}-${part.name}`,
      before: index === 0 ? [command('Check', `check --slot ${slot}`)] : [],
      deploys: { slot, part, stacks },
      after: [command('Settle', `settle --slot ${slot} --wave ${part.name}`)],
    }));
}
