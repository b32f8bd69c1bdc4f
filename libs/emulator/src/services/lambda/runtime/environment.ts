import { createRequire } from 'node:module';
import type { EventLoopUtilization } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import type { InvocationResult } from './function-definition';

/** How an invocation failed. */
export type Failure = Extract<InvocationResult, { ok: false }>;

export interface Invocation {
  readonly requestId: string;
  /** 1 for the first try. */
  readonly attempt: number;
  /** The event as JSON. */
  readonly payload: string;
  /** Milliseconds on the clock of `performance.now()`. */
  readonly queuedAt: number;
  /** Milliseconds since the epoch after which it is not run any more. */
  readonly expiresAt?: number;
  readonly settle: (outcome: Outcome) => void;
}

/** Result of an invocation. The function's answer is still JSON, so that only those who need the value parse it. */
export type Outcome = { readonly ok: true; readonly json: string } | Failure;

export interface EnvironmentSettings {
  readonly directory: string;
  readonly handlerName: string;
  readonly functionName: string;
  readonly functionArn: string;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  /** Whether handlers may use callbacks: up to Node.js 22. */
  readonly callbacks: boolean;
  readonly variables: Readonly<Record<string, string>>;
}

/** Is notified of what happens to an environment. */
export interface EnvironmentOwner {
  /** It waits for an invocation, after its start and after each one. */
  ready(environment: Environment): void;
  /** It ended before it was ready: the function's code cannot be loaded. */
  broken(environment: Environment, failure: Failure): void;
  /** It ended after it was ready, or was closed. */
  gone(environment: Environment): void;
  log(stream: 'stdout' | 'stderr', lines: string, requestId: string | undefined): void;
}

type Message =
  | readonly ['ready']
  | readonly ['log', 'stdout' | 'stderr', string]
  | readonly ['done', string]
  | readonly ['failed' | 'crashed', string, string];

/** AWS gives the loading of a function's code this long. */
const LOADING_SECONDS = 10;
/** A thread that is stuck in a system call cannot be ended; its invocation is given up all the same. */
const TERMINATION_MS = 1_000;

/** Found through the package's own `exports`, so that sources, tests and bundles start the same file. */
function program(): string {
  return createRequire(__filename).resolve('@busbar/emulator/function-environment');
}

/**
 * A worker thread that holds a function's loaded code and runs one invocation at a time.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
 */
export class Environment {
  readonly #settings: EnvironmentSettings;
  readonly #owner: EnvironmentOwner;
  readonly #worker: Worker;
  #state: 'starting' | 'idle' | 'busy' | 'ended' = 'starting';
  #current: Invocation | undefined;
  #timer: NodeJS.Timeout | undefined;
  #utilization: EventLoopUtilization | undefined;
  /** What the environment said before it ended by itself. */
  #lastWords: Failure | undefined;

  /** @throws Error when the function's own NODE_OPTIONS are refused by Node.js */
  constructor(settings: EnvironmentSettings, owner: EnvironmentOwner) {
    this.#settings = settings;
    this.#owner = owner;
    const { variables, timeoutSeconds: _, ...workerData } = settings;
    this.#worker = new Worker(program(), {
      workerData,
      env: variables,
      // Not the loaders of this process: the function's code is JavaScript.
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: settings.memoryMegabytes },
    });
    this.#worker.on('message', (message: Message) => this.#receive(message));
    this.#worker.on('error', (error: Error & { code?: string }) => {
      this.#lastWords = failure(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'Runtime.OutOfMemory' : error.name, error.message);
    });
    this.#worker.on('exit', (code) => this.#ended(code));
    this.#timer = setTimeout(() => this.#giveUp(failure('Runtime.InitError', LOADING_TIMEOUT, true)), LOADING_SECONDS * 1000);
  }

  get starting(): boolean {
    return this.#state === 'starting';
  }

  /** Share of the time since the last call that its code took, and not something it waits for: 0 to 1. */
  utilization(): number {
    const { performance } = this.#worker;
    const { utilization } = performance.eventLoopUtilization(this.#utilization);
    this.#utilization = performance.eventLoopUtilization();
    return utilization;
  }

  /** Runs an invocation; only after `ready`, and one at a time. */
  run(invocation: Invocation): void {
    const { timeoutSeconds } = this.#settings;
    this.#state = 'busy';
    this.#current = invocation;
    this.#worker.postMessage([invocation.requestId, Date.now() + timeoutSeconds * 1000, invocation.payload]);
    // Timers run before messages are read: after a pause of this thread the answer may be there already. Hence the detour.
    this.#timer = setTimeout(() => setImmediate(() => this.#timedOut(invocation)), timeoutSeconds * 1000);
  }

  /** Ends the thread. An invocation that runs in it is settled with `reason`. */
  async close(reason: Failure): Promise<void> {
    this.#lastWords = reason;
    this.#ended(0);
    await this.#worker.terminate();
  }

  #receive(message: Message): void {
    switch (message[0]) {
      case 'ready':
        if (this.#state !== 'starting') return;
        clearTimeout(this.#timer);
        this.#state = 'idle';
        return this.#owner.ready(this);
      case 'log':
        return this.#owner.log(message[1], message[2], this.#current?.requestId);
      case 'done':
        return this.#settle({ ok: true, json: message[1] });
      case 'failed':
        return this.#settle(failure(message[1], message[2]));
      case 'crashed':
        this.#lastWords = failure(message[1], message[2]);
    }
  }

  #settle(outcome: Outcome): void {
    const invocation = this.#current;
    if (this.#state !== 'busy' || invocation === undefined) return;
    clearTimeout(this.#timer);
    this.#current = undefined;
    this.#state = 'idle';
    invocation.settle(outcome);
    this.#owner.ready(this);
  }

  #timedOut(invocation: Invocation): void {
    if (this.#current !== invocation) return;
    const seconds = this.#settings.timeoutSeconds.toFixed(2);
    const message = `RequestId: ${invocation.requestId} Error: Task timed out after ${seconds} seconds`;
    this.#giveUp(failure('Sandbox.Timedout', message, true));
  }

  /** Ends the thread, but hears it out: lines that it has sent are delivered before its end is. */
  #giveUp(reason: Failure): void {
    this.#lastWords = reason;
    void this.#worker.terminate();
    this.#timer = setTimeout(() => this.#ended(0), TERMINATION_MS);
  }

  #ended(code: number): void {
    if (this.#state === 'ended') return;
    const wasStarting = this.#state === 'starting';
    clearTimeout(this.#timer);
    this.#state = 'ended';
    const invocation = this.#current;
    this.#current = undefined;
    const reason = this.#lastWords ?? exitFailure(code, invocation?.requestId);
    if (wasStarting) return this.#owner.broken(this, reason);
    invocation?.settle(reason);
    this.#owner.gone(this);
  }
}

const LOADING_TIMEOUT = `INIT_REPORT Phase: init Status: timeout after ${LOADING_SECONDS.toFixed(2)} seconds`;

export function failure(errorType: string, message: string, timedOut = false): Failure {
  return { ok: false, errorType, message, timedOut };
}

function exitFailure(code: number, requestId: string | undefined): Failure {
  const how = code === 0 ? 'Runtime exited without providing a reason' : `Runtime exited with error: exit status ${code}`;
  return failure('Runtime.ExitError', requestId === undefined ? how : `RequestId: ${requestId} Error: ${how}`);
}
