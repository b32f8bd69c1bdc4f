import { compareText } from '../order';
import type { QuotaLimits } from '../quotas';
import type { PlatformState } from '../rollout/platform-state';
import type { StageView } from '../stage-view';
import { planComposites } from './composites';
import { ObservabilityContext } from './context';
import { planDashboards } from './dashboards';
import type { Observability, PlannedAlarm } from '../observability-model';
import { planHeartbeatAlarms } from './heartbeat-alarms';
import { coverageOf, planLinks, planSinks } from './monitoring-account';
import { planStageObjectives, planSubscriptionObjectives } from './objectives';
import { planRouteAlarms } from './route-alarms';
import { planStageAlarms } from './stage-alarms';
import { planSubscriptionAlarms, topicsOfTeams } from './subscription-alarms';
import { planTopics } from './topics';

/** Everything that is watched, by what plans it. */
const planners: readonly ((context: ObservabilityContext) => readonly PlannedAlarm[])[] = [
  planRouteAlarms,
  planSubscriptionAlarms,
  planStageAlarms,
  planHeartbeatAlarms,
];

/** What watches a state of a stage: it follows from the state and the manifest. */
export function planObservability(view: StageView, state: PlatformState, limits: QuotaLimits): Observability {
  const context = new ObservabilityContext(view, state);
  const objectives = [planStageObjectives(context), planSubscriptionObjectives(context)];
  const alarms = [...planners.flatMap((plan) => plan(context)), ...objectives.flatMap((each) => each.alarms)];
  const ofObjectives = objectives.flatMap((each) => each.composites);
  const composites = [...ofObjectives, ...planComposites(context, { alarms, composites: ofObjectives })];
  const used = new Set([...[...alarms, ...composites].flatMap(({ topics }) => topics), ...topicsOfTeams(context)]);
  return {
    alarms: alarms.sort(byAccountAndName),
    composites: composites.sort(byAccountAndName),
    topics: planTopics(context, used),
    dashboards: planDashboards(context, { limits, hasStageAlarm: composites.some(({ kind }) => kind === 'stage') }),
    sinks: planSinks(context),
    links: planLinks(context),
    coverage: coverageOf(context),
  };
}

function byAccountAndName(
  a: { readonly account: string; readonly name: string },
  b: { readonly account: string; readonly name: string },
): number {
  return compareText(a.account, b.account) || compareText(a.name, b.name);
}
