import { evaluate } from '@busbar/iam-policy';
import type { Resource } from '../../cloudformation';
import type { TargetResource } from '../../delivery/target-resource';
import type { Role } from '../../identity/role';
import type { RunningService, ServiceContext } from '../../service/emulated-service';
import { restJson } from '../../wire/protocol';
import type { ServiceApi } from '../../wire/service-api';
import { sqs } from '../sqs';
import { FunctionTarget } from './function-target';
import { HostedFunction, type FunctionResource } from './hosted-function';
import { answerLambda, LAMBDA_OPERATIONS } from './operations';
import { permissionStatement } from './permission';

/** The functions of all accounts. */
export class Lambda implements RunningService {
  readonly apis: readonly ServiceApi[];
  readonly #context: ServiceContext;
  readonly #resources: Resource[] = [];
  readonly #permissions: Resource[] = [];
  readonly #definitions: FunctionResource[] = [];
  /** By ARN, once they run. */
  readonly #functions = new Map<string, HostedFunction>();

  constructor(context: ServiceContext) {
    this.#context = context;
    this.apis = [
      {
        kind: 'rest',
        protocol: restJson,
        path: '/2015-03-31/functions',
        operations: LAMBDA_OPERATIONS,
        answer: answerLambda(this.#functions, context.authorizer),
      },
    ];
  }

  addFunction(resource: Resource): void {
    this.#resources.push(resource);
  }

  addPermission(resource: Resource): void {
    this.#permissions.push(resource);
  }

  connect(): void {
    for (const resource of this.#resources) this.#define(resource);
  }

  start(endpoint: string): void {
    const { authorizer, clock, observer, timeScale } = this.#context;
    const { queue } = this.#queues();
    for (const definition of this.#definitions) {
      const options = { queue, authorizer, clock, observer, endpoint, timeScale };
      this.#functions.set(definition.resource.arn, new HostedFunction(definition, options));
    }
  }

  findTarget(arn: string): TargetResource | undefined {
    const hosted = this.#functions.get(arn);
    return hosted && new FunctionTarget(hosted);
  }

  get isBusy(): boolean {
    return [...this.#functions.values()].some(({ isBusy }) => isBusy);
  }

  async idle(): Promise<void> {
    await Promise.all(Array.from(this.#functions.values(), (hosted) => hosted.idle()));
  }

  async close(): Promise<void> {
    await Promise.all(Array.from(this.#functions.values(), (hosted) => hosted.close()));
  }

  #queues() {
    const service = this.#context.service(sqs);
    return { queue: (arn: string) => service.queue(arn) };
  }

  #define(resource: Resource): void {
    const roleArn = resource.requiredText('Role');
    const role = this.#context.roles.byArn(roleArn);
    if (!role) throw resource.fail('Role', `is ${roleArn}, which is in no template.`, 'Load the template that has it.');
    if (!trustsLambda(role))
      throw resource.fail('Role', `is ${roleArn}, which cannot be assumed by Lambda.`, 'Let it trust lambda.amazonaws.com.');
    const runtime = resource.text('Runtime');
    if (!runtime?.startsWith('nodejs')) {
      const found = runtime ?? '(container image)';
      this.#context.limit(resource, `Functions of runtime ${found} do not run here; events for it go to the dead-letter queue.`);
      return;
    }
    const { account } = resource.resolved;
    const statements = this.#permissions
      .filter((permission) => permission.resolved.account === account && namesFunction(permission, resource))
      .map((permission) => permissionStatement(permission, resource.arn));
    const policy =
      statements.length === 0 ? undefined : resource.compile('Permission', { Version: '2012-10-17', Statement: statements });
    this.#definitions.push({ resource, role, policy });
  }
}

function trustsLambda({ arn, account, trust }: Role): boolean {
  const service = 'lambda.amazonaws.com';
  const principal = { arn: service, account, type: 'service', service } as const;
  return evaluate(
    { principal, action: 'sts:AssumeRole', resource: arn, context: {} },
    { resourcePolicy: trust, resourceAccount: account },
  ).allowed;
}

function namesFunction(permission: Resource, { arn, resolved: { name } }: Resource): boolean {
  const named = permission.requiredText('FunctionName');
  return named === name || named === arn;
}
