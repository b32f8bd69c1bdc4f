/** `@busbar/constructs/planned`: what the platform's own stacks are drawn with. Not published. */
export { ConstructError } from './construct-error';
export { DeadLetterQueue, EventQueue, type EventQueueProps } from './event-queue';
export { requireHome } from './home';
export { drawAlarm } from './planned-alarm';
export { PlannedBus, type PlannedBusProps } from './planned-bus';
export { PlannedRule, type PlannedRuleProps } from './planned-rule';
export { BusTarget, FunctionTarget, QueueTarget, type DeliveryGuarantee } from './rule-targets';
export { SubscriptionQueue, type SubscriptionQueueProps } from './subscription-queue';
