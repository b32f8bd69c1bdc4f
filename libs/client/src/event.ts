/** `@busbar/client/event`: what the generated bindings need. No AWS SDK, nothing that is slow to load. */
export type { BusbarEvent, ReceivedEvent, Unrecognized } from './event/busbar-event';
export type { Deprecation } from './event/deprecation';
export { BusbarError, EnvelopeError, EventValidationError, type Issue } from './event/errors';
export {
  defineEventType,
  type AnyEventType,
  type EventType,
  type EventTypeDefinition,
  type EventTypeIdentity,
} from './event/event-type';
export type { EventMetadata, EventOptions } from './event/metadata';
export type { Condition, EventPattern, Filter } from './event/filter';
export { parseJson, printJson } from './event/json-text';
export { readerOf } from './validation/reading';
export { uuidV7 } from './event/uuid-v7';
