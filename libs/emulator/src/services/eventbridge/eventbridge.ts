import { isDeepStrictEqual } from 'node:util';
import { busArn } from '@busbar/arn';
import type { Resource } from '../../cloudformation';
import { accessKeyIdOf, type Identity } from '../../credentials';
import type { TargetResource } from '../../delivery/target-resource';
import { EmulatorError } from '../../errors';
import type { Caller } from '../../identity/caller';
import type { RunningService, ServiceContext } from '../../service/emulated-service';
import type { ResourceChange } from '../../service/resource-change';
import type { Operation } from '../../wire/call';
import { awsJson11 } from '../../wire/protocol';
import type { ServiceApi } from '../../wire/service-api';
import { Bus, type BusSettings } from './bus';
import { BusEncryption } from './bus-encryption';
import { policyStatement, putPolicy, putStatement, removeStatement, BusPolicy, type PolicyChange } from './bus-policy';
import { BusTarget } from './bus-target';
import { EventRouter } from './event-router';
import { eventBridgeOperations } from './operations';
import { putEventsOperation } from './put-events';
import { checkTargets } from './check-targets';
import { readArchive } from './read-archive';
import { readBus } from './read-bus';
import { readRule } from './read-rule';
import type { Rule } from './rule';
import { RuleSchedules } from './rule-schedules';

const STATEMENT_ID = /^[\w-]{1,64}$/;

/** The event buses of all accounts, with their rules and archives. */
export class EventBridge implements RunningService {
  readonly apis: readonly ServiceApi[];
  readonly #context: ServiceContext;
  readonly #encryption: BusEncryption;
  readonly #router: EventRouter;
  readonly #schedules: RuleSchedules;
  readonly #putEvents: Operation;
  /** By ARN. */
  readonly #buses = new Map<string, Bus>();

  constructor(context: ServiceContext) {
    this.#context = context;
    this.#encryption = new BusEncryption(context);
    this.#router = new EventRouter({ ...context, encryption: this.#encryption });
    const { authorizer, clock, observer, schedule } = context;
    this.#schedules = new RuleSchedules(clock, schedule, (rule, time) => this.#router.run(rule, time));
    const bus = (arn: string) => this.#buses.get(arn);
    this.#putEvents = putEventsOperation({ bus, router: this.#router, authorizer, clock, observer });
    const buses = () => this.#buses.values();
    const setRule = (rule: Rule) => this.#putRule(rule);
    const operations = eventBridgeOperations({ putEvents: this.#putEvents, buses, bus, setRule, authorizer, clock });
    this.apis = [{ kind: 'json', protocol: awsJson11, targetPrefix: 'AWSEvents', operations }];
  }

  /** Events that each archive kept. */
  archives(): readonly { readonly name: string; readonly arn: string; readonly count: number }[] {
    return [...this.#buses.values()].flatMap(({ archives }) => archives.map(({ name, arn, count }) => ({ name, arn, count })));
  }

  /**
   * `PutEvents` without HTTP: targets in this process have the events when it returns.
   *
   * @param entries as in the API: `Source`, `DetailType`, `Detail`, `EventBusName`, …
   * @throws EmulatorError when there is no such account or role
   * @throws ServiceError for a call that is refused as a whole
   */
  putEvents(identity: Identity, region: string, entries: readonly object[]): PutEventsResult {
    const { callers, clock } = this.#context;
    const caller = callers.find(accessKeyIdOf(identity), undefined, clock.now());
    if (typeof caller === 'string') {
      const who = identity.role === undefined ? identity.account : `${identity.account}.${identity.role}`;
      throw new EmulatorError(`No template has ${who}. Publish as a role that is deployed.`);
    }
    return this.putEventsAs(caller, region, entries);
  }

  /**
   * The same for a service that publishes in somebody's name.
   *
   * @throws ServiceError for a call that is refused as a whole
   */
  putEventsAs(caller: Caller, region: string, entries: readonly object[]): PutEventsResult {
    const call = { caller, region, endpoint: '', onAbandoned: () => undefined };
    return JSON.parse(this.#putEvents({ Entries: entries }, call) as string) as PutEventsResult;
  }

  /**
   * Runs a rule that has a schedule now, whether schedules run or not. Targets in this process have the event when it returns.
   *
   * @throws EmulatorError when no rule with a schedule has that ARN
   */
  runSchedule(ruleArn: string): void {
    const rules = [...this.#buses.values()].flatMap((bus) => [...bus.rules.values()]);
    const rule = rules.find(({ arn, schedule }) => arn === ruleArn && schedule !== undefined);
    if (!rule) throw new EmulatorError(`No template has a rule ${ruleArn} with a ScheduleExpression.`);
    this.#router.run(rule, this.#context.clock.now());
  }

  /** Every account has a bus named `default`. */
  open(account: string, region: string): void {
    const arn = busArn(account, region, 'default');
    if (!this.#buses.has(arn)) this.#buses.set(arn, new Bus({ name: 'default', arn, account, region }));
  }

  loadBus(resource: Resource, previous: Resource | undefined): ResourceChange {
    const settings = readBus(resource);
    const { arn } = settings;
    if (!previous && this.#buses.has(arn)) {
      throw resource.fail('Name', `makes ${arn}, which exists already.`, 'Give it another name.');
    }
    const change = wholePolicyChange(resource, previous);
    const policy = change && this.#policyChange(arn, resource, 'Policy', change);
    return {
      ...(policy && { checkQuotas: policy.checkQuotas, effects: policy.effects }),
      check: () => this.#checkKey(settings, resource),
      apply: () => {
        const bus = this.#buses.get(arn);
        if (bus) bus.settings = settings;
        else this.#buses.set(arn, new Bus(settings));
        policy?.apply();
      },
    };
  }

  #checkKey(settings: BusSettings, resource: Resource): void {
    if (!this.#encryption.knowsKey(settings)) {
      this.#context.limit(resource, 'Its key is in no template: here everybody may use it.');
    }
    const denial = this.#encryption.denialOfBus(settings);
    if (denial === undefined) return;
    const fix = 'Allow it to events.amazonaws.com in the policy of the key, without a condition on the encryption context.';
    throw resource.fail('KmsKeyIdentifier', `is a key that EventBridge cannot look at: ${denial}`, fix);
  }

  removeBus(resource: Resource): ResourceChange {
    return {
      check: () => {
        const count = this.#buses.get(resource.arn)?.ruleNames.size ?? 0;
        if (count > 0) throw resource.fail('Name', `is of an event bus with ${count} rules.`, 'Delete its rules first.');
      },
      apply: () => void this.#buses.delete(resource.arn),
    };
  }

  loadBusPolicy(resource: Resource, previous: Resource | undefined): ResourceChange {
    const bus = this.#busOf(resource);
    resource.checkName('StatementId', STATEMENT_ID, 'Give 1 to 64 letters, digits, dashes and underscores.');
    const statement = policyStatement(resource, bus.arn);
    resource.compile('Statement', { Version: '2012-10-17', Statement: [statement] });
    if (previous && isDeepStrictEqual(previous.properties, resource.properties)) return {};
    return this.#policyChange(bus.arn, resource, 'Statement', putStatement(resource.resolved.name, statement));
  }

  removeBusPolicy(resource: Resource): ResourceChange {
    const change = removeStatement(resource.resolved.name);
    const { apply, effects } = this.#policyChange(this.#busArnOf(resource), resource, 'Statement', change);
    return { apply, effects };
  }

  loadRule(resource: Resource, previous: Resource | undefined): ResourceChange {
    const bus = this.#busOf(resource);
    const rule = readRule(resource, bus);
    return {
      check: () => {
        checkTargets(rule, resource, this.#context);
        if (rule.schedule !== undefined && !this.#context.runSchedules) this.#context.limit(resource, 'Schedules are off.');
      },
      checkQuotas: () => {
        const { rulesPerBus, patternCharacters } = this.#context.quotas(bus.account);
        const characters = rule.pattern?.text.length ?? 0;
        if (characters > patternCharacters) {
          throw resource.fail('EventPattern', `has ${characters} characters; the quota is ${patternCharacters}.`, 'Shorten it.');
        }
        if (previous || bus.ruleNames.size < rulesPerBus) return;
        const found = `is one more than the ${rulesPerBus} rules that the event bus ${bus.name} may have. (LimitExceededException)`;
        throw resource.fail('Name', found, 'Have the quota raised, or use another bus.');
      },
      apply: () => void bus.ruleNames.add(rule.name),
      effects: [{ subject: rule.arn, take: () => this.#putRule(rule) }],
    };
  }

  removeRule(resource: Resource): ResourceChange {
    const { name } = resource.resolved;
    const bus = this.#buses.get(this.#busArnOf(resource));
    const take = () => {
      bus?.removeRule(name);
      this.#schedules.remove(resource.arn);
    };
    return { apply: () => void bus?.ruleNames.delete(name), effects: [{ subject: resource.arn, take }] };
  }

  #putRule(rule: Rule): void {
    this.#buses.get(rule.busArn)?.putRule(rule);
    if (this.#context.runSchedules) this.#schedules.put(rule);
  }

  loadArchive(resource: Resource): ResourceChange {
    const source = resource.requiredText('SourceArn');
    const bus = this.#buses.get(source);
    const { account, region } = resource.resolved;
    if (bus && (bus.account !== account || bus.region !== region)) {
      throw resource.fail('SourceArn', `is ${source}, which is in another account or region.`, 'Name a bus of its own.');
    }
    if (!bus) throw resource.fail('SourceArn', `is ${source}, which is in no template.`, 'Load the template that has it.');
    const archive = readArchive(resource);
    return { apply: () => bus.putArchive(archive) };
  }

  removeArchive(resource: Resource): ResourceChange {
    return { apply: () => this.#buses.get(resource.requiredText('SourceArn'))?.removeArchive(resource.arn) };
  }

  findTarget(arn: string): TargetResource | undefined {
    const bus = this.#buses.get(arn);
    return bus && new BusTarget(bus, this.#router);
  }

  /** Changes of one bus's policy take effect in their order: EventBridge keeps it as one document. */
  #policyChange(arn: string, resource: Resource, property: string, change: PolicyChange) {
    const most = this.#context.quotas(resource.resolved.account).busPolicyCharacters;
    const permissions = () => this.#buses.get(arn)?.permissions;
    // Of this bus, not of one that gets its name while the effect is pending.
    let written: BusPolicy | undefined;
    return {
      // A bus that is not there yet has no policy yet.
      checkQuotas: () => (permissions() ?? new BusPolicy()).checkSize(resource, property, change, most),
      apply: () => {
        written = permissions();
        written?.write(change);
      },
      effects: [{ subject: `bus-policy ${arn}`, take: () => written?.takeEffect(change) }],
    };
  }

  /** By name in the resource's own account, or by ARN. */
  #busArnOf(resource: Resource): string {
    const { account, region } = resource.resolved;
    const given = resource.text('EventBusName') ?? 'default';
    return given.startsWith('arn:') ? given : busArn(account, region, given);
  }

  #busOf(resource: Resource): Bus {
    const { account } = resource.resolved;
    const bus = this.#buses.get(this.#busArnOf(resource));
    if (bus?.account === account) return bus;
    const found = `is ${resource.text('EventBusName')}, which is not an event bus of account ${account}.`;
    throw resource.fail('EventBusName', found, 'Name one of its own.');
  }
}

export interface PutEventsResult {
  readonly FailedEntryCount: number;
  readonly Entries: readonly { readonly EventId?: string; readonly ErrorCode?: string; readonly ErrorMessage?: string }[];
}

/** `Policy` of an `AWS::Events::EventBus`: written when it changes, taken away when it leaves the template. */
function wholePolicyChange(resource: Resource, previous: Resource | undefined): PolicyChange | undefined {
  const wanted = resource.value('Policy');
  if (isDeepStrictEqual(wanted, previous?.value('Policy'))) return undefined;
  return putPolicy(wanted === undefined ? [] : resource.policy('Policy').document.Statement);
}
