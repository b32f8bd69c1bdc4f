export { AccountStack } from './account/account-stack';
export { CentralBusStack } from './central-bus/central-bus-stack';
export { ObservabilityStack } from './observability/observability-stack';
export { PlannedStack, type PlannedStackProps } from './planned-stack';
export { RoutingStack } from './routing/routing-stack';
export { StackError } from './stack-error';
