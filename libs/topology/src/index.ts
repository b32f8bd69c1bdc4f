export type * from './model';
export type { Compilation, CompileOptions } from './compile';
export { compile } from './compile';
export type { DeliveryFacts, ServiceResource } from './deliveries/index';
export { factsOf, receiverName } from './deliveries/index';
export { names, serviceTag } from './names';
export type { PatternObject } from './subscription-pattern';
export { patternCharacters, subscriptionPattern } from './subscription-pattern';
export type { PlannedParameter } from './discovery/parameters';
export { parametersOf } from './discovery/parameters';
export type { InboxHeartbeat, PlannedHeartbeat } from './heartbeat/model';
export { heartbeat, isHeartbeat } from './heartbeat/heartbeat';
export type { Receiver } from './receivers';
export { checkReceivers } from './receivers';
export type { Placement } from './placement';
export { placementOf } from './placement';
export type { DrawnState, PlatformState } from './rollout/platform-state';
export type { Later, Rollout, Step, StepKind } from './rollout/rollout';
export { queuesOfState, sameStacks } from './rollout/rollout';
export type { ResourceChange, StackChange } from './rollout/stack-changes';
export type { DeployedRecord } from './rollout/deployed-record';
export { digestOfDeployed, formatDeployedRecord, parseDeployedRecord, recordDeployment } from './rollout/deployed-record';
export * from './operations/index';
export type { DeployedUnit } from './rollout/units';
export { assembleState, digestOfUnit, digestsOf, partOfUnit, unitKey, unitsOf } from './rollout/units';
export type { DeploymentPart } from './pipeline/parts';
export { partsOf, SERVICES } from './pipeline/parts';
export type { PhaseDeployment, PipelinePhase, PipelineStep, PlannedPipeline, PlanPipelineOptions } from './pipeline/plan';
export { planPipeline } from './pipeline/plan';
export { checkPipeline, SOAK_MARGIN_MINUTES } from './pipeline/check';
export type { PipelineSize } from './pipeline/size';
export { measurePipeline } from './pipeline/size';
export type { SlotTopology } from './pipeline/slots';
export { slots, slotTopologies } from './pipeline/slots';
export type { Quota, QuotaId } from './quotas';
export { quotas } from './quotas';
export type {
  AlarmKind,
  AlarmKindFacts,
  AlarmMetric,
  AlarmOptions,
  AlarmSeverity,
  Coverage,
  DashboardBody,
  DashboardWidget,
  MetricExpression,
  Observability,
  PlannedAlarm,
  PlannedComposite,
  PlannedDashboard,
  PlannedLink,
  PlannedSink,
  PlannedTopic,
  ReadMetric,
} from './observability/index';
export { alarmKinds, alarmOf, compositeRule, monthlyCostOf, NO_OBSERVABILITY, stageAlarmOf } from './observability/index';
export { TopologyError } from './topology-error';
export type { TopologyProblemCode } from './topology-problems';
export { topologyProblems } from './topology-problems';
export type { GuardRailOptions, ServiceControlPolicy } from './guard-rails/service-control-policies';
export { MOST_POLICY_CHARACTERS, serviceControlPolicies } from './guard-rails/service-control-policies';
