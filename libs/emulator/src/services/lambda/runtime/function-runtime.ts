import { randomUUID } from 'node:crypto';
import { systemClock, type Clock } from '../../../time/clock';
import { CodeFolder } from './code-folder';
import {
  Environment,
  failure,
  type EnvironmentOwner,
  type EnvironmentSettings,
  type Failure,
  type Invocation,
} from './environment';
import type { Outcome } from './environment';
import { environmentVariables } from './environment-variables';
import type {
  AbandonedInvocation,
  AsyncInvocationOptions,
  FunctionDefinition,
  FunctionObserver,
  InvocationResult,
} from './function-definition';
import { FunctionError } from './function-error';
import { GROWTH_CHECK_MS, needsEnvironment } from './scaling';
import { InvocationQueue } from './invocation-queue';

const CLOSED = failure('Emulator.Closed', 'The function runtime was closed.');
const EXPIRED = failure('EventAgeExceeded', 'The event became too old before the function was free for it.');

/** Lambda's pauses before it runs a failed asynchronous invocation again. */
const RETRY_DELAYS_MS = [60_000, 120_000];
const MAXIMUM_EVENT_AGE_SECONDS = 6 * 3600;

/**
 * Runs a Lambda function on this machine: its own code, in worker threads that are kept warm.
 *
 * Differences from AWS: what a handler leaves running goes on between invocations, where AWS freezes it, and invocations beyond
 * `maxConcurrency` wait, where AWS would throttle.
 */
export class FunctionRuntime {
  readonly name: string;
  readonly arn: string;
  readonly #observer: FunctionObserver;
  readonly #maxConcurrency: number;
  readonly #code: CodeFolder;
  readonly #settings: EnvironmentSettings;
  readonly #owner: EnvironmentOwner;
  readonly #environments = new Set<Environment>();
  /** Most recently used last, and used first: the others stay cold. */
  readonly #idle: Environment[] = [];
  readonly #waiting = new InvocationQueue<Invocation>();
  /** Each prevents a retry that is due later. */
  readonly #retries = new Set<() => void>();
  readonly #clock: Clock;
  /** Prevents the next look at the line; undefined when none is due. */
  #growth: (() => void) | undefined;
  /** Invocations and retries under way. */
  #unsettled = 0;
  /** Invocations settled since the start. */
  #finished = 0;
  #whenIdle: (() => void)[] = [];
  #closed = false;

  /**
   * @param clock for retries and for adding environments; time-outs of the code are real time
   * @throws FunctionError for a runtime other than nodejs, code that cannot be read, or figures outside Lambda's limits
   */
  constructor(definition: FunctionDefinition, observer: FunctionObserver = {}, clock: Clock = systemClock) {
    const { name, arn, runtime, handler, timeoutSeconds = 3, memoryMegabytes = 128, maxConcurrency = 10 } = definition;
    const version = /^nodejs(\d+)\.x$/.exec(runtime)?.[1];
    if (version === undefined) throw new FunctionError(`${name}: runtime ${runtime} cannot be run here; only nodejs can.`);
    checkRange(name, 'timeoutSeconds', timeoutSeconds, 0.001, 900);
    checkRange(name, 'memoryMegabytes', memoryMegabytes, 128, 10_240);
    checkRange(name, 'maxConcurrency', maxConcurrency, 1, 1_000);
    this.name = name;
    this.arn = arn;
    this.#observer = observer;
    this.#clock = clock;
    this.#maxConcurrency = maxConcurrency;
    this.#code = new CodeFolder(definition.code);
    this.#settings = {
      directory: this.#code.path,
      handlerName: handler,
      functionName: name,
      functionArn: arn,
      timeoutSeconds,
      memoryMegabytes,
      callbacks: Number(version) < 24,
      variables: environmentVariables(definition, this.#code.path, memoryMegabytes),
    };
    this.#owner = {
      ready: (environment) => this.#ready(environment),
      broken: (environment, reason) => this.#broken(environment, reason),
      gone: (environment) => this.#gone(environment),
      log: (stream, lines, requestId) => this.#log(stream, lines, requestId),
    };
  }

  /** Environments that exist now. */
  get environmentCount(): number {
    return this.#environments.size;
  }

  /**
   * Runs the function and waits for its result (`RequestResponse`). Never rejects: what the function does wrong is in the result.
   *
   * @throws TypeError when the payload is not JSON
   */
  async invoke(payload: unknown): Promise<InvocationResult> {
    return parse(await this.invokeJson(serialize(payload)));
  }

  /** The same with JSON going in and coming out. */
  invokeJson(text: string): Promise<Outcome> {
    return new Promise((resolve) => this.run(text, resolve));
  }

  /**
   * The same for a caller who is called back.
   *
   * @param expiresAt milliseconds since the epoch after which it is not begun any more; it fails then
   */
  run(text: string, settled: (outcome: Outcome, requestId: string) => void, expiresAt?: number): void {
    const requestId = randomUUID();
    const invocation = { requestId, attempt: 1, payload: text, ...(expiresAt !== undefined && { expiresAt }) };
    this.#begin(invocation, (outcome) => settled(outcome, requestId));
  }

  /**
   * Accepts an event, to be run in the background (`Event`). A failed run is repeated after each of the delays, under the same
   * request id; one that fails for good is handed to `onAbandoned` and to the observer.
   *
   * @param text the event as JSON
   * @returns the request id
   */
  invokeAsync(text: string, options: AsyncInvocationOptions = {}): string {
    const requestId = randomUUID();
    this.#attempt({ requestId, text, options, acceptedAt: this.#clock.now() }, 1);
    return requestId;
  }

  /** Something runs, waits, or is due for a retry. */
  get isBusy(): boolean {
    return this.#unsettled > 0;
  }

  /** Resolves when nothing does. */
  idle(): Promise<void> {
    if (!this.isBusy) return Promise.resolve();
    return new Promise((resolve) => this.#whenIdle.push(resolve));
  }

  /** Ends all environments. What runs or waits fails with `Emulator.Closed`; pending retries are dropped. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#growth?.();
    for (const prevent of this.#retries) prevent();
    this.#unsettled -= this.#retries.size;
    this.#retries.clear();
    this.#failWaiting(CLOSED);
    await Promise.all(Array.from(this.#environments, (environment) => environment.close(CLOSED)));
    this.#wakeIfIdle();
    this.#code.remove();
  }

  #begin(invocation: Omit<Invocation, 'queuedAt' | 'settle'>, settled: (outcome: Outcome) => void): void {
    const { requestId, attempt } = invocation;
    const queuedAt = performance.now();
    const settle = (outcome: Outcome) => {
      this.#unsettled--;
      this.#finished++;
      settled(outcome);
      if (this.#observer.invoked && outcome !== EXPIRED) {
        const durationMs = performance.now() - queuedAt;
        const report = { functionName: this.name, requestId, attempt, durationMs };
        this.#observer.invoked(outcome.ok ? report : { ...report, failure: outcome });
      }
      this.#wakeIfIdle();
    };
    this.#unsettled++;
    if (this.#closed) return settle(CLOSED);
    this.#waiting.push({ ...invocation, queuedAt, settle });
    this.#dispatch();
  }

  #dispatch(): void {
    while (this.#waiting.length > 0) {
      if (this.#idle.length === 0) return this.#grow();
      const invocation = this.#waiting.shift();
      if (invocation?.expiresAt !== undefined && this.#clock.now() > invocation.expiresAt) invocation.settle(EXPIRED);
      else if (invocation) this.#idle.pop()?.run(invocation);
    }
  }

  #grow(): void {
    if (this.#growth || this.#closed || this.#environments.size >= this.#maxConcurrency) return;
    if (this.#environments.size === 0) return this.#start();
    const finishedBefore = this.#finished;
    this.#growth = this.#clock.after(GROWTH_CHECK_MS, () => {
      this.#growth = undefined;
      if (this.#waiting.length === 0) return;
      const environments = Array.from(this.#environments);
      const needed = needsEnvironment({
        waiting: this.#waiting.length,
        finished: this.#finished - finishedBefore,
        computing: environments.reduce((sum, environment) => sum + environment.utilization(), 0),
        starting: environments.some(({ starting }) => starting),
      });
      if (needed) this.#start();
      this.#dispatch();
    });
  }

  #start(): void {
    try {
      this.#environments.add(new Environment(this.#settings, this.#owner));
    } catch (error) {
      this.#failWaiting(failure('Runtime.InitError', error instanceof Error ? error.message : String(error)));
    }
  }

  #ready(environment: Environment): void {
    if (this.#closed) return;
    this.#idle.push(environment);
    this.#dispatch();
  }

  /** Everything that waits fails with the environment: the next one would load the same code. */
  #broken(environment: Environment, reason: Failure): void {
    this.#environments.delete(environment);
    this.#failWaiting(reason);
  }

  #gone(environment: Environment): void {
    this.#environments.delete(environment);
    const index = this.#idle.indexOf(environment);
    if (index >= 0) this.#idle.splice(index, 1);
    this.#dispatch();
  }

  #failWaiting(reason: Failure): void {
    // Only those that wait now: settling one may put another in the line.
    for (let count = this.#waiting.length; count > 0; count--) this.#waiting.shift()?.settle(reason);
  }

  #log(stream: 'stdout' | 'stderr', lines: string, requestId: string | undefined): void {
    if (!this.#observer.log) return;
    for (const line of lines.split('\n')) {
      this.#observer.log({ functionName: this.name, stream, line, ...(requestId !== undefined && { requestId }) });
    }
  }

  #attempt(event: AcceptedEvent, attempt: number): void {
    const { retryDelaysMs = RETRY_DELAYS_MS, maximumEventAgeSeconds = MAXIMUM_EVENT_AGE_SECONDS } = event.options;
    const expiresAt = event.acceptedAt + maximumEventAgeSeconds * 1000;
    this.#begin({ requestId: event.requestId, attempt, payload: event.text, expiresAt }, (outcome) => {
      if (outcome.ok) return this.#succeed(event, attempt, outcome.json);
      if (this.#closed) return;
      if (outcome === EXPIRED) return this.#abandon(event, attempt - 1, 'EventAgeExceeded', outcome);
      const delay = retryDelaysMs[attempt - 1];
      if (delay === undefined) return this.#abandon(event, attempt, 'RetriesExhausted', outcome);
      if (this.#clock.now() + delay > expiresAt) return this.#abandon(event, attempt, 'EventAgeExceeded', outcome);
      this.#unsettled++;
      const prevent = this.#clock.after(delay, () => {
        this.#retries.delete(prevent);
        this.#unsettled--;
        this.#attempt(event, attempt + 1);
      });
      this.#retries.add(prevent);
    });
  }

  #succeed({ requestId, text, options }: AcceptedEvent, attempts: number, json: string): void {
    options.onSucceeded?.({
      functionName: this.name,
      functionArn: this.arn,
      requestId,
      payload: JSON.parse(text),
      attempts,
      condition: 'Success',
      result: { ok: true, value: JSON.parse(json) },
    });
  }

  #abandon(event: AcceptedEvent, attempts: number, condition: AbandonedInvocation['condition'], result: Failure): void {
    const abandoned: AbandonedInvocation = {
      functionName: this.name,
      functionArn: this.arn,
      requestId: event.requestId,
      payload: JSON.parse(event.text),
      attempts,
      condition,
      result,
    };
    event.options.onAbandoned?.(abandoned);
    this.#observer.abandoned?.(abandoned);
  }

  #wakeIfIdle(): void {
    if (this.#unsettled > 0) return;
    const waiters = this.#whenIdle;
    this.#whenIdle = [];
    for (const wake of waiters) wake();
  }
}

/** An asynchronous invocation between its acceptance and its end. */
interface AcceptedEvent {
  readonly requestId: string;
  readonly text: string;
  readonly options: AsyncInvocationOptions;
  /** Milliseconds since the epoch. */
  readonly acceptedAt: number;
}

function serialize(payload: unknown): string {
  const text = JSON.stringify(payload) as string | undefined;
  if (text === undefined) throw new TypeError('The payload of an invocation must be JSON.');
  return text;
}

function parse(outcome: Outcome): InvocationResult {
  return outcome.ok ? { ok: true, value: JSON.parse(outcome.json) } : outcome;
}

function checkRange(functionName: string, what: string, value: number, least: number, most: number): void {
  if (value >= least && value <= most) return;
  throw new FunctionError(`${functionName}: ${what} is ${value}, and must be from ${least} to ${most}.`);
}
