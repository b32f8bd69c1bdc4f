import { sampleTopology } from '@busbar/constructs/testing';
import { Match } from 'aws-cdk-lib/assertions';
import { drawn } from '../draw';

const topology = sampleTopology({ accounts: 2 });

test('the role of each service of the account has the planned name and exactly the planned policy', () => {
  const { template } = drawn(topology, 'service-identity');
  template.resourceCountIs('AWS::IAM::Role', 1);
  template.hasResourceProperties('AWS::IAM::Role', {
    RoleName: 'busbar-service-service-1',
    Policies: [{ PolicyName: 'busbar', PolicyDocument: topology.identities[0]?.policy }],
    ManagedPolicyArns: Match.absent(),
  });
});

test('its own account, functions and containers may take it', () => {
  drawn(topology, 'service-identity').template.hasResourceProperties('AWS::IAM::Role', {
    AssumeRolePolicyDocument: {
      Statement: [
        { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: 'arn:aws:iam::200000000001:root' } },
        {
          Effect: 'Allow',
          Action: 'sts:AssumeRole',
          Principal: { Service: ['lambda.amazonaws.com', 'ecs-tasks.amazonaws.com'] },
        },
      ],
    },
  });
});

test('a service that neither publishes nor has a queue has a role that may do nothing', () => {
  const identities = topology.identities.map(({ policy: _, ...identity }) => identity);
  drawn({ ...topology, identities }, 'service-identity').template.hasResourceProperties('AWS::IAM::Role', {
    Policies: Match.absent(),
  });
});
