import { EventPatternError, matches, parsePattern, PatternError } from '@busbar/event-pattern';
import { parseArn } from '@busbar/arn';
import { compareText } from '@busbar/problem';
import type { Clock } from '../../time/clock';
import { denialMessage, type Authorizer } from '../../identity/authorizer';
import { optionalInteger, optionalText, type JsonInput } from '../../wire/input';
import type { Call, Operation, Operations } from '../../wire/call';
import { ServiceError } from '../../wire/service-error';
import type { Archive, Bus } from './bus';
import { checkParameters } from './parameters';
import { busArnOf } from './put-events';
import type { Rule } from './rule';

export interface EventBridgeOptions {
  readonly putEvents: Operation;
  /** Buses of all accounts. */
  readonly buses: () => Iterable<Bus>;
  readonly bus: (arn: string) => Bus | undefined;
  /** Puts a changed rule in the place of the one of its name. */
  readonly setRule: (rule: Rule) => void;
  readonly authorizer: Authorizer;
  readonly clock: Clock;
}

/** They change infrastructure, which comes from the templates. */
const OF_TEMPLATES = [
  ...['ActivateEventSource', 'CreateApiDestination', 'CreateArchive', 'CreateConnection', 'CreateEndpoint', 'CreateEventBus'],
  ...['CreatePartnerEventSource', 'DeactivateEventSource', 'DeauthorizeConnection', 'DeleteApiDestination', 'DeleteArchive'],
  ...['DeleteConnection', 'DeleteEndpoint', 'DeleteEventBus', 'DeletePartnerEventSource', 'DeleteRule'],
  ...['PutPermission', 'PutRule', 'PutTargets', 'RemovePermission', 'RemoveTargets', 'TagResource', 'UntagResource'],
  ...['UpdateApiDestination', 'UpdateArchive', 'UpdateConnection', 'UpdateEndpoint', 'UpdateEventBus'],
];

/** Known to AWS, and not run here. */
const NOT_RUN = ['CancelReplay', 'PutPartnerEvents', 'StartReplay'];

/** Kinds of resources that no template brings to life here: there are none to list, by the member of the answer. */
const EMPTY_LISTS: Readonly<Record<string, string>> = {
  ListApiDestinations: 'ApiDestinations',
  ListConnections: 'Connections',
  ListEndpoints: 'Endpoints',
  ListEventSources: 'EventSources',
  ListPartnerEventSourceAccounts: 'PartnerEventSourceAccounts',
  ListPartnerEventSources: 'PartnerEventSources',
  ListReplays: 'Replays',
};

/** And none to describe: what AWS calls the kind, and the member that names one. */
const ABSENT: Readonly<Record<string, readonly [kind: string, member: string]>> = {
  DescribeApiDestination: ['ApiDestination', 'Name'],
  DescribeConnection: ['Connection', 'Name'],
  DescribeEndpoint: ['Endpoint', 'Name'],
  DescribeEventSource: ['Event source', 'Name'],
  DescribePartnerEventSource: ['Event source', 'Name'],
  DescribeReplay: ['Replay', 'ReplayName'],
};

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Operations.html */
export function eventBridgeOperations({
  putEvents,
  buses,
  bus: busByArn,
  setRule,
  authorizer,
  clock,
}: EventBridgeOptions): Operations {
  const created = Math.floor(clock.now() / 1_000);

  const authorize = ({ caller }: Call, action: string, resource: string): void => {
    const decision = authorizer.decide(caller, { action: `events:${action}`, resource, resourceAccount: caller.account });
    if (!decision.allowed)
      throw new ServiceError('AccessDeniedException', denialMessage(caller, `events:${action}`, resource, decision));
  };

  /** A bus of the caller's own account. */
  const ownBus = (name: string | undefined, call: Call): Bus => {
    const arn = busArnOf(name, call);
    const found = busByArn(arn);
    if (found?.account !== call.caller.account) throw notFound(`Event bus ${busNameOf(arn)} does not exist.`);
    return found;
  };

  const ownBuses = ({ caller, region }: Call): Bus[] =>
    [...buses()].filter((bus) => bus.account === caller.account && bus.region === region).sort(byName);

  const ruleOf = (input: JsonInput, call: Call, member: string): Rule => {
    const name = required(input, member);
    const bus = ownBus(optionalText(input, 'EventBusName'), call);
    const rule = bus.rules.get(name);
    if (!rule) throw notFound(`Rule ${name} does not exist on EventBus ${bus.name}.`);
    return rule;
  };

  const setState = (input: JsonInput, call: Call, action: string, state: string): string => {
    const rule = ruleOf(input, call, 'Name');
    authorize(call, action, rule.arn);
    setRule({ ...rule, state });
    return '{}';
  };

  const operations: Record<string, Operation> = {
    PutEvents: putEvents,

    TestEventPattern(input, call) {
      authorize(call, 'TestEventPattern', '*');
      return JSON.stringify({ Result: testPattern(required(input, 'EventPattern'), required(input, 'Event')) });
    },

    DescribeEventBus(input, call) {
      const bus = ownBus(optionalText(input, 'Name'), call);
      authorize(call, 'DescribeEventBus', bus.arn);
      return JSON.stringify({ ...describeBus(bus, created), ...bus.configuration });
    },

    ListEventBuses(input, call) {
      authorize(call, 'ListEventBuses', '*');
      const prefix = optionalText(input, 'NamePrefix') ?? '';
      const found = ownBuses(call).filter(({ name }) => name.startsWith(prefix));
      return page(
        input,
        'EventBuses',
        found.map((bus) => describeBus(bus, created)),
      );
    },

    ListRules(input, call) {
      const bus = ownBus(optionalText(input, 'EventBusName'), call);
      authorize(call, 'ListRules', '*');
      const prefix = optionalText(input, 'NamePrefix') ?? '';
      const found = [...bus.rules.values()].filter(({ name }) => name.startsWith(prefix)).sort(byName);
      return page(input, 'Rules', found.map(describeRule));
    },

    DescribeRule(input, call) {
      const rule = ruleOf(input, call, 'Name');
      authorize(call, 'DescribeRule', rule.arn);
      return JSON.stringify({ ...describeRule(rule), CreatedBy: rule.account });
    },

    /** What an operator stops by hand. It lasts until the template's rule changes. */
    DisableRule: (input, call) => setState(input, call, 'DisableRule', 'DISABLED'),
    EnableRule: (input, call) => setState(input, call, 'EnableRule', 'ENABLED'),

    ListTargetsByRule(input, call) {
      const rule = ruleOf(input, call, 'Rule');
      authorize(call, 'ListTargetsByRule', rule.arn);
      return page(
        input,
        'Targets',
        rule.targets.map(({ properties }) => properties),
      );
    },

    ListRuleNamesByTarget(input, call) {
      authorize(call, 'ListRuleNamesByTarget', '*');
      const target = required(input, 'TargetArn');
      const bus = ownBus(optionalText(input, 'EventBusName'), call);
      const found = [...bus.rules.values()].filter(({ targets }) => targets.some(({ arn }) => arn === target));
      return page(input, 'RuleNames', found.map(({ name }) => name).sort());
    },

    ListArchives(input, call) {
      authorize(call, 'ListArchives', '*');
      const prefix = optionalText(input, 'NamePrefix') ?? '';
      const source = optionalText(input, 'EventSourceArn');
      const state = optionalText(input, 'State') ?? ARCHIVE_STATE;
      const found = ownBuses(call).flatMap((bus) => bus.archives.map((archive) => ({ bus, archive })));
      const shown = found
        .filter(({ archive }) => archive.name.startsWith(prefix) && state === ARCHIVE_STATE)
        .filter(({ bus }) => source === undefined || bus.arn === source)
        .map(({ bus, archive }) => describeArchive(bus, archive, created));
      return page(input, 'Archives', shown);
    },

    DescribeArchive(input, call) {
      const name = required(input, 'ArchiveName');
      const found = ownBuses(call).flatMap((bus) =>
        bus.archives.filter((archive) => archive.name === name).map((archive) => ({ bus, archive })),
      );
      const [one] = found;
      if (!one) throw notFound(`Archive ${name} does not exist.`);
      authorize(call, 'DescribeArchive', one.archive.arn);
      const { arn, description, kmsKey, pattern } = one.archive.settings;
      return JSON.stringify({
        ArchiveArn: arn,
        ...(description !== undefined && { Description: description }),
        ...(pattern && { EventPattern: pattern.text }),
        ...(kmsKey !== undefined && { KmsKeyIdentifier: kmsKey }),
        ...describeArchive(one.bus, one.archive, created),
      });
    },

    ListTagsForResource(input, call) {
      const arn = required(input, 'ResourceARN');
      authorize(call, 'ListTagsForResource', arn);
      const found = ownBuses(call)
        .flatMap((bus) => [bus, ...bus.rules.values()])
        .find((resource) => resource.arn === arn);
      if (!found) throw notFound(absenceOf(arn));
      return JSON.stringify({ Tags: Object.entries(found.tags).map(([Key, Value]) => ({ Key, Value })) });
    },
  };
  for (const [name, member] of Object.entries(EMPTY_LISTS)) {
    operations[name] = (_input, call) => {
      authorize(call, name, '*');
      return JSON.stringify({ [member]: [] });
    };
  }
  for (const [name, [kind, member]] of Object.entries(ABSENT)) {
    operations[name] = (input, call) => {
      authorize(call, name, '*');
      throw notFound(`${kind} ${required(input, member)} does not exist.`);
    };
  }
  for (const [name, operation] of Object.entries(operations)) {
    if (name === 'PutEvents') continue;
    operations[name] = (input, call) => {
      checkParameters(name, input);
      return operation(input, call);
    };
  }
  for (const name of OF_TEMPLATES) {
    operations[name] = () => {
      throw new ServiceError(
        'OperationDisabledException',
        `${name} changes infrastructure. This runtime is made from CloudFormation templates: change those, and start it again.`,
      );
    };
  }
  for (const name of NOT_RUN) {
    operations[name] = () => {
      throw new ServiceError('OperationDisabledException', `${name} is not supported by this runtime.`);
    };
  }
  return new Map(Object.entries(operations));
}

/** What `TestEventPattern` wants to see in an event. */
const EVENT_MEMBERS = ['id', 'account', 'source', 'time', 'region', 'detail-type'];

function testPattern(pattern: string, event: string): boolean {
  if (!isCompleteEvent(event)) throw new ServiceError('ValidationException', 'Parameter Event is not valid.');
  try {
    return matches(parsePattern(pattern), event);
  } catch (error) {
    if (error instanceof PatternError) throw new ServiceError('InvalidEventPatternException', error.message);
    if (error instanceof EventPatternError) throw new ServiceError('ValidationException', 'Parameter Event is not valid.');
    throw error;
  }
}

function isCompleteEvent(text: string): boolean {
  try {
    const event: unknown = JSON.parse(text);
    return typeof event === 'object' && event !== null && EVENT_MEMBERS.every((member) => Object.hasOwn(event, member));
  } catch {
    return false;
  }
}

function describeBus({ name, arn, description, policy }: Bus, created: number): Record<string, unknown> {
  return {
    Name: name,
    Arn: arn,
    ...(description !== undefined && { Description: description }),
    ...(policy && { Policy: JSON.stringify(policy.document) }),
    CreationTime: created,
    LastModifiedTime: created,
  };
}

function describeRule({ name, arn, pattern, schedule, state, description, roleArn, busName }: Rule): Record<string, unknown> {
  return {
    Name: name,
    Arn: arn,
    ...(pattern && { EventPattern: pattern.text }),
    ...(schedule !== undefined && { ScheduleExpression: schedule }),
    State: state,
    ...(description !== undefined && { Description: description }),
    ...(roleArn !== undefined && { RoleArn: roleArn }),
    EventBusName: busName,
  };
}

/** Archives of templates are ready from the start. */
const ARCHIVE_STATE = 'ENABLED';

function describeArchive(bus: Bus, archive: Archive, created: number): Record<string, unknown> {
  return {
    ArchiveName: archive.name,
    EventSourceArn: bus.arn,
    State: ARCHIVE_STATE,
    RetentionDays: archive.settings.retentionDays,
    SizeBytes: archive.bytes,
    EventCount: archive.count,
    CreationTime: created,
  };
}

/** The token is the position where the next page begins. */
function page(input: JsonInput, member: string, items: readonly unknown[]): string {
  const limit = optionalInteger(input, 'Limit') ?? 100;
  const start = Number(optionalText(input, 'NextToken') ?? 0);
  if (!Number.isInteger(start) || start < 0) throw new ServiceError('ValidationException', 'Parameter NextToken is not valid.');
  const end = start + limit;
  return JSON.stringify({ [member]: items.slice(start, end), ...(end < items.length && { NextToken: String(end) }) });
}

/** Checked by {@link checkParameters} before. */
function required(input: JsonInput, member: string): string {
  return optionalText(input, member) ?? '';
}

function notFound(message: string): ServiceError {
  return new ServiceError('ResourceNotFoundException', message);
}

/** What AWS says of a resource that is not there and could have tags. */
function absenceOf(arn: string): string {
  const resource = parseArn(arn)?.resource ?? '';
  const [kind, ...names] = resource.split('/');
  const name = names.pop();
  if (kind === 'event-bus' && name !== undefined) return `Event bus ${name} does not exist.`;
  if (kind === 'rule' && name !== undefined) return `Rule ${name} does not exist on EventBus ${names.join('/') || 'default'}.`;
  throw new ServiceError('ValidationException', `Parameter ${arn} is not valid. Reason: Provided Arn is not in correct format.`);
}

function busNameOf(arn: string): string {
  return arn.slice(arn.indexOf('/') + 1);
}

function byName(one: { readonly name: string }, other: { readonly name: string }): number {
  return compareText(one.name, other.name);
}
