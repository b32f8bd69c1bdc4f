import { sampleTopology } from '@busbar/constructs/sample-topology';
import type { Topology } from '@busbar/topology';
import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { ContainerImage, FargateTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { EventPublisherAccess, SubscriberBus, useTopology, type EventPublisherAccessProps } from '../src/index';

const arn = 'arn:aws:iam::200000000001:role/busbar-service-service-1';
const bus = 'arn:aws:events:eu-west-1:100000000000:event-bus/acme-events';

/** The sample, whose first service publishes; as the role that Busbar makes unless another principal is named. */
function publishing({ principal = arn, runtimes = ['lambda.amazonaws.com'] } = {}): Topology {
  const topology = sampleTopology();
  return {
    ...topology,
    grants: topology.grants.map((grant) => ({ ...grant, principal })),
    identities: topology.identities.map((identity) => ({
      ...identity,
      publishes: [{ source: 'acme.parcel', eventTypes: ['parcel.delivered@1'] }],
      role: {
        ...identity.role,
        trust: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Principal: { Service: runtimes }, Action: 'sts:AssumeRole' }],
        },
      },
    })),
  };
}

function newStack(topology: Topology): Stack {
  const stack = new Stack(new App(), 'billing', { env: { account: '200000000001', region: 'eu-west-1' } });
  useTopology(stack, topology);
  return stack;
}

type Runtimes = (stack: Stack, access: EventPublisherAccess) => EventPublisherAccessProps['for'];

function draw(topology: Topology, runtimes: Runtimes) {
  const stack = newStack(topology);
  const access = new EventPublisherAccess(stack, 'Publishing', { service: 'service-1' });
  new EventPublisherAccess(stack, 'Access', { service: 'service-1', for: runtimes(stack, access) ?? [] });
  return Template.fromStack(stack);
}

const code = { code: Code.fromInline('//'), runtime: Runtime.NODEJS_22_X, handler: 'index.handler' };
const aFunction: Runtimes = (stack, { role }) => [new LambdaFunction(stack, 'Publisher', { ...code, role })];

describe('EventPublisherAccess', () => {
  test('a function runs as the service’s role, which may publish, and knows the bus', () => {
    const template = draw(publishing(), aFunction);
    template.hasResourceProperties('AWS::Lambda::Function', { Role: arn, Environment: { Variables: { EVENT_BUS_ARN: bus } } });
    template.resourceCountIs('AWS::IAM::Policy', 0);
  });

  test('so does a container', () => {
    const template = draw(publishing({ runtimes: ['ecs-tasks.amazonaws.com'] }), (stack, { role }) => {
      const task = new FargateTaskDefinition(stack, 'Task', { taskRole: role });
      return [task.addContainer('app', { image: ContainerImage.fromRegistry('acme/app') })];
    });
    template.hasResourceProperties('AWS::ECS::TaskDefinition', {
      TaskRoleArn: arn,
      ContainerDefinitions: [Match.objectLike({ Environment: [{ Name: 'EVENT_BUS_ARN', Value: bus }] })],
    });
  });

  test('pods get the role', () => {
    const pods = { clusterName: 'shop', namespace: 'billing', serviceAccount: 'publisher' };
    draw(publishing({ runtimes: ['pods.eks.amazonaws.com'] }), () => [pods]).hasResourceProperties(
      'AWS::EKS::PodIdentityAssociation',
      {
        ClusterName: 'shop',
        Namespace: 'billing',
        ServiceAccount: 'publisher',
        RoleArn: arn,
      },
    );
  });

  test('a role of the team that the bus admits gets exactly the sources and event types', () => {
    const template = draw(publishing({ principal: 'arn:aws:iam::200000000001:role/billing' }), (stack) => {
      const role = new Role(stack, 'Own', { roleName: 'billing', assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
      return [new LambdaFunction(stack, 'Publisher', { ...code, role })];
    });
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [
          {
            Sid: 'Publish',
            Effect: 'Allow',
            Action: 'events:PutEvents',
            Resource: bus,
            Condition: {
              'ForAllValues:StringEquals': { 'events:source': ['acme.parcel'], 'events:detail-type': ['parcel.delivered@1'] },
              Null: { 'events:source': 'false', 'events:detail-type': 'false' },
            },
          },
        ],
      },
    });
  });

  it.each<[string, Topology, Runtimes, string]>([
    [
      'a role that the bus refuses',
      publishing(),
      (stack) => [new LambdaFunction(stack, 'Own', code)],
      'Give it "role: publishing.role"',
    ],
    ['what the role is not for', publishing({ runtimes: [] }), aFunction, 'Write "runsOn: [lambda]"'],
    [
      'the service’s role where another one publishes',
      publishing({ principal: 'arn:aws:iam::200000000001:role/billing' }),
      aFunction,
      '"busbar-service-service-1" may not publish: the bus admits arn:aws:iam::200000000001:role/billing',
    ],
    ['a service that publishes nothing', sampleTopology(), aFunction, 'publishes nothing in stage "dev"'],
  ])('refuses %s', (_, topology, runtimes, message) => {
    expect(() => draw(topology, runtimes)).toThrow(message);
  });
});

describe('SubscriberBus', () => {
  test('is the platform’s, for rules of the team', () => {
    const stack = newStack(sampleTopology());
    const { bus: found } = new SubscriberBus(stack, 'Bus', { service: 'service-1' });
    expect(found.eventBusArn).toBe('arn:aws:events:eu-west-1:200000000001:event-bus/acme-events');
    Template.fromStack(stack).resourceCountIs('AWS::Events::EventBus', 0);
  });

  test('in a sandbox the team makes it, with the trust that the platform’s has', () => {
    const topology = sampleTopology();
    const stack = newStack(topology);
    new SubscriberBus(stack, 'Bus', { service: 'service-1', drawnBy: 'team' });
    Template.fromStack(stack).hasResourceProperties('AWS::Events::EventBus', {
      Name: 'acme-events',
      Policy: topology.inboxes[0]?.policy.document,
    });
  });

  test('is not there while nothing in the account receives', () => {
    const stack = newStack({ ...sampleTopology(), inboxes: [] });
    expect(() => new SubscriberBus(stack, 'Bus', { service: 'service-1' })).toThrow('subscribe to something first');
  });
});
