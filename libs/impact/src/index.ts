export type * from './model';
export { ImpactComparison, impactOf } from './impact-of';
export type { RecordedEvents } from './recorded-events';
