import { compile, factsOf, receiverName } from '../../src/index';
import { ManifestBuilder, accountOf } from '../manifest-builder';

const strict = { maximumEventAgeInSeconds: 120, maximumRetryAttempts: 0 };
const lenient = { maximumEventAgeInSeconds: 86_400, maximumRetryAttempts: 185 };
const elsewhere = { kind: 'function', functionName: 'late', definedIn: 'elsewhere' } as const;

const { topology } = compile(
  new ManifestBuilder()
    .service('delivery')
    .event('delivery.status.updated@1', 'delivery', { peakPerSecond: 1 })
    .subscribe('delivery', 'finished', 'delivery.status.updated@1')
    .subscribe('delivery', 'failed', 'delivery.status.updated@1', undefined, { kind: 'function', functionName: 'delivery-fees' })
    .build(),
  'dev',
);
const subscriptions = topology.inboxes.flatMap((inbox) => inbox.subscriptions);
const queue = (name: string) => ({ name, arn: `arn:aws:sqs:eu-west-1:${accountOf(1)}:${name}` });

it.each([
  {
    name: 'finished',
    receiver: 'delivery/finished',
    facts: {
      target: queue('delivery-finished'),
      polledQueue: queue('delivery-finished'),
      queues: [queue('delivery-finished'), queue('delivery-finished-processing-dlq')],
      queuesOfTarget: [],
      watched: [
        { kind: 'queue-age', thing: 'delivery-finished', dimensions: { QueueName: 'delivery-finished' }, threshold: 300 },
        { kind: 'queue-in-flight', thing: 'delivery-finished', dimensions: { QueueName: 'delivery-finished' } },
        {
          kind: 'processing-dlq',
          thing: 'delivery-finished-processing-dlq',
          dimensions: { QueueName: 'delivery-finished-processing-dlq' },
        },
      ],
      resources: 4,
      definedByService: undefined,
      targetIsShared: false,
      summary: 'queue',
    },
  },
  {
    name: 'failed',
    receiver: 'delivery/delivery-fees',
    facts: {
      target: { name: 'delivery-fees', arn: `arn:aws:lambda:eu-west-1:${accountOf(1)}:function:delivery-fees` },
      polledQueue: undefined,
      queues: [],
      queuesOfTarget: [queue('delivery-fees-processing-dlq')],
      watched: [
        { kind: 'function-errors', thing: 'delivery-fees', dimensions: { FunctionName: 'delivery-fees' } },
        { kind: 'function-throttles', thing: 'delivery-fees', dimensions: { FunctionName: 'delivery-fees' } },
        {
          kind: 'processing-dlq',
          thing: 'delivery-fees-processing-dlq',
          dimensions: { QueueName: 'delivery-fees-processing-dlq' },
        },
      ],
      resources: 0,
      definedByService: { type: 'AWS::Lambda::Function', noun: 'function', nameProperty: 'FunctionName', name: 'delivery-fees' },
      targetIsShared: true,
      summary: 'function delivery-fees',
    },
  },
])('says what the delivery of "$name" is', ({ name, receiver, facts }) => {
  const subscription = subscriptions.find((each) => each.name === name);
  if (!subscription) throw new Error(`"${name}" is not planned.`);
  expect(factsOf(subscription.delivery)).toEqual(facts);
  expect(receiverName(subscription, factsOf(subscription.delivery))).toBe(receiver);
});

describe('a function', () => {
  const compiled = compile(
    new ManifestBuilder()
      .service('access')
      .service('delivery')
      .event('delivery.status.updated@1', 'delivery')
      .event('delivery.proof.captured@1', 'delivery')
      .event('delivery.fee.due@1', 'delivery')
      .subscribe('access', 'doors', 'delivery.status.updated@1', undefined, { kind: 'function', functionName: 'doors' }, strict)
      .subscribe('access', 'proofs', 'delivery.proof.captured@1', undefined, { kind: 'function', functionName: 'doors' }, lenient)
      .subscribe('access', 'fees', 'delivery.fee.due@1', undefined, { kind: 'function', functionName: 'fees' }, lenient)
      .subscribe('delivery', 'doors', 'delivery.fee.due@1', undefined, { kind: 'function', functionName: 'doors' }, lenient)
      .subscribe('delivery', 'late', 'delivery.fee.due@1', undefined, elsewhere)
      .build(),
    'dev',
  ).topology;
  const planned = (service: string, name: string) => {
    const found = compiled.inboxes
      .flatMap((each) => each.subscriptions)
      .find((each) => each.service === service && each.name === name);
    if (found?.delivery.kind !== 'function') throw new Error(`"${name}" is not planned.`);
    return found.delivery;
  };

  it.each([
    [
      'the strictest retry of the subscriptions that share it',
      'access',
      'proofs',
      { maximumEventAgeInSeconds: 120, maximumRetryAttempts: 0 },
    ],
    ['no more than Lambda takes', 'access', 'fees', { maximumEventAgeInSeconds: 21_600, maximumRetryAttempts: 2 }],
    ['not the retry of another service’s', 'delivery', 'doors', { maximumEventAgeInSeconds: 21_600, maximumRetryAttempts: 2 }],
  ])('is retried with %s', (_, service, name, retry) => {
    expect(planned(service, name).retry).toEqual(retry);
  });

  it('admits the rules of its service, whatever they are called', () => {
    expect(planned('access', 'doors').admits).toBe(`arn:aws:events:eu-west-1:${accountOf(1)}:rule/doorstep-events/access-*`);
  });

  it('that is defined elsewhere is asked of no stack', () => {
    expect(factsOf(planned('delivery', 'late')).definedByService).toBeUndefined();
  });
});
