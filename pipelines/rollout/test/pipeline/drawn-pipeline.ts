import type { Manifest } from '@busbar/manifest';
import { compile, slotTopologies, type StepKind, type Topology } from '@busbar/topology';
import type { Stage } from 'aws-cdk-lib';
import { Stack } from 'aws-cdk-lib';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServiceStacks } from '../../src/index';
import { drawPipelines, type StageRollout } from '../../src/pipeline/draw-pipelines';
import type { StagePipelineStack } from '../../src/pipeline/pipeline-stack';
import { createApp } from '../../src/synthesize';

export interface Action {
  readonly Name: string;
  readonly RunOrder: number;
  readonly RoleArn?: unknown;
  readonly ActionTypeId: { readonly Provider: string };
  readonly Configuration: Readonly<Record<string, unknown>>;
}

export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

/** The pipelines of a company as they are in the cloud assembly. */
export interface Drawn {
  readonly outdir: string;
  readonly rollouts: readonly StageRollout[];
  readonly stacks: readonly StagePipelineStack[];
  template(stage: string): string;
  resources(stage: string): Readonly<Record<string, Resource>>;
  /** Stages of CodePipeline with their actions. */
  stages(stage: string): readonly { readonly Name: string; readonly Actions: readonly Action[] }[];
  topology(stage: string, slot: StepKind): Topology;
}

export interface DrawOptions {
  readonly services?: ServiceStacks;
  readonly onDrawn?: (stage: Stage) => void;
  readonly before?: Readonly<Record<string, Topology>>;
  readonly only?: readonly string[];
}

export function draw(manifest: Manifest, { before = {}, only, services, onDrawn }: DrawOptions = {}): Drawn {
  const outdir = join(mkdtempSync(join(tmpdir(), 'busbar-')), 'cdk.out');
  const app = createApp({ outdir, validate: false, findings: 'return' });
  const stages = manifest.stages.filter(({ name }) => only?.includes(name) ?? true);
  const rollouts = stages.map((stage): StageRollout => {
    const known = before[stage.name];
    const { rollout, topology } = compile(manifest, stage.name, known && { before: known });
    return { stage, slots: slotTopologies(rollout, topology) };
  });
  const stacks = drawPipelines(app, { manifest, rollouts, ...(services && { services }), ...(onDrawn && { onDrawn }) });
  app.synth();
  const template = (stage: string): string => readFileSync(join(outdir, `busbar-pipeline-${stage}.template.json`), 'utf8');
  const resources = (stage: string): Readonly<Record<string, Resource>> =>
    (JSON.parse(template(stage)) as { Resources: Readonly<Record<string, Resource>> }).Resources;
  return {
    outdir,
    rollouts,
    stacks,
    template,
    resources,
    stages: (stage) => {
      const pipeline = Object.values(resources(stage)).find(({ Type }) => Type === 'AWS::CodePipeline::Pipeline');
      return pipeline?.Properties['Stages'] as ReturnType<Drawn['stages']>;
    },
    topology: (stage, slot) => {
      const found = rollouts.find((rollout) => rollout.stage.name === stage);
      if (!found) throw new Error(`stage "${stage}" is not drawn`);
      return found.slots[slot].topology;
    },
  };
}

/** A function for a service of the company, with an asset of its own, as a team would define it. */
export function accessService(content = 'exports.handler = () => undefined;'): ServiceStacks {
  const folder = join(mkdtempSync(join(tmpdir(), 'busbar-')), 'function');
  mkdirSync(folder);
  writeFileSync(join(folder, 'index.js'), content);
  return (stage, { identities, region }) => {
    const account = identities.find(({ service }) => service === 'access-service')?.account;
    if (account === undefined) return;
    const stack = new Stack(stage, 'access-service', { env: { account, region } });
    new LambdaFunction(stack, 'Grants', { runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromAsset(folder) });
  };
}
