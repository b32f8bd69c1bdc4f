import { sampleTopology } from '@busbar/constructs/sample-topology';
import { Match } from 'aws-cdk-lib/assertions';
import { drawn } from '../draw';

const topology = sampleTopology({ accounts: 2 });

test('the role of each service of the account has the planned name and exactly the planned policies', () => {
  const { template } = drawn(topology, 'account');
  template.resourceCountIs('AWS::IAM::Role', 1);
  template.hasResourceProperties('AWS::IAM::Role', {
    RoleName: 'busbar-service-service-1',
    AssumeRolePolicyDocument: topology.identities[0]?.role.trust,
    Policies: [{ PolicyName: 'busbar', PolicyDocument: topology.identities[0]?.role.policy }],
    ManagedPolicyArns: Match.absent(),
  });
});

test('a service that neither publishes nor has a queue has a role that may do nothing', () => {
  const identities = topology.identities.map(({ role: { policy: _, ...role }, ...identity }) => ({ ...identity, role }));
  drawn({ ...topology, identities }, 'account').template.hasResourceProperties('AWS::IAM::Role', {
    Policies: Match.absent(),
  });
});
