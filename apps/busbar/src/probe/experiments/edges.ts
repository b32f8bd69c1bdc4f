import type { Experiment } from '../experiment';
import { allow, ProbeTemplates } from '../templates';

/** Bytes of the largest call, as PutEvents counts entries. */
const LARGEST = 1_048_576;

export const sizes: Experiment = {
  id: 'sizes',
  question:
    'Which sizes do a bus, a queue and a function accept, and where is an event that the bus accepts and the target does not?',
  assumption:
    'Entries count below 1 MiB a call. The envelope comes on top: a target that refuses the size is a dead letter, unless the DLQ refuses it too.',
  minutes: 6,
  steps(context) {
    const t = new ProbeTemplates(context);
    const bus = t.bus('a', 'sizes');
    const publish = (entryBytes: number, observe: string) =>
      ({ kind: 'publish', side: 'a', events: [{ bus, source: 'busbar.probe', entryBytes }], observe }) as const;
    const receive = (queue: string, observe: string) =>
      ({ kind: 'receive', side: 'a', queue: t.name(queue), seconds: 60, observe }) as const;
    return [
      {
        kind: 'deploy',
        side: 'a',
        stack: '',
        template: t.template(
          t.busPart('sizes'),
          t.queuePart('a', 'large', [t.rule('a', 'sizes', 'large')], { MaximumMessageSize: LARGEST }),
          t.queuePart('a', 'large-dlq', [t.rule('a', 'sizes', 'large')], { MaximumMessageSize: LARGEST }),
          t.queuePart('a', 'small', [t.rule('a', 'sizes', 'small')], { MaximumMessageSize: 1024 }),
          t.queuePart('a', 'small-dlq', [t.rule('a', 'sizes', 'small')], { MaximumMessageSize: LARGEST }),
          t.rulePart('sizes', 'large', {
            arn: t.queue('a', 'large'),
            deadLetterQueue: t.queue('a', 'large-dlq'),
            after: ['LargeQueuePolicy', 'LargeDlqQueuePolicy'],
          }),
          t.rulePart('sizes', 'small', {
            arn: t.queue('a', 'small'),
            deadLetterQueue: t.queue('a', 'small-dlq'),
            after: ['SmallQueuePolicy', 'SmallDlqQueuePolicy'],
          }),
          functionPart(t),
        ),
      },
      { kind: 'wait', seconds: 60, why: 'the rules take effect' },
      publish(LARGEST, 'entry of 1,048,576 bytes'),
      publish(LARGEST - 1, 'entry of 1,048,575 bytes'),
      receive('large', 'it, in a queue for 1 MiB'),
      receive('large-dlq', 'it, in the DLQ of that queue'),
      receive('function-dlq', 'it, in the DLQ of a function'),
      publish(2048, 'entry of 2,048 bytes'),
      receive('small-dlq', 'it, in the DLQ of a queue for 1,024 bytes'),
    ];
  },
};

function functionPart(t: ProbeTemplates): Readonly<Record<string, unknown>> {
  const rule = t.rule('a', 'sizes', 'function');
  return {
    ...t.rolePart('function', { Service: 'lambda.amazonaws.com' }, [allow('logs:PutLogEvents', '*')]),
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: t.name('function'),
        Role: { 'Fn::GetAtt': ['FunctionRole', 'Arn'] },
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        Code: { ZipFile: 'exports.handler = async () => {};' },
      },
    },
    FunctionPermission: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        Action: 'lambda:InvokeFunction',
        FunctionName: { Ref: 'Function' },
        Principal: 'events.amazonaws.com',
        SourceArn: rule,
      },
    },
    ...t.queuePart('a', 'function-dlq', [rule]),
    ...t.rulePart('sizes', 'function', {
      arn: { 'Fn::GetAtt': ['Function', 'Arn'] },
      deadLetterQueue: t.queue('a', 'function-dlq'),
      after: ['FunctionPermission', 'FunctionDlqQueuePolicy'],
    }),
  };
}

export const queueTags: Experiment = {
  id: 'queue-tags',
  question: 'Does SQS authorize by the tags of a queue (aws:ResourceTag) as soon as the queue is there?',
  assumption: 'It does. On it rests that a service’s role consumes its queues by their tag, whatever their number.',
  minutes: 3,
  steps(context) {
    const t = new ProbeTemplates(context);
    const tagged = (service: string) => ({ Tags: [{ Key: 'busbar:service', Value: service }] });
    const receive = (queue: string, observe: string) =>
      ({ kind: 'receive', side: 'a', role: t.name('consumer'), queue: t.name(queue), seconds: 1, observe }) as const;
    return [
      {
        kind: 'deploy',
        side: 'a',
        stack: '',
        template: t.template(
          t.rolePart('consumer', { AWS: t.root('a') }, [
            allow(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueUrl'], t.arn('sqs', 'a', '*'), {
              Condition: { StringEquals: { 'aws:ResourceTag/busbar:service': 'mine' } },
            }),
          ]),
          t.queuePart('a', 'mine', [], tagged('mine')),
          t.queuePart('a', 'other', [], tagged('other')),
        ),
      },
      { kind: 'wait', seconds: 30, why: 'the role takes effect' },
      receive('mine', 'queue with the tag'),
      receive('other', 'queue with another value of the tag'),
    ];
  },
};

export const encryptedBus: Experiment = {
  id: 'encrypted-bus',
  question: 'Does a publisher of another account need permissions on the key of an encrypted bus?',
  assumption:
    'It does not: EventBridge uses the key, by the key policy. On it rests the key policy of `encryption: customer-managed`.',
  minutes: 5,
  leaves: 'a key that is deleted after 7 days; AWS charges nothing for it while it waits',
  steps(context) {
    const t = new ProbeTemplates(context);
    const bus = t.bus('a', 'encrypted');
    const service = { Principal: { Service: 'events.amazonaws.com' } };
    const used = {
      ...service,
      Condition: { StringEquals: { 'kms:EncryptionContext:aws:events:event-bus:arn': bus, 'aws:SourceArn': bus } },
    };
    const key = {
      Key: {
        Type: 'AWS::KMS::Key',
        Properties: {
          PendingWindowInDays: 7,
          KeyPolicy: {
            Version: '2012-10-17',
            Statement: [
              allow('kms:*', '*', { Principal: { AWS: t.root('a') } }),
              allow('kms:DescribeKey', '*', service),
              allow(['kms:Decrypt', 'kms:GenerateDataKey'], '*', used),
            ],
          },
        },
      },
    };
    const admits = allow('events:PutEvents', bus, { Sid: 'Publisher', Principal: { AWS: t.role('b', 'keyless') } });
    return [
      {
        kind: 'deploy',
        side: 'b',
        stack: '',
        template: t.template(t.rolePart('keyless', { AWS: t.root('b') }, [allow('events:PutEvents', bus)])),
      },
      { kind: 'wait', seconds: 15, why: 'IAM knows the role' },
      {
        kind: 'deploy',
        side: 'a',
        stack: '',
        template: t.template(
          key,
          t.busPart('encrypted', [admits], { KmsKeyIdentifier: { 'Fn::GetAtt': ['Key', 'Arn'] } }),
          t.queuePart('a', 'decrypted', [t.rule('a', 'encrypted', 'decrypted')]),
          t.rulePart('encrypted', 'decrypted', { arn: t.queue('a', 'decrypted'), after: ['DecryptedQueuePolicy'] }),
        ),
      },
      { kind: 'wait', seconds: 60, why: 'rule and policies take effect' },
      {
        kind: 'publish',
        side: 'b',
        role: t.name('keyless'),
        events: [{ bus, source: 'busbar.probe' }],
        observe: 'without permissions on the key',
      },
      { kind: 'receive', side: 'a', queue: t.name('decrypted'), seconds: 60, observe: 'the event' },
    ];
  },
};
