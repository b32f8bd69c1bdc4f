import { evaluate, type CompiledPolicy } from '@busbar/iam-policy';
import { busArn, parseArn } from '../arn';
import type { IdleResource, LoadedAssembly, ResolvedResource } from '../cloudformation';
import type { Clock } from '../clock';
import { Archive, Bus } from '../eventbridge/bus';
import type { Role } from '../identity/role';
import type { Schedule } from '../schedule';
import { Queue } from '../sqs/queue';
import { readQueue } from './read-queue';
import { readRule } from './read-rule';
import { legacyStatement, permissionStatement } from './policy-statements';
import { Resource } from './resource';

/** A function of a template, before it is started. */
export interface FunctionResource {
  readonly resource: Resource;
  readonly role: Role;
  /** Who may invoke it. */
  readonly policy: CompiledPolicy | undefined;
}

/** The accounts of the templates with everything in them. */
export interface Cloud {
  readonly accounts: ReadonlySet<string>;
  readonly buses: ReadonlyMap<string, Bus>;
  readonly queues: ReadonlyMap<string, Queue>;
  readonly roles: ReadonlyMap<string, Role>;
  /** By function ARN. */
  readonly functions: ReadonlyMap<string, FunctionResource>;
  /** What is in the templates and only partly runs. */
  readonly limited: readonly IdleResource[];
}

/**
 * Builds the accounts from resolved templates. What AWS would refuse to deploy is refused here.
 *
 * @throws ResourceError
 */
export function buildCloud(assemblies: readonly Pick<LoadedAssembly, 'stacks'>[], clock: Clock, schedule: Schedule): Cloud {
  return new CloudBuilder(assemblies, clock, schedule).build();
}

class CloudBuilder {
  readonly #accounts = new Set<string>();
  readonly #buses = new Map<string, Bus>();
  readonly #queues = new Map<string, Queue>();
  readonly #roles = new Map<string, Role>();
  readonly #functions = new Map<string, FunctionResource>();
  readonly #limited: IdleResource[] = [];
  readonly #byType = new Map<string, Resource[]>();
  readonly #clock: Clock;
  readonly #schedule: Schedule;

  constructor(assemblies: readonly Pick<LoadedAssembly, 'stacks'>[], clock: Clock, schedule: Schedule) {
    this.#clock = clock;
    this.#schedule = schedule;
    for (const { account, region, resources } of assemblies.flatMap(({ stacks }) => stacks)) {
      this.#accounts.add(account);
      this.#addBus({ name: 'default', arn: busArn(account, region, 'default'), account, region });
      for (const resolved of resources) this.#collect(resolved);
    }
  }

  build(): Cloud {
    for (const resource of this.#all('AWS::Events::EventBus')) this.#readBus(resource);
    for (const resource of this.#all('AWS::SQS::Queue')) {
      const settings = readQueue(resource);
      this.#unique(this.#queues, settings.arn, resource);
      this.#queues.set(settings.arn, new Queue(settings, this.#clock, this.#schedule));
    }
    for (const resource of this.#all('AWS::IAM::Role')) this.#readRole(resource);
    for (const resource of this.#all('AWS::Lambda::Function')) this.#readFunction(resource);
    this.#connectDeadLetterQueues();
    this.#readBusPolicies();
    this.#readQueuePolicies();
    for (const resource of this.#all('AWS::Events::Rule')) this.#addRule(resource);
    for (const resource of this.#all('AWS::Events::Archive')) this.#addArchive(resource);
    return {
      accounts: this.#accounts,
      buses: this.#buses,
      queues: this.#queues,
      roles: this.#roles,
      functions: this.#functions,
      limited: this.#limited,
    };
  }

  #collect(resolved: ResolvedResource): void {
    const resource = new Resource(resolved);
    const others = this.#byType.get(resolved.type);
    if (others) others.push(resource);
    else this.#byType.set(resolved.type, [resource]);
  }

  #all(type: string): readonly Resource[] {
    return this.#byType.get(type) ?? [];
  }

  #unique(known: ReadonlyMap<string, unknown>, arn: string, resource: Resource): void {
    if (known.has(arn)) throw resource.fail('Name', `makes ${arn}, which exists already.`, 'Give it another name.');
  }

  #limit({ resolved: { type, logicalId, stack } }: Resource, reason: string): void {
    this.#limited.push({ type, logicalId, stack, reason });
  }

  #addBus(options: ConstructorParameters<typeof Bus>[0]): void {
    if (!this.#buses.has(options.arn)) this.#buses.set(options.arn, new Bus(options));
  }

  #readBus(resource: Resource): void {
    const { name, account, region } = resource.resolved;
    const description = resource.text('Description');
    this.#unique(this.#buses, resource.arn, resource);
    const tags = resource.tags();
    this.#addBus({ name, arn: resource.arn, account, region, tags, ...(description !== undefined && { description }) });
  }

  #readRole(resource: Resource): void {
    const { name, account, attributes } = resource.resolved;
    const inline = resource.parts('Policies').map((part) => part.policy('PolicyDocument'));
    const attached = this.#all('AWS::IAM::Policy').filter((policy) => isFor(policy, resource));
    const arns = new Set(resource.texts('ManagedPolicyArns'));
    const managed = this.#all('AWS::IAM::ManagedPolicy').filter((policy) => isFor(policy, resource) || arns.has(policy.arn));
    this.#unique(this.#roles, resource.arn, resource);
    this.#roles.set(resource.arn, {
      name,
      account,
      arn: resource.arn,
      id: attributes['RoleId'] ?? `AROA${name}`,
      trust: resource.policy('AssumeRolePolicyDocument'),
      policies: [...inline, ...[...attached, ...managed].map((policy) => policy.policy('PolicyDocument'))],
    });
    if (resource.value('PermissionsBoundary') !== undefined) this.#limit(resource, 'Its permissions boundary is not enforced.');
  }

  #readFunction(resource: Resource): void {
    const roleArn = resource.requiredText('Role');
    const role = this.#roles.get(roleArn);
    if (!role) throw resource.fail('Role', `is ${roleArn}, which is in no template.`, 'Load the template that has it.');
    if (!trustsLambda(role))
      throw resource.fail('Role', `is ${roleArn}, which cannot be assumed by Lambda.`, 'Let it trust lambda.amazonaws.com.');
    const runtime = resource.text('Runtime');
    if (!runtime?.startsWith('nodejs')) {
      this.#limit(
        resource,
        `Functions of runtime ${runtime ?? '(container image)'} do not run here; events for it go to the dead-letter queue.`,
      );
      return;
    }
    const { account } = resource.resolved;
    const statements = this.#all('AWS::Lambda::Permission')
      .filter((permission) => permission.resolved.account === account && namesFunction(permission, resource))
      .map((permission) => permissionStatement(permission, resource.arn));
    this.#functions.set(resource.arn, {
      resource,
      role,
      policy:
        statements.length === 0 ? undefined : resource.compile('Permission', { Version: '2012-10-17', Statement: statements }),
    });
  }

  #connectDeadLetterQueues(): void {
    for (const resource of this.#all('AWS::SQS::Queue')) {
      const queue = this.#queues.get(resource.arn);
      const wanted = queue?.settings.redrive?.deadLetterQueueArn;
      if (!queue || wanted === undefined) continue;
      queue.deadLetterQueue = this.#queues.get(wanted);
      if (!queue.deadLetterQueue)
        throw resource.fail('RedrivePolicy', `names ${wanted}, which is in no template.`, 'Load the template that has it.');
      if (queue.deadLetterQueue.settings.fifo !== queue.settings.fifo) {
        throw resource.fail(
          'RedrivePolicy',
          'names a queue of the other kind.',
          'The dead-letter queue of a FIFO queue is a FIFO queue, and of a standard queue a standard one.',
        );
      }
    }
  }

  /** A bus has one policy; CloudFormation writes it statement by statement. */
  #readBusPolicies(): void {
    const statements = new Map<Bus, { statements: unknown[]; resource: Resource }>();
    const add = (bus: Bus, resource: Resource, added: readonly unknown[]) => {
      const entry = statements.get(bus);
      if (entry) entry.statements.push(...added);
      else statements.set(bus, { statements: [...added], resource });
    };
    for (const resource of this.#all('AWS::Events::EventBus')) {
      const bus = this.#buses.get(resource.arn);
      const policy = resource.value('Policy');
      if (bus && policy !== undefined) add(bus, resource, resource.policy('Policy').document.Statement);
    }
    for (const resource of this.#all('AWS::Events::EventBusPolicy')) {
      const statement = resource.value('Statement');
      add(this.#busOf(resource), resource, [
        statement === undefined ? legacyStatement(resource, this.#busOf(resource).arn) : parsed(statement),
      ]);
    }
    for (const [bus, { statements: all, resource }] of statements) {
      bus.policy = resource.compile('Statement', { Version: '2012-10-17', Statement: all });
    }
  }

  #readQueuePolicies(): void {
    for (const resource of this.#all('AWS::SQS::QueuePolicy')) {
      const { region } = resource.resolved;
      const policy = resource.policy('PolicyDocument');
      for (const url of resource.texts('Queues')) {
        const [name = '', account = ''] = url.split('/').reverse();
        const queue = [...this.#queues.values()].find(
          ({ settings }) => settings.name === name && settings.account === account && settings.region === region,
        );
        if (!queue) throw resource.fail('Queues', `names ${url}, which is in no template.`, 'Load the template that has it.');
        queue.policy = policy;
      }
    }
  }

  #addRule(resource: Resource): void {
    const bus = this.#busOf(resource);
    const rule = readRule(resource, bus);
    this.#unique(bus.rules, rule.name, resource);
    bus.addRule(rule);
    if (rule.schedule !== undefined) this.#limit(resource, 'Schedules do not run here.');
    for (const { id, arn } of rule.targets) {
      const service = parseArn(arn)?.service ?? arn;
      if (!['events', 'lambda', 'sqs'].includes(service))
        this.#limit(resource, `Its target ${id} is not served here (${service}).`);
    }
  }

  #addArchive(resource: Resource): void {
    const source = resource.requiredText('SourceArn');
    const bus = this.#buses.get(source);
    if (!bus) throw resource.fail('SourceArn', `is ${source}, which is in no template.`, 'Load the template that has it.');
    bus.archives.push(
      new Archive({
        name: resource.resolved.name,
        arn: resource.arn,
        retentionDays: resource.integer('RetentionDays', 0, 1_000_000) ?? 0,
        pattern: resource.pattern('EventPattern'),
      }),
    );
  }

  /** By name in the resource's own account, or by ARN. */
  #busOf(resource: Resource): Bus {
    const { account, region } = resource.resolved;
    const given = resource.text('EventBusName') ?? 'default';
    const arn = given.startsWith('arn:') ? given : busArn(account, region, given);
    const bus = this.#buses.get(arn);
    if (!bus || bus.account !== account) {
      throw resource.fail(
        'EventBusName',
        `is ${given}, which is not an event bus of account ${account}.`,
        'Name one of its own.',
      );
    }
    return bus;
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

/** Whether a policy is attached to the role, by the role's name. */
function isFor(policy: Resource, role: Resource): boolean {
  return policy.resolved.account === role.resolved.account && policy.texts('Roles').includes(role.resolved.name);
}

function namesFunction(permission: Resource, { arn, resolved: { name } }: Resource): boolean {
  const named = permission.requiredText('FunctionName');
  return named === name || named === arn;
}

function parsed(statement: unknown): unknown {
  return typeof statement === 'string' ? (JSON.parse(statement) as unknown) : statement;
}
