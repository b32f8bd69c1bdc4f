import type { Manifest } from '@busbar/manifest';
import { compareProblems, type Problem } from '@busbar/problem';
import { planBus } from './central-bus';
import { planConfigured, planInboxes, planWaiting } from './inboxes';
import type { Topology } from './model';
import { NO_OBSERVABILITY, type Observability, planObservability, watchingOf } from './observability/index';
import { NO_PLACEMENT, placementOf, type Placement } from './placement';
import { checkPipeline } from './pipeline/check';
import { slotTopologies } from './pipeline/slots';
import { measureQuotas } from './quota-use';
import { QuotaLimits, checkRaisedQuotas } from './quotas';
import { checkBefore } from './rollout/before-check';
import type { Maturity } from './rollout/idle';
import { leavingSubscriptions, receivingDuring } from './rollout/overlap';
import type { DrawnState, PlatformState } from './rollout/platform-state';
import { planPublishing, type Publishing } from './rollout/publishing';
import { leftForLater, stepsOf, type Rollout, type StepKind } from './rollout/rollout';
import { needsPreparation, planStates, type Change } from './rollout/states';
import { planRoutes } from './routes';
import { checkStage } from './stage-checks';
import { viewStage, type StageView } from './stage-view';
import { planServiceStacks, planWaves } from './waves';

export interface CompileOptions {
  /** What the stage has now, a topology or what `assembleState` puts together. @default - nothing: a first deployment */
  readonly before?: DrawnState;
  /** Where things are, without the rest of what the stage has. @default - that of `before` */
  readonly placement?: Placement;
  /** Without it, nothing that has stopped is removed. */
  readonly now?: Date;
  /** `none` plans no alarms and what goes with them, for whoever only asks where events go. @default - as the manifest says */
  readonly observability?: 'none';
}

export interface Compilation {
  /** What the rollout ends with. Complete even when there are problems, so that it can be shown; only one without errors may be deployed. */
  readonly topology: Topology;
  /** How to get there from `before`. */
  readonly rollout: Rollout;
  /** In reading order. Codes begin with `topology/`. */
  readonly problems: readonly Problem[];
}

/**
 * Plans one stage. Pure and deterministic: the same manifest, in whatever order its collections are, with the same `before` gives
 * the same bytes.
 *
 * @param manifest one that has been validated without errors
 * @throws {TopologyError} when there is no such stage, or a subscription names an event type that the manifest does not have
 */
export function compile(
  manifest: Manifest,
  stageName: string,
  { before, placement, now, observability }: CompileOptions = {},
): Compilation {
  const view = viewStage(manifest, stageName);
  const limits = new QuotaLimits(view.stage.region, manifest.platform.raisedQuotas);
  const inPlace = before && checkBefore(view, before);
  const known = inPlace?.problems.length === 0 ? before : undefined;

  const { change, heldBack, problems: routeProblems } = planChange(view, limits, known, placement);
  const maximumAge = manifest.platform.retry.maximumEventAgeInSeconds;
  const states = planStates(known, change, { maturity: maturityOf(view, now), maximumEventAgeInSeconds: maximumAge });
  const planned = observability === 'none' ? NO_OBSERVABILITY : undefined;
  const settled = complete(view, states.settled, limits, planned);
  const onTheWay = [
    ...(needsPreparation(known, change)
      ? [{ kind: 'prepare' as const, ...complete(view, states.prepared, limits, planned) }]
      : []),
    { kind: 'switch' as const, ...complete(view, states.switched, limits, planned) },
  ];
  const steps = [...onTheWay, { kind: 'contract' as const, ...settled }];

  const rollout: Rollout = {
    steps: stepsOf(known && complete(view, known, limits, planned ?? known.observability ?? NO_OBSERVABILITY).topology, steps),
    later: leftForLater(states.settled, maximumAge, now),
    heldBack,
  };
  const problems = [
    ...checkRaisedQuotas(manifest.platform),
    ...(inPlace?.problems ?? []),
    ...checkStage(view, change.after.inboxes),
    ...routeProblems,
    ...settled.problems,
    ...problemsOfSteps(onTheWay, settled.problems),
    ...checkPipeline(manifest, view.stage, { slots: slotTopologies(rollout, settled.topology) }),
  ];
  return { topology: settled.topology, rollout, problems: problems.sort(compareProblems) };
}

/** What is live afterwards and what is live meanwhile, without what stays idle. */
function planChange(
  view: StageView,
  limits: QuotaLimits,
  before: PlatformState | undefined,
  placement: Placement | undefined,
): { readonly change: Change; readonly heldBack: readonly string[]; readonly problems: readonly Problem[] } {
  const publishing = planPublishing(view, before, (grants) => fitsBus(planBus(view, grants, limits), limits));
  const inboxes = planInboxes(view);
  const leaving = leavingSubscriptions(before?.inboxes ?? [], inboxes);
  const { routes, moving, problems } = planRoutes(view, limits, {
    placement: placement ?? (before ? placementOf(before) : NO_PLACEMENT),
    routes: before?.routes ?? [],
    kept: new Map(
      [...leaving].map(([account, subscriptions]) => [account, new Set(subscriptions.map(({ eventType }) => eventType))]),
    ),
  });
  const state = (live: Publishing, rest: Pick<PlatformState, 'routes' | 'inboxes'>): PlatformState => ({
    bus: planBus(view, live.grants, limits),
    ...live,
    ...rest,
    idleRoutes: [],
    serviceTargets: [],
    idleIdentities: [],
  });
  const after = state(publishing.after, { routes, inboxes });
  const during = state(publishing.during, {
    routes: moving,
    inboxes: receivingDuring(inboxes, before?.inboxes ?? [], leaving),
  });
  return { change: { after, during }, heldBack: publishing.heldBack, problems };
}

function fitsBus({ policy }: PlatformState['bus'], limits: QuotaLimits): boolean {
  return policy.characters <= limits.limit('events/bus-policy-characters');
}

function maturityOf({ manifest, stage }: StageView, now: Date | undefined): Maturity {
  return {
    now,
    isAcknowledged: ({ service, resourceName }, account) =>
      manifest.retired.some(
        (entry) =>
          entry.stage === stage.name &&
          entry.service === service &&
          entry.subscription === resourceName &&
          (entry.account === undefined || entry.account === account),
      ),
  };
}

/**
 * The topology of a state, and what is wrong with its use of quotas.
 *
 * @param known what watches it, where that is known: of the state that is deployed it was recorded, and what would be planned for it
 *   now may differ, which is a change
 */
function complete(
  view: StageView,
  state: PlatformState,
  limits: QuotaLimits,
  known?: Observability,
): { readonly topology: Topology; readonly problems: readonly Problem[] } {
  const { platform, organization } = view.manifest;
  const { stage } = view;
  const observability = known ?? planObservability(view, state, limits);
  const drawn: DrawnState = { ...state, observability };
  const { quotaUse, problems } = measureQuotas(view, drawn, limits);
  const topology: Topology = {
    schema: 'busbar/topology@1',
    company: platform.company,
    organizationId: organization.id,
    stage: stage.name,
    engine: stage.engine,
    region: stage.region,
    centralAccount: stage.centralAccount,
    ...state,
    observability,
    subscriptions: planConfigured(view, watchingOf(view, state)),
    waiting: planWaiting(view),
    waves: planWaves(stage.centralAccount, drawn),
    serviceStacks: planServiceStacks(state.identities, state.routes),
    quotaUse,
  };
  return { topology, problems };
}

/** Errors of a state on the way that the last one does not have: the rollout would fail although what it ends with is right. */
function problemsOfSteps(
  states: readonly { readonly kind: StepKind; readonly problems: readonly Problem[] }[],
  settled: readonly Problem[],
): readonly Problem[] {
  const known = new Set(settled.filter(({ severity }) => severity === 'error').map(placeOf));
  return states.flatMap(({ kind, problems }) =>
    problems.flatMap((problem): Problem[] => {
      if (problem.severity !== 'error' || known.has(placeOf(problem))) return [];
      known.add(placeOf(problem));
      return [
        {
          ...problem,
          message: `During the rollout, in its step "${kind}": ${problem.message}`,
          fix: `Roll the change out in two parts, so that less is there beside what it replaces. ${problem.fix ?? ''}`.trim(),
        },
      ];
    }),
  );
}

function placeOf({ code, message }: Problem): string {
  return `${code} ${message.replace(/ needs \d+/, '')}`;
}
