import type { Manifest } from '@busbar/manifest';
import { compareProblems, type Problem } from '@busbar/problem';
import { planBus } from './central-bus';
import { planGrants } from './grants';
import { planIdentities } from './identities';
import { planInboxes, planWaiting } from './inboxes';
import type { Topology } from './model';
import { measureQuotas } from './quota-use';
import { QuotaLimits, checkRaisedQuotas } from './quotas';
import { planRoutes } from './routes';
import { checkStage } from './stage-checks';
import { viewStage } from './stage-view';
import { planServiceStacks, planWaves } from './waves';

export interface Compilation {
  /** Complete even when there are problems, so that it can be shown; only one without errors may be deployed. */
  readonly topology: Topology;
  /** In reading order. Codes begin with `topology/`. */
  readonly problems: readonly Problem[];
}

/**
 * Plans one stage. Pure and deterministic: the same manifest, in whatever order its collections are, gives the same bytes.
 *
 * @param manifest one that has been validated without errors
 * @throws {TopologyError} when there is no such stage, or a subscription names an event type that the manifest does not have
 */
export function compile(manifest: Manifest, stageName: string): Compilation {
  const view = viewStage(manifest, stageName);
  const { platform, organization } = manifest;
  const { stage } = view;
  const limits = new QuotaLimits(stage.region, platform.raisedQuotas);

  const grants = planGrants(view);
  const bus = planBus(view, grants, limits);
  const { routes, problems: routeProblems } = planRoutes(view, limits);
  const inboxes = planInboxes(view);
  const identities = planIdentities(view);
  const { quotaUse, problems: quotaProblems } = measureQuotas(view, { bus, grants, routes, inboxes, identities }, limits);

  const topology: Topology = {
    schema: 'busbar/topology@1',
    company: platform.company,
    organizationId: organization.id,
    stage: stage.name,
    engine: stage.engine,
    region: stage.region,
    centralAccount: stage.centralAccount,
    bus,
    grants,
    routes,
    inboxes,
    waiting: planWaiting(view),
    identities,
    waves: planWaves(stage.centralAccount, inboxes, identities, routes),
    serviceStacks: planServiceStacks(identities, routes),
    quotaUse,
  };
  const problems = [...checkRaisedQuotas(platform), ...checkStage(view, inboxes), ...routeProblems, ...quotaProblems];
  return { topology, problems: problems.sort(compareProblems) };
}
