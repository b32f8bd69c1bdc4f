import {
  CancelMessageMoveTaskCommand,
  ListMessageMoveTasksCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  StartMessageMoveTaskCommand,
  type StartMessageMoveTaskCommandInput,
} from '@aws-sdk/client-sqs';
import { ManualClock, sqs } from '../../../src';
import { Company, parcels, REGION, SUBSCRIBER } from '../../company';

const arnOf = (name: string) => `arn:aws:sqs:${REGION}:${SUBSCRIBER}:${name}`;
const DLQ = arnOf('parcels-dlq');

let company: Company;
let clock: ManualClock;
beforeEach(async () => {
  clock = new ManualClock();
  company = await Company.start(
    ({ subscriber: { Resources } }) => {
      const RedrivePolicy = { deadLetterTargetArn: arnOf('steps-dlq.fifo'), maxReceiveCount: 1 };
      Object.assign(Resources['Fifo']?.Properties ?? {}, { RedrivePolicy });
      Resources['FifoDlq'] = { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'steps-dlq.fifo', FifoQueue: true } };
      Resources['Other'] = { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'other' } };
    },
    { clock },
  );
});
afterEach(() => company.stop());

const client = (identity = { account: SUBSCRIBER }) => company.sqs(identity);
const url = (name: string) => company.queueUrl(SUBSCRIBER, name);
const available = (name: string) => company.emulator.service(sqs).queue(arnOf(name))?.counts.available;
const start = (input: Partial<StartMessageMoveTaskCommandInput> = {}, identity?: { account: string; role?: string }) =>
  client(identity).send(new StartMessageMoveTaskCommand({ SourceArn: DLQ, ...input }));
const task = async (SourceArn = DLQ) => (await client().send(new ListMessageMoveTasksCommand({ SourceArn }))).Results?.[0];

/** Messages that their consumers gave up: received until the queue moves them. */
async function giveUp(count: number, name = 'parcels', groups = false): Promise<void> {
  const QueueUrl = url(name);
  for (let index = 0; index < count; index++) {
    await client().send(new SendMessageCommand({ QueueUrl, MessageBody: `m${index}`, ...(groups && { MessageGroupId: 'a' }) }));
  }
  for (let receive = 0; receive < 3; receive++) {
    for (let round = 0; round < Math.ceil(count / 10); round++)
      await client().send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    clock.advance(30_010);
  }
}

it('moves what is in a dead-letter queue back to where it came from', async () => {
  await giveUp(3);
  expect([available('parcels'), available('parcels-dlq')]).toEqual([0, 3]);
  expect(await start()).toMatchObject({ TaskHandle: expect.any(String) });
  expect(await task()).toMatchObject({ Status: 'RUNNING', TaskHandle: expect.any(String), ApproximateNumberOfMessagesToMove: 3 });
  clock.advance(20);
  expect([available('parcels'), available('parcels-dlq')]).toEqual([3, 0]);
  expect(await task()).toEqual({
    Status: 'COMPLETED',
    SourceArn: DLQ,
    ApproximateNumberOfMessagesMoved: 3,
    ApproximateNumberOfMessagesToMove: 3,
    StartedTimestamp: expect.any(Number),
  });
  const { Messages = [] } = await client().send(
    new ReceiveMessageCommand({ QueueUrl: url('parcels'), MessageSystemAttributeNames: ['All'], MaxNumberOfMessages: 10 }),
  );
  // They are new ones there.
  expect(Messages.map(({ Body, Attributes }) => [Body, Attributes?.['ApproximateReceiveCount']])).toEqual([
    ['m0', '1'],
    ['m1', '1'],
    ['m2', '1'],
  ]);
});

it('moves at the rate that is asked for, and stops when it is cancelled', async () => {
  await giveUp(40);
  const { TaskHandle } = await start({ MaxNumberOfMessagesPerSecond: 10 });
  clock.advance(1_010);
  expect(available('parcels')).toBeGreaterThanOrEqual(10);
  expect(available('parcels')).toBeLessThanOrEqual(12);
  await expect(start()).rejects.toThrow('There is already a task running.');
  const { ApproximateNumberOfMessagesMoved: moved = 0 } = await client().send(new CancelMessageMoveTaskCommand({ TaskHandle }));
  clock.advance(60_000);
  expect([available('parcels'), available('parcels-dlq')]).toEqual([moved, 40 - moved]);
  expect(await task()).toMatchObject({ Status: 'CANCELLED' });
  await expect(client().send(new CancelMessageMoveTaskCommand({ TaskHandle }))).rejects.toThrow(
    'Only active tasks can be cancelled.',
  );
});

it('moves to another queue', async () => {
  await giveUp(2);
  await start({ DestinationArn: arnOf('other') });
  clock.advance(20);
  expect([available('other'), available('parcels'), available('parcels-dlq')]).toEqual([2, 0, 0]);
  expect(await task()).toMatchObject({ DestinationArn: arnOf('other') });
});

it('moves the messages of a FIFO queue in their groups, although their deduplication ids are known', async () => {
  await giveUp(2, 'steps.fifo', true);
  expect(available('steps-dlq.fifo')).toBe(2);
  await start({ SourceArn: arnOf('steps-dlq.fifo') });
  clock.advance(200);
  expect([available('steps-dlq.fifo'), available('steps.fifo')]).toEqual([0, 2]);
});

it('fails at a message of which nobody knows where it came from, and leaves it there', async () => {
  await client().send(new SendMessageCommand({ QueueUrl: url('parcels-dlq'), MessageBody: 'x' }));
  await start();
  clock.advance(20);
  expect(await task()).toMatchObject({ Status: 'FAILED', FailureReason: 'CouldNotDetermineMessageSource' });
  expect(available('parcels-dlq')).toBe(1);
});

it.each<[string, Partial<StartMessageMoveTaskCommandInput>, string]>([
  [
    'a queue that is nobody’s dead-letter queue',
    { SourceArn: arnOf('parcels-delivery-dlq') },
    'Source queue must be configured as a Dead Letter Queue.',
  ],
  ['a queue that is not there', { SourceArn: arnOf('nothing') }, "for the SourceArn parameter doesn't exist"],
  ['a destination that is not there', { DestinationArn: arnOf('nothing') }, "for the DestinationArn parameter doesn't exist"],
  ['a rate beyond AWS’s', { MaxNumberOfMessagesPerSecond: 501 }, 'Must be between 1 and 500'],
])('refuses %s', async (_what, input, message) => {
  await expect(start(input)).rejects.toThrow(message);
});

it('needs permissions on the queue', async () => {
  await expect(start({}, parcels)).rejects.toMatchObject({ name: 'AccessDenied' });
});
