export type {
  AbandonedInvocation,
  AsyncInvocationOptions,
  FunctionCredentials,
  FunctionDefinition,
  FunctionLogLine,
  FunctionObserver,
  InvocationReport,
  InvocationResult,
  SucceededInvocation,
} from './function-definition';
export type { Outcome } from './environment';
export { FunctionError } from './function-error';
export { FunctionRuntime } from './function-runtime';
