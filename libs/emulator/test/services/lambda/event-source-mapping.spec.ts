import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn, setTimeout } from 'node:timers/promises';
import {
  GetEventSourceMappingCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { lambda, ManualClock, sqs, type EmulatorOptions } from '../../../src';
import {
  Company,
  loadCompany,
  parcels,
  placed,
  orders,
  REGION,
  SUBSCRIBER,
  type Definition,
  type Templates,
} from '../../company';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';

const ARN = `arn:aws:lambda:${REGION}:${SUBSCRIBER}:function:parcels`;
const QUEUE = `arn:aws:sqs:${REGION}:${SUBSCRIBER}:parcels`;
const FIFO = `arn:aws:sqs:${REGION}:${SUBSCRIBER}:steps.fifo`;

/** Writes each batch as a line of JSON, and returns or throws what a message body says. */
const CODE = `exports.handler = async (event) => {
  const bodies = event.Records.map(({ body }) => body);
  console.log(JSON.stringify(bodies));
  for (const { body } of event.Records) {
    if (body === 'throw') throw new TypeError('cannot read this');
    if (body === 'hang') await new Promise((resolve) => setTimeout(resolve, 60_000));
    if (body === 'show') console.log(JSON.stringify(event));
    if (body.startsWith('return ')) return JSON.parse(body.slice(7));
  }
  return { batchItemFailures: event.Records.filter(({ body }) => body.startsWith('bad')).map(({ messageId }) => ({ itemIdentifier: messageId })) };
};`;

interface Setup {
  readonly mapping?: Record<string, unknown>;
  readonly queue?: Record<string, unknown>;
  readonly code?: string;
  readonly timeout?: number;
  readonly change?: (resources: Record<string, Definition>) => void;
}

const templatesWith =
  ({ mapping = {}, queue = {}, code = CODE, timeout = 3, change = () => undefined }: Setup) =>
  ({ subscriber: { Resources } }: Templates): void => {
    Object.assign(Resources['Function']?.Properties ?? {}, { Code: { ZipFile: code }, Timeout: timeout });
    Object.assign(Resources['parcelsQueue']?.Properties ?? {}, queue);
    const [policy] = Resources['Role']?.Properties['Policies'] as { PolicyDocument: { Statement: { Resource: unknown }[] } }[];
    for (const statement of policy?.PolicyDocument.Statement ?? []) statement.Resource = [QUEUE, FIFO];
    Resources['Mapping'] = {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: { EventSourceArn: QUEUE, FunctionName: { Ref: 'Function' }, ...mapping },
    };
    change(Resources);
  };

/** A company in virtual time, whose functions run. */
class Consuming {
  readonly clock = new ManualClock();

  private constructor(readonly company: Company) {}

  static async start(setup: Setup = {}, options: EmulatorOptions = {}): Promise<Consuming> {
    const clock = new ManualClock();
    const company = await Company.start(templatesWith(setup), { clock, ...options });
    return Object.assign(new Consuming(company), { clock });
  }

  queue(name = 'parcels') {
    const found = this.company.emulator
      .service(sqs)
      .queues()
      .find((queue) => queue.name === name);
    return { available: found?.available, inFlight: found?.inFlight };
  }

  async send(...bodies: string[]): Promise<void> {
    const client = this.company.sqs({ account: SUBSCRIBER });
    const QueueUrl = this.company.queueUrl(SUBSCRIBER, 'parcels');
    for (const MessageBody of bodies) await client.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  }

  /** Messages of FIFO queues: group and body. */
  async sendInOrder(...messages: [group: string, body: string][]): Promise<void> {
    const client = this.company.sqs({ account: SUBSCRIBER });
    const QueueUrl = this.company.queueUrl(SUBSCRIBER, 'steps.fifo');
    for (const [MessageGroupId, MessageBody] of messages)
      await client.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageGroupId }));
  }

  /** Lets time pass, and then whatever runs come to its end: little time passes while it does. */
  async pass(milliseconds = 20): Promise<void> {
    this.clock.advance(milliseconds);
    while (this.company.emulator.service(lambda).isBusy) {
      for (const count = this.results().length; this.results().length === count;) await turn();
      this.clock.advance(20);
    }
  }

  /** Bodies of each batch that the function got. */
  batches(): string[][] {
    return this.company
      .journal('function-log')
      .filter(({ line }) => line.startsWith('['))
      .map(({ line }) => JSON.parse(line) as string[]);
  }

  results(): [messages: number, failed: number][] {
    return this.company.journal('messages-processed').map(({ messages, failed }) => [messages, failed]);
  }
}

const started: Consuming[] = [];
async function consuming(setup?: Setup, options?: EmulatorOptions): Promise<Consuming> {
  const one = await Consuming.start(setup, options);
  started.push(one);
  return one;
}
afterEach(async () => {
  await Promise.all(started.splice(0).map(({ company }) => company.stop()));
});

describe('a function that reads a queue', () => {
  it('gets what EventBridge delivers, and the queue is empty then', async () => {
    const run = await consuming();
    await run.company.eventBridge(orders).send(new PutEventsCommand({ Entries: [placed(), placed()] }));
    await run.pass();
    expect(run.batches().flat()).toHaveLength(2);
    expect(run.results()).toEqual([[2, 0]]);
    expect(run.queue()).toEqual({ available: 0, inFlight: 0 });
  });

  it('gets messages in the form of Lambda’s event', async () => {
    const run = await consuming();
    const client = run.company.sqs({ account: SUBSCRIBER });
    const { MessageId } = await client.send(
      new SendMessageCommand({
        QueueUrl: run.company.queueUrl(SUBSCRIBER, 'parcels'),
        MessageBody: 'show',
        MessageAttributes: {
          kind: { DataType: 'String', StringValue: 'x' },
          bytes: { DataType: 'Binary', BinaryValue: Buffer.from('y') },
        },
      }),
    );
    await run.pass();
    const line = run.company.journal('function-log').find((log) => log.line.startsWith('{"Records"'))?.line ?? '{}';
    expect(JSON.parse(line)).toEqual({
      Records: [
        {
          messageId: MessageId,
          receiptHandle: expect.stringContaining(MessageId ?? ''),
          body: 'show',
          attributes: {
            ApproximateReceiveCount: '1',
            SentTimestamp: String(Date.UTC(2026, 0, 1)),
            SenderId: SUBSCRIBER,
            ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
          },
          messageAttributes: {
            kind: { stringValue: 'x', stringListValues: [], binaryListValues: [], dataType: 'String' },
            bytes: { binaryValue: 'eQ==', stringListValues: [], binaryListValues: [], dataType: 'Binary' },
          },
          md5OfMessageAttributes: expect.stringMatching(/^[0-9a-f]{32}$/),
          md5OfBody: 'a7dd12b1dab17d25467b0b0a4c8d4a92',
          eventSource: 'aws:sqs',
          eventSourceARN: QUEUE,
          awsRegion: REGION,
        },
      ],
    });
  });

  it('gets ten at a time, or as many as the batch size says', async () => {
    const run = await consuming();
    await run.send(...Array.from({ length: 12 }, (_, index) => `m${index}`));
    await run.pass();
    expect(run.batches().map(({ length }) => length)).toEqual([10, 2]);
    const small = await consuming({ mapping: { BatchSize: 1 } });
    await small.send('a', 'b', 'c');
    await small.pass();
    expect(small.batches()).toEqual([['a'], ['b'], ['c']]);
  });

  it('waits for a batch as long as the window is open, or until the batch is full', async () => {
    const run = await consuming({ mapping: { BatchSize: 3, MaximumBatchingWindowInSeconds: 5 } });
    await run.send('a');
    run.clock.advance(2_000);
    await run.send('b');
    run.clock.advance(2_000);
    expect([run.batches(), run.queue()]).toEqual([[], { available: 0, inFlight: 2 }]);
    await run.pass(1_010);
    expect(run.batches()).toEqual([['a', 'b']]);
    await run.send('c', 'd', 'e', 'f');
    run.clock.advance(20);
    await turn();
    await run.pass(5_000);
    expect(run.batches().slice(1)).toEqual([['c', 'd', 'e'], ['f']]);
  });
});

describe('a batch that fails', () => {
  it('comes back as a whole after the visibility timeout, and goes to the DLQ after the last receive', async () => {
    const run = await consuming();
    await run.send('throw', 'innocent');
    await run.pass();
    expect([run.results(), run.queue()]).toEqual([[[2, 2]], { available: 0, inFlight: 2 }]);
    expect(run.company.journal('messages-processed')[0]).toMatchObject({ function: 'parcels', message: 'cannot read this' });
    await run.pass(30_000);
    expect(run.results()).toEqual([
      [2, 2],
      [2, 2],
    ]);
    await run.pass(30_000);
    // `maxReceiveCount` is 2: the third receive moves them.
    expect(run.company.journal('redriven').map(({ receiveCount }) => receiveCount)).toEqual([2, 2]);
    expect(run.results()).toHaveLength(2);
    expect([run.queue(), run.queue('parcels-dlq')]).toEqual([
      { available: 0, inFlight: 0 },
      { available: 2, inFlight: 0 },
    ]);
  });

  it('fails when the function is out of time', async () => {
    const run = await consuming({ timeout: 1 });
    await run.send('hang');
    await run.pass();
    expect(run.results()).toEqual([[1, 1]]);
    expect(run.company.journal('function-error')).toMatchObject([{ timedOut: true }]);
    expect(run.queue()).toEqual({ available: 0, inFlight: 1 });
  });

  it('is deleted when nobody reads the response', async () => {
    const run = await consuming();
    await run.send('bad');
    await run.pass();
    expect([run.results(), run.queue()]).toEqual([[[1, 0]], { available: 0, inFlight: 0 }]);
  });
});

describe('a function that reports failures', () => {
  const mapping = { FunctionResponseTypes: ['ReportBatchItemFailures'] };

  it('keeps only those messages in the queue', async () => {
    const run = await consuming({ mapping });
    await run.send('good', 'bad', 'fine');
    await run.pass();
    expect([run.results(), run.queue()]).toEqual([[[3, 1]], { available: 0, inFlight: 1 }]);
    await run.pass(30_000);
    expect(run.batches()).toEqual([['good', 'bad', 'fine'], ['bad']]);
    await run.pass(30_000);
    expect(run.queue('parcels-dlq')).toEqual({ available: 1, inFlight: 0 });
  });

  it('keeps all of them when the response means nothing', async () => {
    const run = await consuming({ mapping });
    await run.send('return "done"', 'other');
    await run.pass();
    expect([run.results(), run.queue()]).toEqual([[[2, 2]], { available: 0, inFlight: 2 }]);
    const [processed] = run.company.journal('messages-processed');
    expect(processed?.message).toBe("The function's response is neither an object nor null: the whole batch failed.");
  });
});

describe('a FIFO queue', () => {
  const mapping = { EventSourceArn: FIFO, FunctionResponseTypes: ['ReportBatchItemFailures'] };

  it('gives its groups in order, and one that failed waits with all that follow', async () => {
    const run = await consuming({ mapping: { ...mapping, BatchSize: 2 } });
    await run.sendInOrder(['a', 'a1'], ['a', 'bad a2'], ['a', 'a3'], ['b', 'b1'], ['b', 'b2']);
    await run.pass();
    expect(run.batches()).toEqual([
      ['a1', 'bad a2'],
      ['b1', 'b2'],
    ]);
    expect(run.queue('steps.fifo')).toEqual({ available: 1, inFlight: 1 });
    await run.pass(30_000);
    expect(run.batches()[2]).toEqual(['bad a2', 'a3']);
  });

  it('puts group and sequence into the event', async () => {
    const run = await consuming({ mapping });
    await run.sendInOrder(['a', 'show']);
    await run.pass();
    const line = run.company.journal('function-log').find((log) => log.line.startsWith('{"Records"'))?.line ?? '{}';
    expect(JSON.parse(line)).toMatchObject({
      Records: [{ attributes: { MessageGroupId: 'a', SequenceNumber: expect.stringMatching(/^\d{20}$/) } }],
    });
  });
});

describe('filters', () => {
  it('let matching messages through, and delete the others', async () => {
    const Filters = [{ Pattern: '{"body":{"detail-type":["order.placed@1"],"detail":{"total":[{"numeric":[">",10]}]}}}' }];
    const run = await consuming({ mapping: { FilterCriteria: { Filters } } });
    const event = (total: number) => JSON.stringify({ 'detail-type': 'order.placed@1', detail: { total } });
    await run.send(event(20), event(5), 'no JSON');
    await run.pass();
    expect(run.batches()).toEqual([[event(20)]]);
    expect(run.queue()).toEqual({ available: 0, inFlight: 0 });
  });

  it('match a body that is no JSON as a string, and other members of a message', async () => {
    const Filters = [
      { Pattern: '{"body":[{"prefix":"go"}]}' },
      { Pattern: '{"messageAttributes":{"kind":{"stringValue":["x"]}}}' },
    ];
    const run = await consuming({ mapping: { FilterCriteria: { Filters } } });
    await run.send('go on', 'stop');
    await run.pass();
    expect(run.batches()).toEqual([['go on']]);
  });
});

describe('what runs at a time', () => {
  it('is bounded by the maximum concurrency', async () => {
    const code = `exports.handler = () => new Promise((resolve) => setTimeout(resolve, 50, null));`;
    const run = await consuming({ code, mapping: { BatchSize: 1, ScalingConfig: { MaximumConcurrency: 2 } } });
    await run.send('a', 'b', 'c', 'd', 'e');
    run.clock.advance(20);
    expect(run.queue()).toEqual({ available: 3, inFlight: 2 });
    await run.pass();
    expect(run.results()).toHaveLength(5);
    expect(run.queue()).toEqual({ available: 0, inFlight: 0 });
  });
});

describe('a batch that is not done before its visibility timeout', () => {
  const folder = mkdtempSync(join(tmpdir(), 'busbar-mapping-'));
  const gate = join(folder, 'open');
  afterEach(() => rmSync(gate, { force: true }));
  afterAll(() => rmSync(folder, { recursive: true }));
  /** Code of a function that ends when the gate is open. */
  const waiting = (before = '') => `exports.handler = async ({ Records: [{ body, attributes }] }) => {
    console.log(JSON.stringify([body]));
    ${before}
    while (!require('node:fs').existsSync(${JSON.stringify(gate)})) await new Promise((resolve) => setTimeout(resolve, 5));
  };`;
  const started = async (run: Consuming, count: number) => {
    while (run.batches().length < count) {
      // Another environment starts on the clock, which goes as fast as the machine's here.
      await setTimeout(5);
      run.clock.advance(5);
    }
  };

  it('is given back when the function had no room for it', async () => {
    const reserve = (resources: Record<string, Definition>) =>
      Object.assign(resources['Function']?.Properties ?? {}, { ReservedConcurrentExecutions: 1 });
    const run = await consuming({ code: waiting(), timeout: 30, mapping: { BatchSize: 1 }, change: reserve });
    await run.send('first', 'second');
    run.clock.advance(20);
    expect(run.queue()).toEqual({ available: 0, inFlight: 2 });
    await started(run, 1);
    // Both are visible again while the first one runs: the second has waited for too long.
    run.clock.advance(30_010);
    writeFileSync(gate, '');
    await run.pass();
    const failed = run.company.journal('messages-processed').filter((processed) => processed.failed > 0);
    expect(failed.map(({ message }) => message)).toContain('The event became too old before the function was free for it.');
    expect(run.batches().filter(([body]) => body === 'second')).toHaveLength(1);
  });

  it('does not delete what another batch has received since', async () => {
    const again = `if (attributes.ApproximateReceiveCount === '2') throw new Error('second');`;
    const run = await consuming({ code: waiting(again), timeout: 30 });
    await run.send('x');
    run.clock.advance(20);
    await started(run, 1);
    run.clock.advance(30_010);
    await started(run, 2);
    while (run.results().length < 1) await turn();
    expect([run.results(), run.queue()]).toEqual([[[1, 1]], { available: 0, inFlight: 1 }]);
    writeFileSync(gate, '');
    while (run.results().length < 2) await turn();
    // The first one went well, with the handle of a receive that is over.
    expect([run.results(), run.queue()]).toEqual([
      [
        [1, 1],
        [1, 0],
      ],
      { available: 0, inFlight: 1 },
    ]);
  });
});

describe('its state', () => {
  const client = (run: Consuming, identity: Parameters<Company['settings']>[0] = { account: SUBSCRIBER }) =>
    new LambdaClient(run.company.settings(identity));

  it('is listed and described', async () => {
    const run = await consuming({ mapping: { BatchSize: 5, ScalingConfig: { MaximumConcurrency: 3 } } });
    const { EventSourceMappings: found = [] } = await client(run).send(
      new ListEventSourceMappingsCommand({ FunctionName: 'parcels' }),
    );
    expect(found).toMatchObject([
      { EventSourceArn: QUEUE, FunctionArn: ARN, BatchSize: 5, ScalingConfig: { MaximumConcurrency: 3 }, State: 'Enabled' },
    ]);
    const UUID = found[0]?.UUID;
    expect(await client(run).send(new GetEventSourceMappingCommand({ UUID }))).toMatchObject({
      UUID,
      LastModified: expect.any(Date),
      FunctionResponseTypes: [],
    });
    const others = await client(run).send(new ListEventSourceMappingsCommand({ EventSourceArn: FIFO }));
    expect(others.EventSourceMappings).toEqual([]);
    await expect(client(run).send(new GetEventSourceMappingCommand({ UUID: 'x' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await expect(client(run, parcels).send(new ListEventSourceMappingsCommand({}))).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
  });

  it('is disabled and enabled by an operator, and by the template', async () => {
    const run = await consuming({ mapping: { Enabled: false } });
    await run.send('a');
    await run.pass();
    expect(run.batches()).toEqual([]);
    const { EventSourceMappings: [found] = [] } = await client(run).send(new ListEventSourceMappingsCommand({}));
    const update = (change: object) => client(run).send(new UpdateEventSourceMappingCommand({ UUID: found?.UUID, ...change }));
    expect(await update({ Enabled: true })).toMatchObject({ State: 'Enabled' });
    await run.pass();
    expect(run.batches()).toEqual([['a']]);
    expect(await update({ Enabled: false })).toMatchObject({ State: 'Disabled' });
    await run.send('b');
    await run.pass();
    expect(run.queue()).toEqual({ available: 1, inFlight: 0 });
    await expect(update({ BatchSize: 1 })).rejects.toThrow('BatchSize comes from the CloudFormation template here.');
  });
});

describe('a stack that changes', () => {
  const update = async (run: Consuming, setup: Setup) => {
    const { stacks } = await loadCompany(templatesWith(setup));
    const target = stacks.find(({ name }) => name === 'subscriber');
    if (!target) throw new Error('There is no stack.');
    return run.company.emulator.update(target);
  };

  it('changes the mapping, and takes it away with what it polls', async () => {
    const run = await consuming();
    expect((await update(run, { mapping: { BatchSize: 1 } })).status).toBe('complete');
    await run.send('a', 'b');
    await run.pass();
    expect(run.batches()).toEqual([['a'], ['b']]);
    await update(run, { change: (resources) => void delete resources['Mapping'] });
    await run.send('c');
    await run.pass(60_000);
    expect(run.queue()).toEqual({ available: 1, inFlight: 0 });
  });

  it('replaces a mapping whose queue changes', async () => {
    const run = await consuming();
    const { status, failure } = await update(run, { mapping: { EventSourceArn: FIFO } });
    expect([status, failure?.message]).toEqual(['complete', undefined]);
    await run.sendInOrder(['a', 'a1']);
    await run.send('b');
    await run.pass();
    expect([run.batches(), run.queue()]).toEqual([[['a1']], { available: 1, inFlight: 0 }]);
  });

  it('stops polling when the role may not any more, and says so once', async () => {
    const run = await consuming();
    const forbid = (resources: Record<string, Definition>) =>
      Object.assign(resources['Role']?.Properties ?? {}, { Policies: [] });
    await update(run, { change: forbid });
    await run.send('a');
    await run.pass(60_000);
    expect(run.company.journal('event-source-problem').map(({ message }) => message)).toEqual([
      `The function execution role does not have permissions to call ReceiveMessage on SQS (${QUEUE}).`,
    ]);
    expect(run.queue()).toEqual({ available: 1, inFlight: 0 });
    await update(run, {});
    await run.pass(10_000);
    expect(run.batches()).toEqual([['a']]);
  });
});

it('consumes without running any code where functions do not run', async () => {
  const run = await consuming({}, { runFunctions: false });
  await run.send('a', 'b');
  run.clock.advance(20);
  expect(run.results()).toEqual([[2, 0]]);
  expect(run.queue()).toEqual({ available: 0, inFlight: 0 });
});

describe('AWS refuses', () => {
  it.each<[string, Setup, string]>([
    [
      'a queue that hides messages for less than the function runs',
      { timeout: 31 },
      'Queue visibility timeout: 30 seconds is less than Function timeout: 31 seconds.',
    ],
    [
      'a large batch without a window',
      { mapping: { BatchSize: 11 } },
      'BatchSize is 11, and MaximumBatchingWindowInSeconds is 0.',
    ],
    ['a large batch of a FIFO queue', { mapping: { EventSourceArn: FIFO, BatchSize: 11 } }, 'Give 10 at most.'],
    [
      'a window of a FIFO queue',
      { mapping: { EventSourceArn: FIFO, MaximumBatchingWindowInSeconds: 1 } },
      'batching windows are for standard queues',
    ],
    ['one batch at a time', { mapping: { ScalingConfig: { MaximumConcurrency: 1 } } }, 'Give an integer from 2 to 1000.'],
    ['another response type', { mapping: { FunctionResponseTypes: ['x'] } }, 'Write ReportBatchItemFailures'],
    [
      'a filter that is no pattern',
      { mapping: { FilterCriteria: { Filters: [{ Pattern: '{"body":"x"}' }] } } },
      'is not a filter pattern',
    ],
    ['six filters', { mapping: { FilterCriteria: { Filters: Array(6).fill({ Pattern: '{"body":["x"]}' }) } } }, 'has 6 filters'],
    ['a queue that is not there', { mapping: { EventSourceArn: `${QUEUE}x` } }, 'which is in no template'],
    [
      'a queue of another region',
      { mapping: { EventSourceArn: QUEUE.replace(REGION, 'eu-central-1') } },
      'which is in another region',
    ],
    ['a function that is not there', { mapping: { FunctionName: 'nobody' } }, 'which is in no template'],
    [
      'a second mapping of the same queue and function',
      {
        change: (resources) =>
          void (resources['Second'] = {
            Type: 'AWS::Lambda::EventSourceMapping',
            Properties: { EventSourceArn: QUEUE, FunctionName: ARN },
          }),
      },
      'ResourceConflictException',
    ],
    [
      'a role that may not read the queue',
      { change: (resources) => Object.assign(resources['Role']?.Properties ?? {}, { Policies: [] }) },
      'The function execution role does not have permissions to call ReceiveMessage on SQS',
    ],
  ])('%s', async (_what, setup, message) => {
    await expect(Company.start(templatesWith(setup))).rejects.toThrow(message);
  });
});

it('reports sources that are not queues, and aliases', async () => {
  const stream = `arn:aws:kinesis:${REGION}:${SUBSCRIBER}:stream/x`;
  const { report } = await Company.load(
    templatesWith({
      mapping: { EventSourceArn: stream, StartingPosition: 'LATEST' },
      change: (resources) =>
        void (resources['Alias'] = {
          Type: 'AWS::Lambda::EventSourceMapping',
          Properties: { EventSourceArn: QUEUE, FunctionName: `${ARN}:live` },
        }),
    }),
  );
  expect(report.limited.map(({ logicalId, reason }) => [logicalId, reason])).toEqual([
    ['Mapping', 'Only queues are event sources here: its function gets nothing from it.'],
    ['Alias', 'There are no versions and aliases here; it is for "live".'],
  ]);
});
