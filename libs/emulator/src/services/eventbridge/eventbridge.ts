import { busArn, parseArn } from '@busbar/arn';
import type { Resource } from '../../cloudformation';
import type { TargetResource } from '../../delivery/target-resource';
import type { RunningService, ServiceContext } from '../../service/emulated-service';
import { awsJson11 } from '../../wire/protocol';
import type { ServiceApi } from '../../wire/service-api';
import { Bus } from './bus';
import { BusPolicies, policyStatement } from './bus-policy';
import { BusTarget } from './bus-target';
import { EventRouter } from './event-router';
import { eventBridgeOperations } from './operations';
import { putEventsOperation } from './put-events';
import { readArchive } from './read-archive';
import { readRule } from './read-rule';
import type { Rule } from './rule';

/** The event buses of all accounts, with their rules and archives. */
export class EventBridge implements RunningService {
  readonly apis: readonly ServiceApi[];
  readonly #context: ServiceContext;
  readonly #router: EventRouter;
  /** By ARN. */
  readonly #buses = new Map<string, Bus>();
  readonly #policies = new BusPolicies();
  readonly #rules = new Map<Rule, Resource>();

  constructor(context: ServiceContext) {
    this.#context = context;
    this.#router = new EventRouter(context);
    for (const { account, region } of context.environments) {
      const arn = busArn(account, region, 'default');
      if (!this.#buses.has(arn)) this.#buses.set(arn, new Bus({ name: 'default', arn, account, region }));
    }
    const { authorizer, clock, observer } = context;
    const bus = (arn: string) => this.#buses.get(arn);
    const putEvents = putEventsOperation({ bus, router: this.#router, authorizer, clock, observer });
    const operations = eventBridgeOperations({ putEvents, buses: () => this.#buses.values(), bus, authorizer, clock });
    this.apis = [{ kind: 'json', protocol: awsJson11, targetPrefix: 'AWSEvents', operations }];
  }

  /** Events that each archive kept. */
  archives(): readonly { readonly name: string; readonly arn: string; readonly count: number }[] {
    return [...this.#buses.values()].flatMap(({ archives }) => archives.map(({ name, arn, count }) => ({ name, arn, count })));
  }

  addBus(resource: Resource): void {
    const { name, account, region } = resource.resolved;
    const { arn } = resource;
    if (this.#buses.has(arn)) throw resource.fail('Name', `makes ${arn}, which exists already.`, 'Give it another name.');
    const description = resource.text('Description');
    const tags = resource.tags();
    const bus = new Bus({ name, arn, account, region, tags, ...(description !== undefined && { description }) });
    this.#buses.set(arn, bus);
    if (resource.value('Policy') !== undefined) {
      this.#policies.add(bus, resource, resource.policy('Policy').document.Statement);
    }
  }

  addBusPolicy(resource: Resource): void {
    const bus = this.#busOf(resource);
    this.#policies.add(bus, resource, [policyStatement(resource, bus.arn)]);
  }

  addRule(resource: Resource): void {
    const bus = this.#busOf(resource);
    const rule = readRule(resource, bus);
    bus.addRule(rule);
    this.#rules.set(rule, resource);
    if (rule.schedule !== undefined) this.#context.limit(resource, 'Schedules do not run here.');
  }

  addArchive(resource: Resource): void {
    const source = resource.requiredText('SourceArn');
    const bus = this.#buses.get(source);
    if (!bus) throw resource.fail('SourceArn', `is ${source}, which is in no template.`, 'Load the template that has it.');
    bus.archives.push(readArchive(resource));
  }

  connect(): void {
    this.#policies.connect();
    const { targets, limit } = this.#context;
    for (const [rule, resource] of this.#rules) {
      for (const { id, arn } of rule.targets) {
        const service = parseArn(arn)?.service ?? arn;
        if (!targets.serves(service)) limit(resource, `Its target ${id} is not served here (${service}).`);
      }
    }
  }

  findTarget(arn: string): TargetResource | undefined {
    const bus = this.#buses.get(arn);
    return bus && new BusTarget(bus, this.#router);
  }

  /** By name in the resource's own account, or by ARN. */
  #busOf(resource: Resource): Bus {
    const { account, region } = resource.resolved;
    const given = resource.text('EventBusName') ?? 'default';
    const arn = given.startsWith('arn:') ? given : busArn(account, region, given);
    const bus = this.#buses.get(arn);
    if (bus?.account === account) return bus;
    const found = `is ${given}, which is not an event bus of account ${account}.`;
    throw resource.fail('EventBusName', found, 'Name one of its own.');
  }
}
