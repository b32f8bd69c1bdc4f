import { sampleTopology, trickyFilter } from '@busbar/constructs/sample-topology';
import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import fc from 'fast-check';
import { ConstructError } from '../src/construct-error';
import { DeadLetterQueue } from '../src/event-queue';
import { PlannedRule, type PlannedRuleProps } from '../src/planned-rule';
import { BusTarget, FunctionTarget, QueueTarget } from '../src/rule-targets';

const [route] = sampleTopology().routes;
if (!route) throw new Error('the sample has changed');
const retry = { maximumEventAgeInSeconds: 60, maximumRetryAttempts: 0 };

function draw(props: Partial<PlannedRuleProps> = {}, env = { account: '100000000000', region: 'eu-west-1' }) {
  const stack = new Stack(new App(), 'routing', { env });
  const deadLetterQueue = new DeadLetterQueue(stack, 'Dlq', {
    planned: { name: 'dlq', arn: `arn:aws:sqs:${env.region}:${env.account}:dlq` },
  });
  const bus = EventBus.fromEventBusName(stack, 'Bus', 'acme-events');
  const rule = (target: PlannedRuleProps['target']) =>
    new PlannedRule(stack, 'Rule', {
      planned: { name: route?.name ?? '', arn: route?.ruleArn ?? '' },
      bus,
      busName: 'acme-events',
      description: 'a rule',
      pattern: { source: ['acme.parcel'] },
      target,
      ...props,
    });
  return { stack, deadLetterQueue, rule };
}

function rendered(pattern: Readonly<Record<string, unknown>>): unknown {
  const { stack, deadLetterQueue, rule } = draw({ pattern });
  rule(new QueueTarget(deadLetterQueue, { retry, deadLetterQueue }));
  return Object.values(Template.fromStack(stack).findResources('AWS::Events::Rule'))[0]?.['Properties'].EventPattern;
}

describe('the pattern', () => {
  test('is rendered key by key as planned, with null, numbers, empty text and $or', () => {
    const pattern = { source: ['a'], 'detail-type': ['b@1'], detail: { data: trickyFilter } };
    expect(JSON.stringify(rendered(pattern))).toBe(JSON.stringify(pattern));
  });

  test('is rendered as planned, whatever it holds', () => {
    const matcher = fc.oneof(
      fc.string(),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.record({ prefix: fc.string() }),
      fc.record({ numeric: fc.constant(['>', 0]) }),
    );
    const key = fc.stringMatching(/^[a-zA-Z$_-]{1,12}$/);
    const data = fc.dictionary(key, fc.array(matcher, { minLength: 1, maxLength: 3 }), { minKeys: 1, maxKeys: 4 });
    fc.assert(
      fc.property(data, (filter) => {
        const pattern = { source: ['a'], detail: { data: filter } };
        expect(rendered(pattern)).toEqual(JSON.parse(JSON.stringify(pattern)));
      }),
      { numRuns: 25 },
    );
  });
});

describe('the targets', () => {
  const deadLetters = { Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Dlq'), 'Arn'] } };
  const retryPolicy = { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 0 };

  test('a bus of another account is named by its ARN, with the role, and brings no support stack', () => {
    const { stack, deadLetterQueue, rule } = draw();
    const role = Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::100000000000:role/route');
    rule(new BusTarget('arn:aws:events:eu-west-1:200000000001:event-bus/acme-events', { role, retry, deadLetterQueue }));
    Template.fromStack(stack).hasResourceProperties('AWS::Events::Rule', {
      EventBusName: 'acme-events',
      Targets: [
        {
          Id: 'bus',
          Arn: 'arn:aws:events:eu-west-1:200000000001:event-bus/acme-events',
          RoleArn: 'arn:aws:iam::100000000000:role/route',
          DeadLetterConfig: deadLetters,
          RetryPolicy: retryPolicy,
        },
      ],
    });
    expect(stack.node.root.node.children.filter(Stack.isStack)).toHaveLength(1);
  });

  test('a function is named by its ARN and needs no role', () => {
    const { stack, deadLetterQueue, rule } = draw();
    rule(new FunctionTarget('arn:aws:lambda:eu-west-1:100000000000:function:f', { retry, deadLetterQueue }));
    Template.fromStack(stack).hasResourceProperties('AWS::Events::Rule', {
      Targets: [
        {
          Id: 'function',
          Arn: 'arn:aws:lambda:eu-west-1:100000000000:function:f',
          RoleArn: Match.absent(),
          DeadLetterConfig: deadLetters,
          RetryPolicy: retryPolicy,
        },
      ],
    });
  });
});

describe('a rule that would not have the planned ARN is refused', () => {
  it.each([
    ['in another account', {}, { account: '999999999999', region: 'eu-west-1' }, 'belongs to account 100000000000'],
    ['in another Region', {}, { account: '100000000000', region: 'us-east-1' }, 'in eu-west-1, but stack "routing" is for'],
    ['on another bus', { busName: 'other' }, undefined, 'not "rule/other/busbar-200000000001-1"'],
    ['under another name', { planned: { name: 'x', arn: route.ruleArn } }, undefined, 'not "rule/acme-events/x"'],
    ['with something that is no ARN', { planned: { name: 'x', arn: 'x' } }, undefined, '"x" is not an ARN'],
  ])('%s', (_, props, env, message) => {
    const { deadLetterQueue, rule } = draw(props, env);
    const target = new QueueTarget(deadLetterQueue, { retry, deadLetterQueue });
    expect(() => rule(target)).toThrow(ConstructError);
    expect(() => rule(target)).toThrow(message);
  });

  test('in a stack without an explicit environment', () => {
    const stack = new Stack(new App(), 'anywhere');
    expect(() => new DeadLetterQueue(stack, 'Dlq', { planned: { name: 'dlq', arn: 'arn:aws:sqs:eu-west-1:1:dlq' } })).toThrow(
      'has no explicit environment',
    );
  });
});

describe('a rule that follows its siblings', () => {
  test('waits for the policies of its queues, and not for what it refers to anyway', () => {
    const stack = new Stack(new App(), 'account', { env: { account: '100000000000', region: 'eu-west-1' } });
    const scope = new Construct(stack, 'Subscription');
    const queue = (name: string) =>
      new DeadLetterQueue(scope, name, {
        planned: { name, arn: `arn:aws:sqs:eu-west-1:100000000000:${name}` },
        rules: [route?.ruleArn ?? ''],
      });
    const [target, deadLetterQueue] = [queue('target'), queue('dead')];
    const planned = new PlannedRule(scope, 'Rule', {
      planned: { name: route?.name ?? '', arn: route?.ruleArn ?? '' },
      bus: EventBus.fromEventBusName(scope, 'Bus', 'acme-events'),
      busName: 'acme-events',
      description: 'a rule',
      pattern: { source: ['acme.parcel'] },
      target: new QueueTarget(target, { retry, deadLetterQueue }),
    });
    planned.followSiblings();
    const template = Template.fromStack(stack);
    const policies = Object.keys(template.findResources('AWS::SQS::QueuePolicy'));
    const waiting = Object.values(template.findResources('AWS::Events::Rule')).flatMap(
      ({ DependsOn }) => (DependsOn as string[]) ?? [],
    );
    expect(policies).toHaveLength(2);
    expect(waiting.sort()).toEqual(policies.sort());
  });
});
