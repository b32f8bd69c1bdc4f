import fc from 'fast-check';
import { busArn, formatArn, parseArn, queueArn } from '../src';

const ACCOUNT = '111122223333';

describe('parseArn', () => {
  it.each([
    [
      'a bus',
      `arn:aws:events:eu-west-1:${ACCOUNT}:event-bus/orders`,
      ['aws', 'events', 'eu-west-1', ACCOUNT, 'event-bus/orders'],
    ],
    ['a role', `arn:aws-cn:iam::${ACCOUNT}:role/teams/a`, ['aws-cn', 'iam', '', ACCOUNT, 'role/teams/a']],
    ['a bucket', 'arn:aws:s3:::bucket/key:with:colons', ['aws', 's3', '', '', 'bucket/key:with:colons']],
    [
      'a function version',
      `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:f:7`,
      ['aws', 'lambda', 'eu-west-1', ACCOUNT, 'function:f:7'],
    ],
  ])('takes %s apart', (_, text, [partition, service, region, account, resource]) => {
    expect(parseArn(text)).toEqual({ partition, service, region, account, resource });
  });

  it.each([
    '',
    'arn',
    'orders',
    `arn:aws:sqs:eu-west-1:${ACCOUNT}`,
    `arn:aws:sqs:eu-west-1:${ACCOUNT}:`,
    `arn::sqs:eu-west-1:${ACCOUNT}:q`,
    `arn:aws::eu-west-1:${ACCOUNT}:q`,
    `ARN:aws:sqs:eu-west-1:${ACCOUNT}:q`,
    ` arn:aws:sqs:eu-west-1:${ACCOUNT}:q`,
  ])('%j is not an ARN', (text) => {
    expect(parseArn(text)).toBeUndefined();
  });
});

describe('parseArn and formatArn', () => {
  const word = fc.stringMatching(/^[a-z0-9-]+$/);
  const part = fc.stringMatching(/^[a-z0-9-]*$/);
  const arns = fc.record({ partition: word, service: word, region: part, account: part, resource: fc.string({ minLength: 1 }) });

  it('are inverse: parse after format', () => {
    fc.assert(fc.property(arns, (arn) => expect(parseArn(formatArn(arn))).toEqual(arn)));
  });

  it('are inverse: format after parse', () => {
    const texts = fc.oneof(
      arns.map(formatArn),
      fc.array(fc.string(), { maxLength: 8 }).map((parts) => ['arn', ...parts].join(':')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const arn = parseArn(text);
        if (arn !== undefined) expect(formatArn(arn)).toBe(text);
      }),
    );
  });
});

it.each([
  [busArn(ACCOUNT, 'eu-west-1', 'orders'), `arn:aws:events:eu-west-1:${ACCOUNT}:event-bus/orders`],
  [queueArn(ACCOUNT, 'cn-north-1', 'parcels'), `arn:aws-cn:sqs:cn-north-1:${ACCOUNT}:parcels`],
])('%s has the partition of its Region', (made, expected) => {
  expect(made).toBe(expected);
});
