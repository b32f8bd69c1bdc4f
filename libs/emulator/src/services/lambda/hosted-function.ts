import type { CompiledPolicy } from '@busbar/iam-policy';
import type { Resource } from '../../cloudformation';
import type { Role } from '../../identity/role';
import { accessKeyIdOf } from '../../credentials';
import { MessageBody } from '../../delivery/message-body';
import { ResourceError } from '../../errors';
import type { Authorizer } from '../../identity/authorizer';
import { sessionOf, type Caller } from '../../identity/caller';
import type { RuntimeObserver } from '../../journal/runtime-event';
import type { Clock } from '../../time/clock';
import type { Queue } from '../sqs';
import { FunctionError, FunctionRuntime, type AbandonedInvocation, type FunctionDefinition, type Outcome } from './runtime';

/** A function of a template, before it is started. */
export interface FunctionResource {
  readonly resource: Resource;
  readonly role: Role;
  /** Who may invoke it. */
  readonly policy: CompiledPolicy | undefined;
}

export interface HostOptions {
  /** By ARN. */
  readonly queue: (arn: string) => Queue | undefined;
  readonly authorizer: Authorizer;
  readonly clock: Clock;
  readonly observer: RuntimeObserver | undefined;
  readonly endpoint: string;
  readonly timeScale: number;
}

/** Lambda's pauses before it runs a failed asynchronous invocation again. */
const RETRY_DELAYS_MS = [60_000, 120_000];

/** A function of a template, running. */
export class HostedFunction {
  readonly name: string;
  readonly arn: string;
  readonly account: string;
  /** Who may invoke it, from `AWS::Lambda::Permission`. */
  readonly policy: FunctionResource['policy'];
  /** As `GetFunctionConfiguration` gives it. */
  readonly configuration: Readonly<Record<string, unknown>>;
  readonly #runtime: FunctionRuntime;
  readonly #options: HostOptions;
  readonly #session: Caller;
  readonly #deadLetterQueueArn: string | undefined;
  readonly #retryDelaysMs: readonly number[];

  /** @throws ResourceError for a function that cannot run as it is written */
  constructor({ resource, role, policy }: FunctionResource, options: HostOptions) {
    const { name, account } = resource.resolved;
    this.name = name;
    this.arn = resource.arn;
    this.account = account;
    this.policy = policy;
    this.#options = options;
    this.#session = sessionOf(role, name);
    this.#deadLetterQueueArn = resource.part('DeadLetterConfig')?.text('TargetArn');
    this.#retryDelaysMs = RETRY_DELAYS_MS.map((delay) => delay * options.timeScale);
    try {
      const definition = definitionOf({ resource, role, policy }, options.endpoint);
      this.#runtime = new FunctionRuntime(definition, this.#functionObserver(), options.clock);
      this.configuration = configurationOf(definition, role.arn);
    } catch (error) {
      if (error instanceof FunctionError) {
        throw new ResourceError(`${resource.resolved.stack}/${resource.resolved.logicalId}`, error.message, 'Correct it.');
      }
      throw error;
    }
  }

  /** Invokes it asynchronously with an event, as JSON. Retries and the dead-letter queue are Lambda's. */
  accept(payload: string): void {
    this.#runtime.invokeAsync(payload, {
      retryDelaysMs: this.#retryDelaysMs,
      onAbandoned: (invocation) => this.#abandon(invocation),
    });
  }

  /** Runs it for a caller who waits. */
  invoke(payload: string): Promise<Outcome> {
    return this.#runtime.invokeJson(payload);
  }

  /** Something runs, waits, or is due for a retry. */
  get isBusy(): boolean {
    return this.#runtime.isBusy;
  }

  idle(): Promise<void> {
    return this.#runtime.idle();
  }

  close(): Promise<void> {
    return this.#runtime.close();
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
    const { queue: queueOf, authorizer } = this.#options;
    const queue = this.#deadLetterQueueArn === undefined ? undefined : queueOf(this.#deadLetterQueueArn);
    if (!queue) return undefined;
    const { arn, account } = queue.settings;
    const { allowed } = authorizer.decide(this.#session, {
      action: 'sqs:SendMessage',
      resource: arn,
      resourceAccount: account,
      ...(queue.policy && { resourcePolicy: queue.policy }),
    });
    if (!allowed) return undefined;
    queue.send({
      body: new MessageBody(JSON.stringify(payload)),
      senderId: this.#session.userId,
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

function definitionOf({ resource, role }: FunctionResource, endpointUrl: string): FunctionDefinition {
  const { name, region, code } = resource.resolved;
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
    credentials: { accessKeyId: accessKeyIdOf({ account: role.account, role: role.name }), secretAccessKey: 'local' },
    endpointUrl,
    region,
    ...(timeoutSeconds !== undefined && { timeoutSeconds }),
    ...(memoryMegabytes !== undefined && { memoryMegabytes }),
    ...(reserved !== undefined && { maxConcurrency: Math.min(reserved, 10) }),
  };
}
