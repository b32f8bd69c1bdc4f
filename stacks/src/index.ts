export { CentralBusStack } from './central-bus/central-bus-stack';
export { PlannedStack, type PlannedStackProps } from './planned-stack';
export { RoutingStack } from './routing/routing-stack';
export { ServiceIdentityStack } from './service-identity/service-identity-stack';
export { StackError } from './stack-error';
export { SubscriberStack } from './subscriber/subscriber-stack';
