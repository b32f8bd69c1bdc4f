import { evaluate } from '@busbar/iam-policy';
import { compile, parametersOf } from '../../src/index';
import { ManifestBuilder, accountOf } from '../manifest-builder';

const { topology } = compile(
  new ManifestBuilder().service('a').service('b').event('x.y@1', 'a').subscribe('b', 'all', 'x.y@1').build(),
  'dev',
);
const B = accountOf(2);

describe('what the code of a service finds by name', () => {
  it('is the central bus, and the queues of its subscriptions', () => {
    expect(parametersOf(topology, B).map(({ service, name, value }) => [service, name, value])).toEqual([
      ['b', '/busbar/b/event-bus-arn', topology.bus.arn],
      ['b', '/busbar/b/subscriptions/all/queue-url', `https://sqs.eu-west-1.amazonaws.com/${B}/b-all`],
    ]);
  });

  it('has a renamed subscription under both names, since its code is deployed at another time', () => {
    const inboxes = topology.inboxes.map((inbox) => ({
      ...inbox,
      subscriptions: inbox.subscriptions.map((subscription) => ({ ...subscription, name: 'every' })),
    }));
    expect(parametersOf({ ...topology, inboxes }, B).map(({ name }) => name)).toEqual([
      '/busbar/b/event-bus-arn',
      '/busbar/b/subscriptions/all/queue-url',
      '/busbar/b/subscriptions/every/queue-url',
    ]);
  });

  it.each([
    ['its own', '/busbar/b/event-bus-arn', true],
    ["another service's", '/busbar/b-other/event-bus-arn', false],
    ['a parameter of the team', '/secrets/b', false],
  ])('%s may be read by the role: %s, %s', (_, name, expected) => {
    const role = topology.identities.find(({ service }) => service === 'b')?.role;
    const { allowed } = evaluate(
      {
        principal: { type: 'role', account: B, arn: role?.arn ?? '' },
        action: 'ssm:GetParameter',
        resource: `arn:aws:ssm:eu-west-1:${B}:parameter${name}`,
        context: {},
      },
      { identityPolicies: role?.policy ? [role.policy] : [], resourceAccount: B },
    );
    expect(allowed).toBe(expected);
  });
});
