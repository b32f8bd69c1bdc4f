/** `@busbar/constructs`: for the stacks of service teams. */
export type { ServiceSubscription, ServiceTopology } from '@busbar/topology/service';
export type { AlarmLevel, AlarmSettings } from './alarm-settings';
export { ConstructError } from './construct-error';
export type { Delivery, SubscriptionSettings } from './delivery';
export type { BundlingOptions, EventHandler, HandlerCode, HandlerOptions, HandlerSource } from './event-handler';
export {
  EventPublisherAccess,
  type EventPublisherAccessProps,
  type EventPublisherRuntime,
  type PodsOfServiceAccount,
} from './event-publisher-access';
export { EventSubscription, type EventSubscriptionProps } from './event-subscription';
export type { BatchOptions } from './queue-consumer';
export {
  on,
  type EventReceiver,
  type EventTypeBinding,
  type FilterOf,
  type OnOptions,
  type RequestedEvent,
} from './requested-event';
export { SubscriberBus, type SubscriberBusProps } from './subscriber-bus';
export { topologyFor, useTopology, type StageTopology } from './stage-topology';
