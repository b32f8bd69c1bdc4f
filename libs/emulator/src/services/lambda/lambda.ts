import { evaluate } from '@busbar/iam-policy';
import { partitionOf } from '@busbar/arn';
import type { Resource } from '../../cloudformation';
import type { TargetResource } from '../../delivery/target-resource';
import type { RunningService, ServiceContext } from '../../service/emulated-service';
import type { ResourceChange } from '../../service/resource-change';
import { restJson } from '../../wire/protocol';
import type { ServiceApi } from '../../wire/service-api';
import { eventBridge, type EventBridge } from '../eventbridge';
import { sqs } from '../sqs';
import { destinationNotServed, eventInvokeConfig, LATEST, type EventInvokeConfig } from './event-invoke-config';
import { answerMappings, MAPPING_OPERATIONS } from './event-source-mapping-operations';
import { EventSourceMappings } from './event-source-mappings';
import { FunctionPermissions } from './function-permissions';
import { FunctionTarget } from './function-target';
import { HostedFunction } from './hosted-function';
import { answerLambda, LAMBDA_OPERATIONS } from './operations';
import { permissionStatement } from './permission';

/** The functions of all accounts. */
export class Lambda implements RunningService {
  readonly apis: readonly ServiceApi[];
  readonly #context: ServiceContext;
  readonly #permissions = new FunctionPermissions();
  /** By ARN of the function. */
  readonly #eventInvokeConfigs = new Map<string, EventInvokeConfig>();
  readonly #mappings: EventSourceMappings;
  /** By ARN: those that are to run. */
  readonly #resources = new Map<string, Resource>();
  /** By ARN, once they run. */
  readonly #functions = new Map<string, HostedFunction>();
  /** Deleted ones that still end what they had begun. */
  readonly #deleted = new Set<HostedFunction>();
  /** Undefined until the port is open: functions call back. */
  #endpoint: string | undefined;

  constructor(context: ServiceContext) {
    this.#context = context;
    this.#mappings = new EventSourceMappings(context, (arn) => this.#functions.get(arn));
    if (!context.runFunctions) this.#begin('');
    this.apis = [
      {
        kind: 'rest',
        protocol: restJson,
        path: '/2015-03-31/functions',
        operations: LAMBDA_OPERATIONS,
        answer: answerLambda(this.#functions, context.authorizer),
      },
      {
        kind: 'rest',
        protocol: restJson,
        path: '/2015-03-31/event-source-mappings',
        operations: MAPPING_OPERATIONS,
        answer: answerMappings(this.#mappings, context),
      },
    ];
  }

  loadFunction(resource: Resource): ResourceChange {
    return {
      check: () => this.#check(resource),
      apply: () => {
        if (!this.#runs(resource)) return;
        this.#resources.set(resource.arn, resource);
        if (this.#endpoint !== undefined) this.#host(resource, this.#endpoint);
      },
    };
  }

  removeFunction({ arn }: Resource): ResourceChange {
    return {
      apply: () => {
        const hosted = this.#functions.get(arn);
        this.#resources.delete(arn);
        this.#functions.delete(arn);
        this.#permissions.forget(arn);
        if (hosted) void this.#close(hosted);
      },
    };
  }

  loadPermission(resource: Resource): ResourceChange {
    const arn = functionArn(resource);
    resource.compile('Permission', { Version: '2012-10-17', Statement: [permissionStatement(resource, arn)] });
    const most = this.#context.quotas(resource.resolved.account).functionPolicyBytes;
    return {
      check: () => {
        // Without the name of an alias or a version.
        if (this.#context.find(arn.split(':').slice(0, 7).join(':'))) return;
        throw resource.fail('FunctionName', `is ${arn}, which is in no template.`, 'Load the template that has it.');
      },
      checkQuotas: () => this.#permissions.checkSize(resource, arn, most),
      apply: () => this.#permissions.write(resource, arn),
      effects: [{ subject: subjectOf(resource), take: () => this.#permissions.grant(resource, arn) }],
    };
  }

  removePermission(resource: Resource): ResourceChange {
    const arn = functionArn(resource);
    return {
      apply: () => this.#permissions.erase(resource, arn),
      effects: [{ subject: subjectOf(resource), take: () => this.#permissions.revoke(resource, arn) }],
    };
  }

  loadEventInvokeConfig(resource: Resource): ResourceChange {
    const arn = functionArn(resource);
    const config = eventInvokeConfig(resource);
    const qualifier = resource.requiredText('Qualifier');
    const reasons =
      qualifier === LATEST
        ? [config.onSuccess, config.onFailure].map((to) => to && destinationNotServed(to, arn))
        : [`There are no versions and aliases here; it is for "${qualifier}".`];
    for (const reason of reasons) if (reason !== undefined) this.#context.limit(resource, reason);
    return {
      apply: () => {
        if (qualifier === LATEST) this.#eventInvokeConfigs.set(arn, config);
      },
    };
  }

  removeEventInvokeConfig(resource: Resource): ResourceChange {
    return {
      apply: () => {
        if (resource.requiredText('Qualifier') === LATEST) this.#eventInvokeConfigs.delete(functionArn(resource));
      },
    };
  }

  loadEventSourceMapping(resource: Resource): ResourceChange {
    return this.#mappings.load(resource, functionArn(resource));
  }

  removeEventSourceMapping(resource: Resource): ResourceChange {
    return this.#mappings.remove(resource);
  }

  start(endpoint: string): void {
    if (this.#endpoint === undefined) this.#begin(endpoint);
  }

  #begin(endpoint: string): void {
    this.#endpoint = endpoint;
    for (const resource of this.#resources.values()) this.#host(resource, endpoint);
    this.#mappings.start();
  }

  findTarget(arn: string): TargetResource | undefined {
    const hosted = this.#functions.get(arn);
    return hosted && new FunctionTarget(hosted);
  }

  get isBusy(): boolean {
    return this.#mappings.isBusy || this.#all().some(({ isBusy }) => isBusy);
  }

  async idle(): Promise<void> {
    await this.#mappings.idle();
    await Promise.all(this.#all().map((hosted) => hosted.idle()));
  }

  /** No more batches: the messages stay in their queues. */
  endWaiting(): void {
    this.#mappings.close();
  }

  async close(): Promise<void> {
    this.#mappings.close();
    await Promise.all(this.#all().map((hosted) => hosted.close()));
  }

  #all(): readonly HostedFunction[] {
    return [...this.#functions.values(), ...this.#deleted];
  }

  #host(resource: Resource, endpoint: string): void {
    const { arn } = resource;
    const hosted = this.#functions.get(arn);
    if (hosted) return hosted.update(resource);
    const { authorizer, clock, observer, timeScale, roles, runFunctions } = this.#context;
    const service = this.#context.service(sqs);
    const options = {
      role: (roleArn: string) => roles.byArn(roleArn),
      policy: () => this.#permissions.policyOf(arn),
      eventInvokeConfig: () => this.#eventInvokeConfigs.get(arn) ?? {},
      queue: (queueArn: string) => service.queue(queueArn),
      encryption: service.encryption,
      putEvents: (...request: Parameters<EventBridge['putEventsAs']>) =>
        this.#context.service(eventBridge).putEventsAs(...request),
      invocable: (other: string) => (other === arn ? undefined : this.#functions.get(other)),
      runs: runFunctions,
      authorizer,
      clock,
      observer,
      endpoint,
      timeScale,
    };
    this.#functions.set(arn, new HostedFunction(resource, options));
    this.#mappings.wake(arn);
  }

  async #close(hosted: HostedFunction): Promise<void> {
    this.#deleted.add(hosted);
    await hosted.idle();
    await hosted.close();
    this.#deleted.delete(hosted);
  }

  #check(resource: Resource): void {
    const roleArn = resource.requiredText('Role');
    const role = this.#context.find(roleArn);
    if (!role) throw resource.fail('Role', `is ${roleArn}, which is in no template.`, 'Load the template that has it.');
    if (!trustsLambda(role))
      throw resource.fail('Role', `is ${roleArn}, which cannot be assumed by Lambda.`, 'Let it trust lambda.amazonaws.com.');
    if (this.#runs(resource)) return;
    const found = resource.text('Runtime') ?? '(container image)';
    this.#context.limit(resource, `Functions of runtime ${found} do not run here; events for it go to the dead-letter queue.`);
  }

  #runs(resource: Resource): boolean {
    return !this.#context.runFunctions || resource.text('Runtime')?.startsWith('nodejs') === true;
  }
}

function trustsLambda(role: Resource): boolean {
  const service = 'lambda.amazonaws.com';
  const { account } = role.resolved;
  const principal = { arn: service, account, type: 'service', service } as const;
  return evaluate(
    { principal, action: 'sts:AssumeRole', resource: role.arn, context: {} },
    { resourcePolicy: role.policy('AssumeRolePolicyDocument'), resourceAccount: account },
  ).allowed;
}

/** Of a permission or a configuration: `FunctionName` holds a name or an ARN. */
function functionArn(part: Resource): string {
  const named = part.requiredText('FunctionName');
  const { account, region } = part.resolved;
  return named.startsWith('arn:') ? named : `arn:${partitionOf(region)}:lambda:${region}:${account}:function:${named}`;
}

function subjectOf({ resolved: { account, region, stack, logicalId } }: Resource): string {
  return `permission ${account} ${region} ${stack} ${logicalId}`;
}
