import type { ResourceCode } from '../../../cloudformation';

export interface FunctionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface FunctionDefinition {
  readonly name: string;
  readonly arn: string;
  /** Zip files are unpacked to a temporary folder that lives as long as the runtime; inline code is the text of `index.js`. */
  readonly code: ResourceCode;
  /** `index.handler`: file without extension, dot, export (dots for nested ones). */
  readonly handler: string;
  /** `nodejs20.x` and the like; any other runtime is refused by the constructor. */
  readonly runtime: string;
  /** @default 3 seconds, as on AWS */
  readonly timeoutSeconds?: number;
  /** Heap limit of one environment. @default 128 */
  readonly memoryMegabytes?: number;
  /** The function's own variables. */
  readonly environment?: Readonly<Record<string, string>>;
  /** What the function's role gives: `AWS_ACCESS_KEY_ID` and so on. */
  readonly credentials?: FunctionCredentials;
  /** `AWS_ENDPOINT_URL` for the AWS clients in the function. */
  readonly endpointUrl?: string;
  readonly region: string;
  /** Environments at most, each running one invocation at a time; further invocations wait. @default 10 */
  readonly maxConcurrency?: number;
}

/** How one invocation ended. A function that fails is a value here, not an exception. */
export type InvocationResult =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly errorType: string; readonly message: string; readonly timedOut: boolean };

export interface FunctionLogLine {
  readonly functionName: string;
  /** The invocation that wrote it; absent for lines written while the code was loaded. */
  readonly requestId?: string;
  readonly stream: 'stdout' | 'stderr';
  /** Without its line break. */
  readonly line: string;
}

export interface InvocationReport {
  readonly functionName: string;
  readonly requestId: string;
  /** 1 for the first try, 2 and 3 for Lambda's own retries of an asynchronous invocation. */
  readonly attempt: number;
  /** From acceptance of this attempt to its end: waiting, start of an environment if one was needed, and the run. */
  readonly durationMs: number;
  /** Absent when it went well. */
  readonly failure?: Extract<InvocationResult, { ok: false }>;
}

/** An asynchronous invocation that Lambda gave up. */
export interface AbandonedInvocation {
  readonly functionName: string;
  readonly functionArn: string;
  readonly requestId: string;
  readonly payload: unknown;
  readonly attempts: number;
  readonly condition: 'RetriesExhausted' | 'EventAgeExceeded';
  readonly result: Extract<InvocationResult, { ok: false }>;
}

/** An asynchronous invocation that went well, at whichever attempt. */
export interface SucceededInvocation extends Omit<AbandonedInvocation, 'condition' | 'result'> {
  readonly condition: 'Success';
  readonly result: Extract<InvocationResult, { ok: true }>;
}

/** Is notified of what happens in a function. Callbacks run on the hot path: keep them short. Exceptions are not caught. */
export interface FunctionObserver {
  log?(line: FunctionLogLine): void;
  invoked?(report: InvocationReport): void;
  /** An asynchronous invocation failed for good; its event goes to a failure destination or is dropped. */
  abandoned?(invocation: AbandonedInvocation): void;
}

export interface AsyncInvocationOptions {
  /** Pauses before Lambda's retries; their number is the number of retries. @default [60_000, 120_000], as on AWS */
  readonly retryDelaysMs?: readonly number[];
  /** Age at which an event that still waits is given up. @default 6 hours, as on AWS */
  readonly maximumEventAgeSeconds?: number;
  /** Called with an invocation that failed for good: send it to the function's dead-letter queue or failure destination. */
  readonly onAbandoned?: (invocation: AbandonedInvocation) => void;
  readonly onSucceeded?: (invocation: SucceededInvocation) => void;
}
