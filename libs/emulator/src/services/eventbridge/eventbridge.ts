import { busArn } from '@busbar/arn';
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
import { checkTargets } from './check-targets';
import { readArchive } from './read-archive';
import { readDescription, readRule } from './read-rule';
import type { Rule } from './rule';

/** A slash is for buses of partners only. */
const BUS_NAME = /^[\w.-]{1,256}$/;
/** Given back by `DescribeEventBus`, and not run. */
const CONFIGURATION = ['KmsKeyIdentifier', 'DeadLetterConfig', 'LogConfig'];
const STATEMENT_ID = /^[\w-]{1,64}$/;

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
    resource.checkName('Name', BUS_NAME, 'Give 1 to 256 letters, digits, dots, dashes and underscores.');
    if (this.#buses.has(arn)) throw resource.fail('Name', `makes ${arn}, which exists already.`, 'Give it another name.');
    const description = readDescription(resource);
    const tags = resource.tags();
    const configuration = Object.fromEntries(
      CONFIGURATION.flatMap((property) => {
        const value = resource.value(property);
        return value === undefined ? [] : [[property, value]];
      }),
    );
    const bus = new Bus({ name, arn, account, region, tags, configuration, ...(description !== undefined && { description }) });
    this.#buses.set(arn, bus);
    if (resource.value('Policy') !== undefined) {
      this.#policies.add(bus, resource, resource.policy('Policy').document.Statement);
    }
  }

  addBusPolicy(resource: Resource): void {
    const bus = this.#busOf(resource);
    resource.checkName('StatementId', STATEMENT_ID, 'Give 1 to 64 letters, digits, dashes and underscores.');
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
    const { account, region } = resource.resolved;
    if (bus && (bus.account !== account || bus.region !== region)) {
      throw resource.fail('SourceArn', `is ${source}, which is in another account or region.`, 'Name a bus of its own.');
    }
    if (!bus) throw resource.fail('SourceArn', `is ${source}, which is in no template.`, 'Load the template that has it.');
    bus.archives.push(readArchive(resource));
  }

  connect(): void {
    this.#policies.connect();
    for (const [rule, resource] of this.#rules) checkTargets(rule, resource, this.#context);
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
