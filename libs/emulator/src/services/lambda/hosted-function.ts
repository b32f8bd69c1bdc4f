import type { CompiledPolicy } from '@busbar/iam-policy';
import type { Resource } from '../../cloudformation';
import type { Role } from '../../identity/role';
import { ResourceError } from '../../errors';
import type { Authorizer } from '../../identity/authorizer';
import { sessionOf, type Caller } from '../../identity/caller';
import type { RuntimeObserver } from '../../journal/runtime-event';
import type { Clock } from '../../time/clock';
import type { EventBridge } from '../eventbridge';
import type { Queue, Sqs } from '../sqs';
import type { EventInvokeConfig } from './event-invoke-config';
import { InvocationRecords, type Invocable } from './invocation-records';
import { configurationOf, definitionOf } from './read-function';
import { ThrottledCode } from './throttled-code';
import { FunctionError, FunctionRuntime, type AbandonedInvocation, type AsyncInvocationOptions, type Outcome } from './runtime';

export interface HostOptions {
  /** By ARN: who it runs as. */
  readonly role: (arn: string) => Role | undefined;
  /** Who may invoke it. */
  readonly policy: () => CompiledPolicy | undefined;
  /** Whether its code runs; otherwise it accepts events, and nothing comes of them. */
  readonly runs: boolean;
  /** By ARN. */
  readonly queue: (arn: string) => Queue | undefined;
  readonly encryption: Sqs['encryption'];
  readonly putEvents: EventBridge['putEventsAs'];
  readonly invocable: (arn: string) => Invocable | undefined;
  readonly eventInvokeConfig: () => EventInvokeConfig;
  readonly authorizer: Authorizer;
  readonly clock: Clock;
  readonly observer: RuntimeObserver | undefined;
  readonly endpoint: string;
  readonly timeScale: number;
}

/** What is there of a function once it runs. */
type RunningCode = Pick<FunctionRuntime, 'invokeAsync' | 'invokeJson' | 'run' | 'isBusy' | 'idle' | 'close'>;

const NOTHING: Outcome = { ok: true, json: 'null' };

const NOTHING_RUNS: RunningCode = {
  invokeAsync: () => '',
  invokeJson: () => Promise.resolve(NOTHING),
  run: (_text, settled) => settled(NOTHING, ''),
  isBusy: false,
  idle: () => Promise.resolve(),
  close: () => Promise.resolve(),
};

/** Code and configuration of a function between two changes. */
interface FunctionVersion {
  readonly running: RunningCode;
  readonly configuration: Readonly<Record<string, unknown>>;
  readonly roleArn: string;
  readonly deadLetterQueueArn: string | undefined;
}

/** Lambda's pauses before it runs a failed asynchronous invocation again. */
const RETRY_DELAYS_MS = [60_000, 120_000];
const MAXIMUM_EVENT_AGE_SECONDS = 6 * 3_600;

/** A function of a template, running. */
export class HostedFunction {
  readonly name: string;
  readonly arn: string;
  readonly account: string;
  readonly #options: HostOptions;
  #code: FunctionVersion;
  /** Kept as long as its role is the same: decisions are remembered with it. */
  #session: Caller | undefined;
  /** Those that still run what they had begun when they were replaced. */
  readonly #retired = new Set<RunningCode>();

  /** @throws ResourceError for a function that cannot run as it is written */
  constructor(resource: Resource, options: HostOptions) {
    const { name, account } = resource.resolved;
    this.name = name;
    this.arn = resource.arn;
    this.account = account;
    this.#options = options;
    this.#code = this.#version(resource);
  }

  /** Who may invoke it, from `AWS::Lambda::Permission`. */
  get policy(): CompiledPolicy | undefined {
    return this.#options.policy();
  }

  /** As `GetFunctionConfiguration` gives it. */
  get configuration(): Readonly<Record<string, unknown>> {
    return this.#code.configuration;
  }

  /**
   * New code or configuration, from the next event on. What has begun ends as it began, its retries too.
   *
   * @throws ResourceError for a function that cannot run as it is written; then the old code stays
   */
  update(resource: Resource): void {
    const old = this.#code.running;
    this.#code = this.#version(resource);
    if (old instanceof ThrottledCode) {
      for (const { text, options } of old.release()) this.#code.running.invokeAsync(text, options);
    }
    this.#retired.add(old);
    void old.idle().then(async () => {
      await old.close();
      this.#retired.delete(old);
    });
  }

  /** Invokes it asynchronously with an event, as JSON. Retries and the dead-letter queue are Lambda's. */
  accept(payload: string): void {
    this.#code.running.invokeAsync(payload, this.#asynchronous());
  }

  /** Runs it for a caller who waits. */
  invoke(payload: string): Promise<Outcome> {
    return this.#code.running.invokeJson(payload);
  }

  /**
   * The same for a caller who is called back: at once where nothing runs.
   *
   * @param expiresAt milliseconds since the epoch after which it is not begun any more; it fails then
   */
  run(payload: string, settled: (outcome: Outcome, requestId: string) => void, expiresAt: number): void {
    this.#code.running.run(payload, settled, expiresAt);
  }

  /** The session of its role, as which Lambda acts for it; undefined when the role is gone. */
  session(): Caller | undefined {
    const role = this.#options.role(this.#code.roleArn);
    if (role && this.#session?.role !== role) this.#session = sessionOf(role, this.name);
    return role && this.#session;
  }

  /** Something runs, waits, or is due for a retry. */
  get isBusy(): boolean {
    return this.#all().some(({ isBusy }) => isBusy);
  }

  async idle(): Promise<void> {
    await Promise.all(this.#all().map((running) => running.idle()));
  }

  async close(): Promise<void> {
    await Promise.all(this.#all().map((running) => running.close()));
  }

  #all(): readonly RunningCode[] {
    return [this.#code.running, ...this.#retired];
  }

  #version(resource: Resource): FunctionVersion {
    const roleArn = resource.requiredText('Role');
    const deadLetterQueueArn = resource.part('DeadLetterConfig')?.text('TargetArn');
    if (!this.#options.runs) {
      const configuration = { FunctionName: this.name, FunctionArn: this.arn, Role: roleArn };
      return { running: NOTHING_RUNS, configuration, roleArn, deadLetterQueueArn };
    }
    const definition = definitionOf(resource, roleArn, this.#options.endpoint);
    try {
      const { clock } = this.#options;
      const isStopped = definition.maxConcurrency === 0;
      const running = isStopped
        ? new ThrottledCode(definition, clock)
        : new FunctionRuntime(definition, this.#functionObserver(), clock);
      return { running, configuration: configurationOf(definition, roleArn), roleArn, deadLetterQueueArn };
    } catch (error) {
      if (error instanceof FunctionError) {
        throw new ResourceError(`${resource.resolved.stack}/${resource.resolved.logicalId}`, error.message, 'Correct it.');
      }
      throw error;
    }
  }

  #functionObserver(): ConstructorParameters<typeof FunctionRuntime>[1] {
    const { observer, clock } = this.#options;
    if (!observer) return {};
    const own = { function: this.name, account: this.account };
    return {
      log: ({ requestId, stream, line }) =>
        observer({ kind: 'function-log', at: clock.now(), ...own, ...(requestId !== undefined && { requestId }), stream, line }),
      invoked: ({ requestId, attempt, failure }) => {
        if (!failure) return;
        const { errorType, message, timedOut } = failure;
        observer({ kind: 'function-error', at: clock.now(), ...own, requestId, attempt, errorType, message, timedOut });
      },
    };
  }

  #asynchronous(): AsyncInvocationOptions {
    const { timeScale, eventInvokeConfig, clock } = this.#options;
    const config = eventInvokeConfig();
    const { onSuccess, onFailure, maximumRetryAttempts, maximumEventAgeSeconds = MAXIMUM_EVENT_AGE_SECONDS } = config;
    return {
      retryDelaysMs: RETRY_DELAYS_MS.slice(0, maximumRetryAttempts).map((delay) => delay * timeScale),
      maximumEventAgeSeconds: maximumEventAgeSeconds * timeScale,
      onAbandoned: (invocation) => this.#abandon(invocation, onFailure),
      ...(onSuccess !== undefined && {
        onSucceeded: (invocation) => void this.#records()?.report(onSuccess, invocation, clock.now()),
      }),
    };
  }

  #abandon(invocation: AbandonedInvocation, onFailure: string | undefined): void {
    const { observer, clock } = this.#options;
    const at = clock.now();
    const { deadLetterQueueArn } = this.#code;
    const records = this.#records();
    const deadLettered = deadLetterQueueArn !== undefined && records?.deadLetter(deadLetterQueueArn, invocation);
    const reported = onFailure !== undefined && records?.report(onFailure, invocation, at);
    const destinationArn = deadLettered ? deadLetterQueueArn : reported ? onFailure : undefined;
    observer?.({
      kind: 'function-abandoned',
      at,
      function: this.name,
      account: this.account,
      requestId: invocation.requestId,
      condition: invocation.condition,
      message: invocation.result.message,
      ...(destinationArn !== undefined && { destinationArn }),
    });
  }

  /** Undefined when the role is gone, in whose name they are sent. */
  #records(): InvocationRecords | undefined {
    const session = this.session();
    return session && new InvocationRecords({ ...this.#options, session });
  }
}
