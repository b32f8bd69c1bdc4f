import type { CompiledPolicy } from '@busbar/iam-policy';
import type { Resource } from '../../cloudformation';
import type { Role } from '../../identity/role';
import { accessKeyIdOf } from '../../credentials';
import { MessageBody } from '../../delivery/message-body';
import { ResourceError } from '../../errors';
import type { Authorizer } from '../../identity/authorizer';
import { sessionOf } from '../../identity/caller';
import type { RuntimeObserver } from '../../journal/runtime-event';
import type { Clock } from '../../time/clock';
import type { Queue } from '../sqs';
import { FunctionError, FunctionRuntime, type AbandonedInvocation, type FunctionDefinition, type Outcome } from './runtime';

export interface HostOptions {
  /** By ARN: who it runs as. */
  readonly role: (arn: string) => Role | undefined;
  /** Who may invoke it. */
  readonly policy: () => CompiledPolicy | undefined;
  /** Whether its code runs; otherwise it accepts events, and nothing comes of them. */
  readonly runs: boolean;
  /** By ARN. */
  readonly queue: (arn: string) => Queue | undefined;
  readonly authorizer: Authorizer;
  readonly clock: Clock;
  readonly observer: RuntimeObserver | undefined;
  readonly endpoint: string;
  readonly timeScale: number;
}

/** What is there of a function once it runs. */
type RunningCode = Pick<FunctionRuntime, 'invokeAsync' | 'invokeJson' | 'isBusy' | 'idle' | 'close'>;

const NOTHING_RUNS: RunningCode = {
  invokeAsync: () => '',
  invokeJson: () => Promise.resolve({ ok: true, json: 'null' }),
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

/** A function of a template, running. */
export class HostedFunction {
  readonly name: string;
  readonly arn: string;
  readonly account: string;
  readonly #options: HostOptions;
  readonly #retryDelaysMs: readonly number[];
  #code: FunctionVersion;
  /** Those that still run what they had begun when they were replaced. */
  readonly #retired = new Set<RunningCode>();

  /** @throws ResourceError for a function that cannot run as it is written */
  constructor(resource: Resource, options: HostOptions) {
    const { name, account } = resource.resolved;
    this.name = name;
    this.arn = resource.arn;
    this.account = account;
    this.#options = options;
    this.#retryDelaysMs = RETRY_DELAYS_MS.map((delay) => delay * options.timeScale);
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
    this.#retired.add(old);
    void old.idle().then(async () => {
      await old.close();
      this.#retired.delete(old);
    });
  }

  /** Invokes it asynchronously with an event, as JSON. Retries and the dead-letter queue are Lambda's. */
  accept(payload: string): void {
    this.#code.running.invokeAsync(payload, {
      retryDelaysMs: this.#retryDelaysMs,
      onAbandoned: (invocation) => this.#abandon(invocation),
    });
  }

  /** Runs it for a caller who waits. */
  invoke(payload: string): Promise<Outcome> {
    return this.#code.running.invokeJson(payload);
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
      const running = new FunctionRuntime(definition, this.#functionObserver(), this.#options.clock);
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

  /** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
  #abandon({ requestId, payload, result }: AbandonedInvocation): void {
    const { observer, clock } = this.#options;
    const queueArn = this.#deadLetter(payload, requestId, result.message);
    observer?.({
      kind: 'function-abandoned',
      at: clock.now(),
      function: this.name,
      account: this.account,
      requestId,
      message: result.message,
      ...(queueArn !== undefined && { queueArn }),
    });
  }

  /** The function's role sends to the function's own dead-letter queue. */
  #deadLetter(payload: unknown, requestId: string, message: string): string | undefined {
    const { queue: queueOf, role: roleOf, authorizer } = this.#options;
    const { deadLetterQueueArn, roleArn } = this.#code;
    const queue = deadLetterQueueArn === undefined ? undefined : queueOf(deadLetterQueueArn);
    const role = roleOf(roleArn);
    if (!queue || !role) return undefined;
    const { arn, account } = queue.settings;
    const session = sessionOf(role, this.name);
    const { allowed } = authorizer.decide(session, {
      action: 'sqs:SendMessage',
      resource: arn,
      resourceAccount: account,
      ...(queue.policy && { resourcePolicy: queue.policy }),
    });
    if (!allowed) return undefined;
    queue.send({
      body: new MessageBody(JSON.stringify(payload)),
      senderId: session.userId,
      attributes: {
        RequestID: { DataType: 'String', StringValue: requestId },
        ErrorCode: { DataType: 'Number', StringValue: '200' },
        ErrorMessage: { DataType: 'String', StringValue: message.slice(0, 1_024) || 'Unhandled' },
      },
    });
    return arn;
  }
}

function configurationOf(definition: FunctionDefinition, roleArn: string): Readonly<Record<string, unknown>> {
  const { name, arn, runtime, handler, timeoutSeconds = 3, memoryMegabytes = 128, environment } = definition;
  return {
    FunctionName: name,
    FunctionArn: arn,
    Runtime: runtime,
    Role: roleArn,
    Handler: handler,
    Timeout: timeoutSeconds,
    MemorySize: memoryMegabytes,
    Version: '$LATEST',
    PackageType: 'Zip',
    State: 'Active',
    LastUpdateStatus: 'Successful',
    ...(environment && Object.keys(environment).length > 0 && { Environment: { Variables: environment } }),
  };
}

function definitionOf(resource: Resource, roleArn: string, endpointUrl: string): FunctionDefinition {
  const { name, account, region, code } = resource.resolved;
  if (!code) throw resource.fail('Code', 'is not in the cloud assembly.', 'Synthesize with the asset.');
  const timeoutSeconds = resource.integer('Timeout', 1, 900);
  const memoryMegabytes = resource.integer('MemorySize', 128, 10_240);
  const reserved = resource.integer('ReservedConcurrentExecutions', 1, 1_000);
  return {
    name,
    arn: resource.arn,
    code,
    handler: resource.requiredText('Handler'),
    runtime: resource.requiredText('Runtime'),
    environment: resource.part('Environment')?.textMap('Variables') ?? {},
    credentials: { accessKeyId: accessKeyIdOf({ account, role: roleArn.split('/').at(-1) ?? '' }), secretAccessKey: 'local' },
    endpointUrl,
    region,
    ...(timeoutSeconds !== undefined && { timeoutSeconds }),
    ...(memoryMegabytes !== undefined && { memoryMegabytes }),
    ...(reserved !== undefined && { maxConcurrency: Math.min(reserved, 10) }),
  };
}
