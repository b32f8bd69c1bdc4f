import { parcelDelivered, sampleTopology, trickyFilter } from '@busbar/constructs/sample-topology';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { EventSubscription, on, useTopology } from '../src/index';
import { expectConsumer, expectLocalRule, expectNothingLost } from '../src/testing';

const env = { account: '200000000001', region: 'eu-west-1' };
const code = { code: Code.fromInline('//') };

function subscribed(drawnBy: 'team' | undefined): Template {
  const stack = new Stack(new App(), 'billing', { env });
  const topology = sampleTopology();
  const subscriptions = topology.subscriptions.map((each) => ({ ...each, ...(drawnBy && { drawnBy }) }));
  const changed = { ...topology, subscriptions };
  useTopology(stack, changed);
  const events = [on(parcelDelivered, code, trickyFilter, { subscription: 'invoice' })];
  new EventSubscription(stack, 'Invoices', { service: 'service-1', events });
  return Template.fromStack(stack);
}

/** As it is often written: without retry, dead letters, partial failures, and with CDK's visibility timeout. */
function careless(): Template {
  const stack = new Stack(new App(), 'careless', { env });
  const queue = new Queue(stack, 'Work');
  const fn = new LambdaFunction(stack, 'Worker', {
    ...code,
    runtime: Runtime.NODEJS_22_X,
    handler: 'i.h',
    timeout: Duration.seconds(20),
  });
  fn.addEventSource(new SqsEventSource(queue));
  new Rule(stack, 'Rule', {
    eventBus: EventBus.fromEventBusName(stack, 'Bus', 'acme-events'),
    eventPattern: { source: ['acme.parcel'] },
    targets: [new SqsQueue(queue)],
  });
  return Template.fromStack(stack);
}

test('a subscription passes, whoever draws it', () => {
  for (const template of [subscribed('team'), subscribed(undefined)]) {
    expectNothingLost(template);
    expectConsumer(template, 'service-1-invoice');
  }
  expectLocalRule(subscribed('team'), parcelDelivered, trickyFilter);
});

test('everything that may lose events is named at once', () => {
  const lines = [
    'has a target without a dead-letter queue',
    'has a target without a retry policy',
    'does not report failed messages one by one',
    'has no dead-letter queue',
    'hides messages for 30 s; its function needs 120 s',
  ];
  expect(() => expectNothingLost(careless())).toThrow(new RegExp(lines.join('.*\n.*')));
});

test('another pattern, and another queue, are said with what there is', () => {
  expect(() => expectLocalRule(careless(), parcelDelivered)).toThrow('There are: {"source":["acme.parcel"]}');
  expect(() => expectConsumer(subscribed(undefined), 'other')).toThrow(
    'Queues that functions take messages from: service-1-invoice',
  );
});
