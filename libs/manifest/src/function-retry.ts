import type { RetryPolicy } from './model';

/** What Lambda takes for asynchronous invocations: https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html */
const MAXIMUM: RetryPolicy = { maximumEventAgeInSeconds: 21_600, maximumRetryAttempts: 2 };

/**
 * How long Lambda goes on with an event that it has accepted, when these subscriptions share the function. Lambda has one such
 * setting for each function, and the strictest subscription decides: an event that is acted upon after its time does harm, and one
 * that is given up early is in the processing DLQ.
 *
 * EventBridge's and Lambda's clocks start one after the other, so that an event may be twice as old in the worst case.
 */
export function functionRetry(policies: readonly RetryPolicy[]): RetryPolicy {
  const least = (key: keyof RetryPolicy): number => Math.min(MAXIMUM[key], ...policies.map((policy) => policy[key]));
  return {
    maximumEventAgeInSeconds: least('maximumEventAgeInSeconds'),
    maximumRetryAttempts: least('maximumRetryAttempts'),
  };
}
