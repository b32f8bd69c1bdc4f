import type { Manifest } from '@busbar/manifest';
import { RolloutError } from './rollout-error';

type Stage = Manifest['stages'][number];

/** What `cdk --context` says, and which command asks. */
export interface AppContext {
  /** `-c stage=dev`: only what belongs to the stage. */
  readonly stage?: string;
  /** `-c pipeline=dev`: only the stage's pipeline; what the pipeline itself asks for. */
  readonly pipeline?: string;
  /** `-c deploy-by-hand=prod`: also the stacks of a stage that asks for approval. */
  readonly deployByHand?: string;
  /** The command only names stacks (`cdk ls`), so nothing is to be checked. */
  readonly onlyNames: boolean;
}

/**
 * @param json what the `cdk` command line passes in `CDK_CONTEXT_JSON`. `aws:cdk:bundling-stacks` names the stacks whose assets the command
 * needs: none for those commands that neither show nor deploy a template.
 */
export function readAppContext(json: string | undefined): AppContext {
  const context = JSON.parse(json ?? '{}') as Readonly<Record<string, unknown>>;
  const text = (key: string): string | undefined => (typeof context[key] === 'string' ? context[key] : undefined);
  const [stage, pipeline, deployByHand] = [text('stage'), text('pipeline'), text('deploy-by-hand')];
  const bundling = context['aws:cdk:bundling-stacks'];
  return {
    ...(stage !== undefined && { stage }),
    ...(pipeline !== undefined && { pipeline }),
    ...(deployByHand !== undefined && { deployByHand }),
    onlyNames: Array.isArray(bundling) && bundling.length === 0,
  };
}

export interface Selection {
  readonly pipelines: readonly Stage[];
  /** Whose stacks are drawn for `cdk diff` and `cdk deploy`. */
  readonly byHand: readonly Stage[];
  /** What is not drawn, and how it would be; for whoever misses it. */
  readonly notes: readonly string[];
}

/**
 * Which stages are drawn. One that asks for approval is deployed by its pipeline, after a person has seen the plan: for a deployment by hand it has
 * to be named, so that `cdk deploy --all` never deploys it by accident.
 *
 * @throws RolloutError when there is no such stage, or nothing to draw
 */
export function selectStages(
  { stages, platform }: Pick<Manifest, 'stages' | 'platform'>,
  { stage, pipeline, deployByHand }: AppContext,
): Selection {
  for (const name of [stage, pipeline, deployByHand]) {
    if (name !== undefined && !stages.some((each) => each.name === name)) {
      const known = stages.map((each) => `"${each.name}"`).join(', ');
      throw new RolloutError(`There is no stage "${name}".`, { fix: `The stages are ${known}.` });
    }
  }
  if (pipeline !== undefined) {
    if (!platform.pipeline) {
      throw new RolloutError('config/platform.yaml has no pipeline.', { fix: 'Describe it there, see docs/pipeline.md.' });
    }
    return { pipelines: stages.filter(({ name }) => name === pipeline), byHand: [], notes: [] };
  }
  const chosen = stages.filter(({ name }) => (stage ?? deployByHand ?? name) === name);
  const guarded = chosen.filter(({ approval, name }) => approval && name !== deployByHand);
  const notes = guarded.map(
    ({ name }) =>
      `Stage "${name}" asks for approval, which a deployment by hand would pass by: its stacks are left out. ` +
      `With "--context deploy-by-hand=${name}" they are there.`,
  );
  const byHand = chosen.filter((each) => !guarded.includes(each));
  if (!platform.pipeline && byHand.length === 0) throw new RolloutError(notes.join(' '));
  return { pipelines: platform.pipeline ? chosen : [], byHand, notes };
}
