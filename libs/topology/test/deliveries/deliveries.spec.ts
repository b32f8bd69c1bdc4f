import { compile, factsOf, receiverName } from '../../src/index';
import { ManifestBuilder, accountOf } from '../manifest-builder';

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
