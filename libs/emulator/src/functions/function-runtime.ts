import type { AsyncInvocationOptions, FunctionDefinition, FunctionObserver, InvocationResult } from './function-definition';

/** A function that cannot be run here: bad configuration, found before the first invocation. */
export class FunctionError extends Error {
  override readonly name = 'FunctionError';
}

export class FunctionRuntime {
  constructor(_definition: FunctionDefinition, _observer: FunctionObserver = {}) {}

  /** `RequestResponse` invocation; never rejects. */
  async invoke(_payload: unknown): Promise<InvocationResult> {
    return { ok: false, errorType: 'Runtime.NotReady', message: '', timedOut: false };
  }

  /** `Event` invocation: accepted at once, run and retried in the background. Gives the request id. */
  invokeAsync(_payload: unknown, _options: AsyncInvocationOptions = {}): string {
    return '';
  }

  /** Resolves when nothing runs, waits or is due for a retry. */
  async idle(): Promise<void> {}

  async close(): Promise<void> {}
}
