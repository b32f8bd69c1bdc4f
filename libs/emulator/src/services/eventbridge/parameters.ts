import { checkConstraints, type Parameter, type Parameters } from '../../wire/constraints';
import { optionalText, type JsonInput } from '../../wire/input';
import { ServiceError } from '../../wire/service-error';

const string = (most: number, more: { readonly pattern?: string; readonly required?: boolean; readonly least?: number } = {}) =>
  ({ kind: 'string', least: 1, most, ...more }) as const;
const oneOf = (...values: string[]) => ({ kind: 'string', values }) as const;
const required = <Kind extends Parameter>(parameter: Kind) => ({ ...parameter, required: true });

const NAME = '[\\.\\-_A-Za-z0-9]+';
const BUS = '(arn:aws[\\w-]*:events:[a-z]+-[a-z]+-[\\w-]+:[0-9]{12}:event-bus\\/)?[/\\.\\-_A-Za-z0-9]+';
const busName = string(1_600, { pattern: BUS });
const ruleName = string(64, { pattern: NAME });
const archiveName = string(48, { pattern: NAME });
const name64 = string(64, { pattern: NAME });
const arn = string(1_600);
const PAGE: Parameters = { NextToken: string(2_048), Limit: { kind: 'integer', least: 1, most: 100 } };
const ARCHIVE_STATES = ['ENABLED', 'DISABLED', 'CREATING', 'UPDATING', 'CREATE_FAILED', 'UPDATE_FAILED'];
const REPLAY_STATES = ['STARTING', 'RUNNING', 'CANCELLING', 'COMPLETED', 'CANCELLED', 'FAILED'];
const CONNECTION_STATES = [
  ...['CREATING', 'UPDATING', 'DELETING', 'AUTHORIZED', 'DEAUTHORIZED', 'AUTHORIZING', 'DEAUTHORIZING', 'ACTIVE'],
  'FAILED_CONNECTIVITY',
];

/**
 * Every parameter of the operations that only read, and of those that stop and start a rule, with its constraints.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Operations.html
 */
export const PARAMETERS: Readonly<Record<string, Parameters>> = {
  TestEventPattern: { EventPattern: required(string(4_096, { least: 0 })), Event: { kind: 'string', required: true } },
  DescribeEventBus: { Name: busName },
  ListEventBuses: { NamePrefix: string(256, { pattern: '[/\\.\\-_A-Za-z0-9]+' }), ...PAGE },
  ListRules: { NamePrefix: ruleName, EventBusName: busName, ...PAGE },
  DescribeRule: { Name: required(ruleName), EventBusName: busName },
  DisableRule: { Name: required(ruleName), EventBusName: busName },
  EnableRule: { Name: required(ruleName), EventBusName: busName },
  ListTargetsByRule: { Rule: required(ruleName), EventBusName: busName, ...PAGE },
  ListRuleNamesByTarget: { TargetArn: required(arn), EventBusName: busName, ...PAGE },
  ListArchives: { NamePrefix: archiveName, EventSourceArn: arn, State: oneOf(...ARCHIVE_STATES), ...PAGE },
  DescribeArchive: { ArchiveName: required(archiveName) },
  ListTagsForResource: { ResourceARN: required(arn) },
  ListReplays: { NamePrefix: name64, EventSourceArn: arn, State: oneOf(...REPLAY_STATES), ...PAGE },
  DescribeReplay: { ReplayName: required(name64) },
  ListConnections: { NamePrefix: name64, ConnectionState: oneOf(...CONNECTION_STATES), ...PAGE },
  DescribeConnection: { Name: required(name64) },
  ListApiDestinations: { NamePrefix: name64, ConnectionArn: arn, ...PAGE },
  DescribeApiDestination: { Name: required(name64) },
  ListEndpoints: {
    NamePrefix: name64,
    HomeRegion: string(20, { least: 9 }),
    NextToken: PAGE['NextToken'] as Parameter,
    MaxResults: { kind: 'integer', least: 1, most: 100 },
  },
  DescribeEndpoint: { Name: required(name64), HomeRegion: string(20, { least: 9 }) },
  ListEventSources: { NamePrefix: string(256, { pattern: '[/\\.\\-_A-Za-z0-9]+' }), ...PAGE },
  DescribeEventSource: { Name: required(string(256)) },
  ListPartnerEventSources: { NamePrefix: required(string(256)), ...PAGE },
  DescribePartnerEventSource: { Name: required(string(256)) },
  ListPartnerEventSourceAccounts: { EventSourceName: required(string(256)), ...PAGE },
};

/** Operations whose filters exclude each other. */
const EXCLUSIVE_FILTERS: Readonly<Record<string, readonly string[]>> = {
  ListArchives: ['State', 'EventSourceArn', 'NamePrefix'],
  ListReplays: ['State', 'EventSourceArn', 'NamePrefix'],
};

/** @throws ServiceError in AWS's words, with all that is wrong */
export function checkParameters(operation: string, input: JsonInput): void {
  checkConstraints(PARAMETERS[operation] ?? {}, input);
  const filters = EXCLUSIVE_FILTERS[operation] ?? [];
  if (filters.filter((name) => optionalText(input, name) !== undefined).length > 1) {
    const [first = '', second = '', third = ''] = filters;
    const message = `At most one filter is allowed for ${operation}. Use either : ${first}, ${second}, or ${third}.`;
    throw new ServiceError('ValidationException', message);
  }
}
