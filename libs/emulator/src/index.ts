export { ManualClock, type Clock } from './time/clock';
export { accessKeyIdOf, type Identity } from './credentials';
export { Emulator } from './emulator';
export type { EmulatorOptions, UpdateOptions } from './emulator-options';
export type { EmulatorReport, StacksToRun } from './emulator-report';
export { EmulatorError, PortInUseError, ResourceError } from './errors';
export type { DeliverySummary, EventSummary, RuntimeEvent, RuntimeObserver } from './journal/runtime-event';
export type { TargetFault } from './delivery/delivery-engine';
export { loadAssembly } from './assembly';
export {
  planRollback,
  planStackUpdate,
  TemplateError,
  type CreateOnly,
  type StackName,
  type StackOperation,
} from './cloudformation';
export { createOnlyProperties } from './create-only-properties';
export type { IdleResource, LoadedAssembly, LoadedStack, LoadOptions, ResolvedResource, TemplatePlace } from './cloudformation';
export type { EmulatedService, RunningService, ServiceContext } from './service/emulated-service';
export type { EffectDelay, LateChange } from './service/cloud';
export { DEFAULT_QUOTAS, type Quotas } from './service/quotas';
export type { Orphan } from './service/resource-names';
export type { StackUpdate, StackUpdateOptions, StackUpdateResult } from './service/stack-update';
export type { OrganizationOptions, OrganizationSnapshot, OrganizationThrottle } from './identity/organization-options';
export { SERVICES, eventBridge, lambda, sqs, ssm, type QueueCounts } from './services';
