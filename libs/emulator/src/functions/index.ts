export type {
  AbandonedInvocation,
  AsyncInvocationOptions,
  FunctionCode,
  FunctionCredentials,
  FunctionDefinition,
  FunctionLogLine,
  FunctionObserver,
  InvocationReport,
  InvocationResult,
} from './function-definition';
export { FunctionError, FunctionRuntime } from './function-runtime';
