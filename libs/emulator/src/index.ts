export { ManualClock, type Clock } from './clock';
export { accessKeyIdOf, type Identity } from './credentials';
export { Emulator, type EmulatorOptions, type EmulatorReport, type QueueCounts } from './emulator';
export { EmulatorError, PortInUseError, ResourceError } from './errors';
export type { DeliverySummary, EventSummary, RuntimeEvent, RuntimeObserver } from './runtime-event';
export type { TargetFault } from './delivery/delivery-engine';
export { loadAssembly, TemplateError } from './cloudformation';
export type { IdleResource, LoadedAssembly, LoadedStack, LoadOptions, ResolvedResource, TemplatePlace } from './cloudformation';
