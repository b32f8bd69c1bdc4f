import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { ManualClock, type EmulatorOptions } from '../src';
import {
  Company,
  orders,
  placed,
  PUBLISHER,
  QUEUE_RULE_ARN,
  REGION,
  ROUTE_ARN,
  SUBSCRIBER,
  CENTRAL,
  type Templates,
} from './company';

const PARCELS_ARN = `arn:aws:sqs:${REGION}:${SUBSCRIBER}:parcels`;

/** A company whose time is in the test's hands; the queue `parcels` fails as often as told. */
async function withClock(failures: number, change?: (templates: Templates) => void, options: EmulatorOptions = {}) {
  const clock = new ManualClock();
  let left = failures;
  const company = await Company.start(change, {
    clock,
    random: () => 0,
    targetFault: ({ targetArn }) =>
      targetArn === PARCELS_ARN && left-- > 0 ? { errorCode: 'THROTTLING', message: 'Slow down.' } : undefined,
    ...options,
  });
  const publish = (change: Record<string, unknown> = {}) =>
    company.eventBridge(orders).send(new PutEventsCommand({ Entries: [placed(change)] }));
  return { clock, company, publish };
}

const values = (attributes: Record<string, { StringValue?: string }> = {}) =>
  Object.fromEntries(Object.entries(attributes).map(([name, { StringValue }]) => [name, StringValue]));

describe('a target that fails for a while', () => {
  it('is tried again, each time after twice the pause', async () => {
    const { clock, company, publish } = await withClock(2);
    await publish();
    expect(company.journal('retry-scheduled')).toEqual([expect.objectContaining({ attempt: 2, delayMs: 1_000 })]);
    clock.advance(999);
    expect(company.journal('attempt-failed')).toHaveLength(1);
    clock.advance(20);
    expect(company.journal('retry-scheduled').at(-1)).toMatchObject({ attempt: 3, delayMs: 2_000 });
    const idle = company.emulator.idle();
    clock.advance(2_020);
    await idle;
    expect(company.journal('delivered').filter(({ targetArn }) => targetArn === PARCELS_ARN)).toEqual([
      expect.objectContaining({ attempt: 3 }),
    ]);
    expect(await company.drain(SUBSCRIBER, 'parcels')).toHaveLength(1);
    await company.stop();
  });

  it('loses the event to the dead-letter queue when the retries are used up', async () => {
    const { clock, company, publish } = await withClock(99);
    const { Entries } = await publish();
    for (let second = 0; second < 10; second++) clock.advance(1_000);
    const [message, ...more] = await company.drain(SUBSCRIBER, 'parcels-delivery-dlq');
    expect(more).toEqual([]);
    expect(JSON.parse(message?.Body ?? '')).toMatchObject({
      id: Entries?.[0]?.EventId,
      source: 'company.orders',
      account: PUBLISHER,
    });
    expect(values(message?.MessageAttributes)).toEqual({
      RULE_ARN: QUEUE_RULE_ARN,
      TARGET_ARN: PARCELS_ARN,
      ERROR_CODE: 'THROTTLING',
      ERROR_MESSAGE: 'Slow down.',
      EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts',
      RETRY_ATTEMPTS: '3',
    });
    await company.stop();
  });

  it('loses it to the dead-letter queue when the event is too old', async () => {
    const { clock, company, publish } = await withClock(99, ({ subscriber }) => {
      const [target] = subscriber.Resources['QueueRule']?.Properties['Targets'] as { RetryPolicy: object }[];
      if (target) target.RetryPolicy = { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 60 };
    });
    await publish();
    for (let second = 0; second < 61; second++) clock.advance(1_000);
    const [message] = await company.drain(SUBSCRIBER, 'parcels-delivery-dlq');
    expect(values(message?.MessageAttributes)).toMatchObject({
      EXHAUSTED_RETRY_CONDITION: 'MaximumEventAgeInSeconds',
      RETRY_ATTEMPTS: '5',
    });
    await company.stop();
  });

  it('waits less on a faster scale', async () => {
    const { clock, company, publish } = await withClock(3, undefined, { timeScale: 0.01 });
    await publish();
    clock.advance(200);
    expect(await company.drain(SUBSCRIBER, 'parcels')).toHaveLength(1);
    await company.stop();
  });

  it('is forgotten when the emulator closes', async () => {
    const { company, publish } = await withClock(99);
    await publish();
    await company.stop();
    await company.emulator.idle();
  });
});

describe('a delivery that cannot succeed', () => {
  it('goes to the dead-letter queue without a retry, and without a condition that was exhausted', async () => {
    const { company, publish } = await withClock(0, ({ subscriber }) => void delete subscriber.Resources['parcelsPolicy']);
    await publish();
    const [message] = await company.drain(SUBSCRIBER, 'parcels-delivery-dlq');
    expect(values(message?.MessageAttributes)).toEqual({
      RULE_ARN: QUEUE_RULE_ARN,
      TARGET_ARN: PARCELS_ARN,
      ERROR_CODE: 'NO_RESOURCE',
      ERROR_MESSAGE: expect.stringMatching(
        /^The specified queue does not exist or you do not have access to it\. .*sqs:SendMessage/,
      ),
      RETRY_ATTEMPTS: '0',
    });
    await company.stop();
  });

  it('says when the target does not exist', async () => {
    const { company, publish } = await withClock(0, ({ subscriber }) => {
      delete subscriber.Resources['Bus'];
      delete subscriber.Resources['BusPolicy'];
      delete subscriber.Resources['QueueRule'];
      delete subscriber.Resources['FunctionRule'];
      delete subscriber.Resources['Permission'];
    });
    await publish();
    const [message] = await company.drain(CENTRAL, 'route-dlq');
    expect(values(message?.MessageAttributes)).toMatchObject({ RULE_ARN: ROUTE_ARN, ERROR_CODE: 'NO_RESOURCE' });
    await company.stop();
  });

  it('refuses a second hop from bus to bus', async () => {
    const thirdBus = `arn:aws:events:${REGION}:${SUBSCRIBER}:event-bus/default`;
    const { company, publish } = await withClock(0, ({ subscriber }) => {
      const [target] = subscriber.Resources['QueueRule']?.Properties['Targets'] as Record<string, unknown>[];
      Object.assign(target ?? {}, { Arn: thirdBus, RoleArn: `arn:aws:iam::${SUBSCRIBER}:role/parcels` });
    });
    await publish();
    const [message] = await company.drain(SUBSCRIBER, 'parcels-delivery-dlq');
    expect(values(message?.MessageAttributes)).toMatchObject({ ERROR_CODE: 'THIRD_ACCOUNT_HOP_DETECTED', TARGET_ARN: thirdBus });
    await company.stop();
  });

  it.each<[string, Record<string, unknown>, Record<string, unknown>, string]>([
    ['without deduplication', { FifoQueue: true }, { SqsParameters: { MessageGroupId: 'g' } }, 'no content-based deduplication'],
  ])('is one to a FIFO queue %s', async (_what, queue, target, message) => {
    const { company, publish } = await withClock(0, (stacks) => toFifo(stacks, queue, target));
    await publish();
    expect(company.journal('dead-lettered')).toEqual([
      expect.objectContaining({ errorCode: 'INVALID_PARAMETER', message: expect.stringContaining(message) }),
    ]);
    await company.stop();
  });

  it('does not fit the queue, nor its dead-letter queue, and is dropped', async () => {
    const { company, publish } = await withClock(0);
    const Detail = JSON.stringify({ data: { country: 'BE', text: 'x'.repeat(1_048_450) } });
    expect((await publish({ Detail })).FailedEntryCount).toBe(0);
    expect(company.journal('dropped')).toEqual([
      expect.objectContaining({
        errorCode: 'ERROR_FROM_TARGET',
        reason: 'The event is longer than the dead-letter queue accepts.',
      }),
    ]);
    expect(company.emulator.dropped).toBe(1);
    await company.stop();
  });
});

/** Makes the rule's target a FIFO queue. */
function toFifo({ subscriber }: Templates, queue: Record<string, unknown>, target: Record<string, unknown>): void {
  const Arn = `${PARCELS_ARN}.fifo`;
  const { parcelsQueue, parcelsPolicy, QueueRule } = subscriber.Resources;
  delete parcelsQueue?.Properties['RedrivePolicy'];
  Object.assign(parcelsQueue?.Properties ?? {}, { QueueName: 'parcels.fifo', ...queue });
  Object.assign((QueueRule?.Properties['Targets'] as Record<string, unknown>[])[0] ?? {}, { Arn, ...target });
  const [statement] = (parcelsPolicy?.Properties['PolicyDocument'] as { Statement: { Resource: unknown }[] }).Statement;
  if (statement) statement.Resource = Arn;
}

describe('a FIFO queue as a target', () => {
  const fifo = (stacks: Templates, input: Record<string, unknown>) =>
    toFifo(
      stacks,
      { FifoQueue: true, ContentBasedDeduplication: true },
      { SqsParameters: { MessageGroupId: 'parcels' }, ...input },
    );

  it.each<[string, Record<string, unknown>, number]>([
    ['takes every event: its id makes each message another one', {}, 2],
    ['takes a constant text once, as its deduplication goes by content', { Input: '{"go":true}' }, 1],
  ])('%s', async (_what, input, count) => {
    const { company, publish } = await withClock(0, (stacks) => fifo(stacks, input));
    await publish();
    await publish();
    const client = company.sqs({ account: SUBSCRIBER });
    const QueueUrl = company.queueUrl(SUBSCRIBER, 'parcels.fifo');
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ['MessageGroupId'] }),
    );
    expect(Messages.map(({ Attributes }) => Attributes)).toEqual(Array(count).fill({ MessageGroupId: 'parcels' }));
    await company.stop();
  });
});

describe('rules', () => {
  it('do nothing while disabled', async () => {
    const { company, publish } = await withClock(0, ({ subscriber }) =>
      Object.assign(subscriber.Resources['QueueRule']?.Properties ?? {}, { State: 'DISABLED' }),
    );
    await publish();
    expect(await company.drain(SUBSCRIBER, 'parcels')).toEqual([]);
    await company.stop();
  });

  it('shape what the target gets', async () => {
    const { company, publish } = await withClock(0, ({ subscriber }) => {
      const [target] = subscriber.Resources['QueueRule']?.Properties['Targets'] as Record<string, unknown>[];
      Object.assign(target ?? {}, {
        InputTransformer: {
          InputPathsMap: { country: '$.detail.data.country' },
          InputTemplate: '{"from":<country>,"by":"<aws.events.rule-name>"}',
        },
      });
    });
    await publish();
    expect((await company.drain(SUBSCRIBER, 'parcels')).map(({ Body }) => Body)).toEqual(['{"from":"BE","by":"parcels-queue"}']);
    await company.stop();
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    [
      'an input for the bus of another account',
      { Input: '{}' },
      /central\/Route: Targets\.0\.Input is not allowed for the event bus of another account/,
    ],
    [
      'two inputs',
      { Input: '{}', InputPath: '$' },
      /Only one of Input, InputPath, or InputTransformer must be provided for target subscriber\./,
    ],
    [
      'too many retries',
      { RetryPolicy: { MaximumRetryAttempts: 186 } },
      /MaximumRetryAttempts is 186\. Give an integer from 0 to 185\./,
    ],
    [
      'an unknown placeholder',
      { InputTransformer: { InputTemplate: '"<x>"' } },
      /InputTemplate for target subscriber contains invalid placeholder x\./,
    ],
    ['a variable of AWS', { InputTransformer: { InputPathsMap: { 'aws.x': '$' }, InputTemplate: '"x"' } }, /the key "aws\.x"/],
    ['a long template', { InputTransformer: { InputTemplate: `"${'x'.repeat(8_191)}"` } }, /has 8193 characters/],
    ['an odd id', { Id: 'a b' }, /Id is "a b"/],
  ])('are refused when a target has %s', async (_what, change, message) => {
    const load = Company.load(({ central }) => {
      const [target] = central.Resources['Route']?.Properties['Targets'] as Record<string, unknown>[];
      Object.assign(target ?? {}, change);
    });
    await expect(load).rejects.toMatchObject({ name: 'ResourceError', message: expect.stringMatching(message) });
  });

  it('are refused with a pattern that EventBridge refuses', async () => {
    const load = Company.load(({ central }) =>
      Object.assign(central.Resources['Route']?.Properties ?? {}, { EventPattern: { source: 'company.orders' } }),
    );
    await expect(load).rejects.toMatchObject({
      name: 'ResourceError',
      message: expect.stringContaining('central/Route: EventPattern is refused by EventBridge: Event pattern is not valid.'),
    });
  });
});
