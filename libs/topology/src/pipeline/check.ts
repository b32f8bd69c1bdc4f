import type { Manifest, Platform, Stage } from '@busbar/manifest';
import type { Problem } from '@busbar/problem';
import { rolloutBucket } from '../bootstrap-names';
import type { Measurement } from '../measurement';
import { quotaProblem } from '../quota-use';
import { QuotaLimits } from '../quotas';
import { topologyProblem } from '../topology-problems';
import { planPipeline, type PlannedPipeline, type PlanPipelineOptions } from './plan';
import { measurePipeline, type PipelineSize } from './size';

/** S3's longest name of a bucket. */
const MAXIMUM_BUCKET_NAME = 63;

/** The build that watches a soaking stage is given this much more. */
export const SOAK_MARGIN_MINUTES = 15;

/** Whether CodePipeline and CloudFormation accept the pipeline of the stage, with all its slots; and what would fit otherwise. */
export function checkPipeline(
  manifest: Pick<Manifest, 'platform' | 'stages'>,
  stage: Stage,
  options: PlanPipelineOptions,
): readonly Problem[] {
  const plan = planPipeline(manifest, stage, options);
  if (!plan) return [];
  const limits = new QuotaLimits(stage.region, manifest.platform.raisedQuotas);
  const { document } = manifest.platform;
  const at = document.at(['pipeline']);
  const size = measurePipeline(plan);
  const of = { account: plan.account, scope: plan.name, at };
  const shape = (key: keyof PipelineSize): Pick<Measurement, 'used' | 'relief'> => ({
    used: size[key],
    relief: whatFits(plan, planPipeline(manifest, stage, { ...options, serviceStacks: () => 0 }) ?? plan, key),
  });
  const measurements: readonly Measurement[] = [
    { quota: 'codepipeline/actions-per-pipeline', ...of, ...shape('actions') },
    { quota: 'codepipeline/stages-per-pipeline', ...of, ...shape('stages') },
    { quota: 'codepipeline/actions-per-stage', ...of, ...shape('actionsOfStage') },
    { quota: 'cloudformation/template-bytes', ...of, scope: plan.stack, ...shape('templateBytes') },
    {
      quota: 'codepipeline/build-action-minutes',
      ...of,
      at: stage.document.at(['soakMinutes']),
      used: stage.soakMinutes > 0 ? stage.soakMinutes + SOAK_MARGIN_MINUTES : 0,
      relief: `Soak for ${limits.limit('codepipeline/build-action-minutes') - SOAK_MARGIN_MINUTES} minutes at most: a build watches meanwhile.`,
    },
  ];
  return [
    ...measurements.flatMap((measurement) => quotaProblem(measurement, stage.name, limits)),
    ...checkBucket(manifest.platform, plan),
  ];
}

/** Stacks of service teams can have pipelines of their own; the stacks of the accounts can become instances of one StackSet, which is one action. */
function whatFits(plan: PlannedPipeline, withoutTeams: PlannedPipeline, key: keyof PipelineSize): string {
  const alone = measurePipeline(withoutTeams)[key];
  const teams = alone < measurePipeline(plan)[key];
  const ofTeams =
    'Deploy the stacks of service teams by pipelines of their own (`definedIn: elsewhere` in the delivery of a subscription)';
  if (teams) return `${ofTeams}: without them it needs ${alone}.`;
  const set = measurePipeline(withStackSet(withoutTeams))[key];
  return (
    `With the account stacks as one service-managed StackSet it would need ${set}; Busbar does not draw that yet. ` +
    'Until then divide the services of the stage among two stages.'
  );
}

function withStackSet({ phases, ...plan }: PlannedPipeline): PlannedPipeline {
  return {
    ...plan,
    phases: phases.map((phase) => {
      if (!phase.deploys) return phase;
      const units = phase.deploys.part.units.filter(({ kind }) => kind !== 'account');
      const isWithout = units.length === phase.deploys.part.units.length;
      const stacks = isWithout ? phase.deploys.stacks : units.length + 1;
      return { ...phase, deploys: { ...phase.deploys, part: { ...phase.deploys.part, units }, stacks } };
    }),
  };
}

function checkBucket(platform: Platform, { account, region }: PlannedPipeline): readonly Problem[] {
  const name = rolloutBucket({ company: platform.company, account, region });
  if (name.length <= MAXIMUM_BUCKET_NAME) return [];
  const room = MAXIMUM_BUCKET_NAME - (name.length - platform.company.length);
  return [
    topologyProblem(
      'topology/bucket-name-too-long',
      platform.document.at(['company']),
      `The bucket of the pipelines would be called "${name}", ${name.length} characters; S3 accepts ${MAXIMUM_BUCKET_NAME}.`,
      `Choose a name of the company of at most ${room} characters.`,
    ),
  ];
}
