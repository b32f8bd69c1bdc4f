import { MessageBody } from '../../../src/delivery/message-body';
import { batchesOf, readBatchResponse } from '../../../src/services/lambda/message-batch';
import { Message } from '../../../src/services/sqs/message';

const message = (id: string, body = 'x') => ({
  message: new Message({ body: new MessageBody(body), senderId: '1' }, 0, 1, id),
  receiptHandle: `${id}.1`,
});
const BATCH = [message('one'), message('two')];

describe('the response of a function', () => {
  it.each<[string, string, string[]]>([
    ['null', 'null', []],
    ['nothing', '{}', []],
    ['an empty list of failures', '{"batchItemFailures":[]}', []],
    ['null for the list', '{"batchItemFailures":null}', []],
    ['one failure', '{"batchItemFailures":[{"itemIdentifier":"two"}]}', ['two']],
    ['one failure twice', '{"batchItemFailures":[{"itemIdentifier":"two"},{"itemIdentifier":"two"}]}', ['two']],
    ['all of them', '{"batchItemFailures":[{"itemIdentifier":"two"},{"itemIdentifier":"one"}]}', ['two', 'one']],
  ])('may be %s', (_what, json, failed) => {
    expect(readBatchResponse(json, BATCH)).toEqual({ kind: 'read', failed: new Set(failed) });
  });

  it.each<[string, string]>([
    ['an empty identifier', '{"batchItemFailures":[{"itemIdentifier":""}]}'],
    ['null for an identifier', '{"batchItemFailures":[{"itemIdentifier":null}]}'],
    ['another key', '{"batchItemFailures":[{"messageId":"one"}]}'],
    ['an identifier that is not in the batch', '{"batchItemFailures":[{"itemIdentifier":"one"},{"itemIdentifier":"three"}]}'],
    ['identifiers that are not in objects', '{"batchItemFailures":["one"]}'],
    ['no list', '{"batchItemFailures":"one"}'],
    ['a string', '"done"'],
    ['a list', '["one"]'],
  ])('fails the whole batch with %s', (_what, json) => {
    const response = readBatchResponse(json, BATCH);
    expect(response).toEqual({
      kind: 'bad',
      why: expect.stringMatching(/^The function's response .*: the whole batch failed\.$/),
    });
  });
});

describe('a batch', () => {
  const queue = { queueArn: 'arn:aws:sqs:eu-west-1:100000000001:q', region: 'eu-west-1' };

  it('is one event', () => {
    const [batch, ...others] = batchesOf(BATCH, queue);
    expect(others).toEqual([]);
    expect(JSON.parse(batch?.payload ?? '')).toMatchObject({
      Records: [{ messageId: 'one', receiptHandle: 'one.1', body: 'x' }, { messageId: 'two' }],
    });
  });

  it('is divided where it is longer than what a function may get', () => {
    const long = Array.from({ length: 10 }, (_, index) => message(String(index), 'x'.repeat(1_000_000)));
    const batches = batchesOf(long, queue);
    expect(batches.map(({ messages }) => messages.length)).toEqual([6, 4]);
    for (const { payload } of batches) expect(Buffer.byteLength(payload)).toBeLessThanOrEqual(6_291_556);
  });
});
