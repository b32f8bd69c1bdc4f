import type { Receiver } from '../src/index';
import { checkReceivers, compile } from '../src/index';
import { ManifestBuilder, accountOf } from './manifest-builder';

const toFunction = (functionName: string) => ({ kind: 'function', functionName }) as const;
const manifest = new ManifestBuilder()
  .stage('dev')
  .stage('prod')
  .service('delivery', { dev: accountOf(1), prod: accountOf(11) })
  .event('delivery.fee.due@1', 'delivery', { state: 'draft' })
  .event('delivery.order.placed@1', 'delivery')
  .subscribe('delivery', 'fees', 'delivery.fee.due@1', undefined, toFunction('delivery-fees'))
  .subscribe('delivery', 'orders', 'delivery.order.placed@1', undefined, toFunction('delivery-orders'))
  .subscribe('delivery', 'late-orders', 'delivery.order.placed@1', { late: [true] }, toFunction('delivery-orders'))
  .subscribe('delivery', 'archive', 'delivery.order.placed@1')
  .build();
const topologies = ['dev', 'prod'].map((stage) => compile(manifest, stage).topology);

it('asks for what the stacks of each service have to define, not for queues, and not for what waits', () => {
  const asked: Receiver[] = [];
  checkReceivers(manifest, topologies, (receiver) => asked.push(receiver) > 0);
  const resource = (name: string) => ({ type: 'AWS::Lambda::Function', noun: 'function', nameProperty: 'FunctionName', name });
  expect(asked).toEqual([
    {
      stage: 'dev',
      account: accountOf(1),
      region: 'eu-west-1',
      service: 'delivery',
      resource: resource('delivery-fees'),
      subscriptions: ['fees'],
    },
    {
      stage: 'dev',
      account: accountOf(1),
      region: 'eu-west-1',
      service: 'delivery',
      resource: resource('delivery-orders'),
      subscriptions: ['late-orders', 'orders'],
    },
    {
      stage: 'prod',
      account: accountOf(11),
      region: 'eu-west-1',
      service: 'delivery',
      resource: resource('delivery-orders'),
      subscriptions: ['late-orders', 'orders'],
    },
  ]);
});

it('has no problems where everything is defined', () => {
  expect(checkReceivers(manifest, topologies, () => true)).toEqual([]);
});

it('is an error at each subscription once, naming the stages', () => {
  const problems = checkReceivers(manifest, topologies, ({ resource }) => resource.name !== 'delivery-orders');
  expect(problems.map(({ code, severity, at }) => `${code} ${severity} ${at.file}:${at.line}`)).toEqual([
    'topology/receiver-not-defined error config/subscriptions/delivery.yaml:4',
    'topology/receiver-not-defined error config/subscriptions/delivery.yaml:3',
  ]);
  expect(problems[1]?.message).toBe(
    'Subscription "delivery/orders" is delivered to the function "delivery-orders", which no stack of this workspace defines ' +
      '("dev", "prod"): its events would end in the delivery DLQ.',
  );
});

it('asks for no function that is declared as defined elsewhere', () => {
  const elsewhere = { ...toFunction('delivery-orders'), definedIn: 'elsewhere' } as const;
  const declared = new ManifestBuilder()
    .service('delivery')
    .event('delivery.order.placed@1', 'delivery')
    .subscribe('delivery', 'orders', 'delivery.order.placed@1', undefined, elsewhere)
    .build();
  expect(checkReceivers(declared, [compile(declared, 'dev').topology], () => false)).toEqual([]);
});

describe('a function that leaves before its rule does', () => {
  const before = compile(manifest, 'dev').topology;
  const company = () => new ManifestBuilder().stage('dev').service('delivery').event('delivery.order.placed@1', 'delivery');

  it.each([
    [
      'of a subscription that is deleted',
      company().subscribe('delivery', 'archive', 'delivery.order.placed@1').build(),
      'config/subscriptions/delivery.yaml:1:1',
    ],
    ['of a service without subscriptions', company().build(), 'config/services/delivery.yaml:1:1'],
    [
      'of a subscription that goes to another function now',
      company().subscribe('delivery', 'orders', 'delivery.order.placed@1', undefined, toFunction('orders')).build(),
      'config/subscriptions/delivery.yaml:2:5',
    ],
  ])('%s is a problem that names the subscription and says to keep the function', (_, after, at) => {
    const [problem] = checkReceivers(after, [before], () => false).filter(({ message }) => message.includes('"delivery/orders"'));
    expect(problem && `${problem.at.file}:${problem.at.line}:${problem.at.column}`).toContain(at);
    expect(problem).toMatchObject({
      code: 'topology/receiver-not-defined',
      message:
        'The rule of "delivery/orders" still sends to the function "delivery-orders" while the change is rolled out ("dev"), and no stack of ' +
        'this workspace defines that any more: events on their way would end in the delivery DLQ.',
      fix: 'Keep it in its stack until the change is rolled out; then remove it.',
    });
  });
});
