import { parseArn } from '@busbar/arn';
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import {
  retryText,
  type BusDescription,
  type ExpectedStage,
  type FoundStage,
  type RuleDescription,
  type TargetDescription,
} from '@busbar/topology';
import { CommandError, exitCode } from '../exit';
import type { OpenAccount } from './accounts';
import { mapAtOnce } from './read-stacks';

/** Reads what carries events, account by account. Nothing is changed. */
export async function readStage(expected: ExpectedStage, open: OpenAccount): Promise<FoundStage> {
  const buses = await mapAtOnce(expected.buses, (bus) => readBus(bus, open));
  const queues = await mapAtOnce(expected.queues, async ({ arn }) => [arn, await queuePolicy(arn, open)] as const);
  return {
    buses: new Map(buses.flatMap((bus) => (bus ? [[bus.arn, bus] as const] : []))),
    queues: new Map(queues.filter(([, policy]) => policy !== undefined)),
  };
}

async function readBus({ arn, account }: BusDescription, open: OpenAccount): Promise<BusDescription | undefined> {
  const { EventBridgeClient: Client, DescribeEventBusCommand } = await import('@aws-sdk/client-eventbridge');
  const { region = '', resource = '' } = parseArn(arn) ?? {};
  const bus = resource.slice(resource.indexOf('/') + 1);
  const client = new Client({ ...open(account, region, 'lookup'), retryMode: 'adaptive', maxAttempts: 10 });
  try {
    const { Policy } = await client.send(new DescribeEventBusCommand({ Name: bus }));
    const rules = await rulesOf(client, bus);
    return { arn, account, rules, ...(Policy !== undefined && { policy: JSON.parse(Policy) as unknown }) };
  } catch (error) {
    if (isNamed(error, /^ResourceNotFound/)) return undefined;
    throw failure(error, `EventBridge does not describe ${arn}`);
  } finally {
    client.destroy();
  }
}

/** Those that AWS manages itself, such as the one of an archive, are left out. */
async function rulesOf(client: EventBridgeClient, bus: string): Promise<readonly RuleDescription[]> {
  const { ListRulesCommand } = await import('@aws-sdk/client-eventbridge');
  const rules: RuleDescription[] = [];
  let token: string | undefined;
  do {
    const page = await client.send(new ListRulesCommand({ EventBusName: bus, ...(token !== undefined && { NextToken: token }) }));
    for (const { Name = '', State, EventPattern = '{}', ManagedBy } of page.Rules ?? []) {
      if (ManagedBy !== undefined) continue;
      rules.push({
        name: Name,
        state: State === 'DISABLED' ? 'DISABLED' : 'ENABLED',
        pattern: JSON.parse(EventPattern) as unknown,
        targets: await targetsOf(client, bus, Name),
      });
    }
    token = page.NextToken;
  } while (token !== undefined);
  return rules;
}

async function targetsOf(client: EventBridgeClient, bus: string, rule: string): Promise<readonly TargetDescription[]> {
  const { ListTargetsByRuleCommand } = await import('@aws-sdk/client-eventbridge');
  const { Targets = [] } = await client.send(new ListTargetsByRuleCommand({ EventBusName: bus, Rule: rule }));
  return Targets.map(({ Arn = '', RoleArn, DeadLetterConfig, RetryPolicy }) => ({
    arn: Arn,
    ...(RoleArn !== undefined && { roleArn: RoleArn }),
    ...(DeadLetterConfig?.Arn !== undefined && { deadLetterArn: DeadLetterConfig.Arn }),
    ...(RetryPolicy && {
      retry: retryText({
        maximumEventAgeInSeconds: RetryPolicy.MaximumEventAgeInSeconds ?? 86_400,
        maximumRetryAttempts: RetryPolicy.MaximumRetryAttempts ?? 185,
      }),
    }),
  }));
}

/** Its policy, `null` without one; undefined when there is no such queue. */
async function queuePolicy(arn: string, open: OpenAccount): Promise<unknown> {
  const { SQSClient, GetQueueUrlCommand, GetQueueAttributesCommand } = await import('@aws-sdk/client-sqs');
  const { account = '', region = '', resource: name = '' } = parseArn(arn) ?? {};
  const client = new SQSClient(open(account, region, 'lookup'));
  try {
    const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: name }));
    const { Attributes } = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['Policy'] }));
    const { Policy } = Attributes ?? {};
    return Policy === undefined || Policy === '' ? null : (JSON.parse(Policy) as unknown);
  } catch (error) {
    if (isNamed(error, /NonExistentQueue|QueueDoesNotExist/)) return undefined;
    throw failure(error, `SQS does not describe ${arn}`);
  } finally {
    client.destroy();
  }
}

function isNamed(error: unknown, pattern: RegExp): boolean {
  return error instanceof Error && pattern.test(error.name);
}

function failure(error: unknown, what: string): CommandError {
  if (error instanceof CommandError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new CommandError(exitCode.environment, `${what}: ${message}`, undefined, error);
}
