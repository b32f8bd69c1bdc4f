import { matches, parsePattern } from '@busbar/event-pattern';
import { evaluate, type PolicyDocument } from '@busbar/iam-policy';
import { assembleState, compile, digestsOf, partOfUnit, unitsOf, type PlatformState, type Topology } from '../../src/index';
import { CENTRAL, ManifestBuilder, accountOf } from '../manifest-builder';

const config = (): ManifestBuilder =>
  new ManifestBuilder().service('pub').service('sub').event('a.x@1', 'pub').event('a.y@1', 'pub').subscribe('sub', 's', 'a.x@1');
const SUBSCRIBER = accountOf(2);
const { topology } = compile(config().build(), 'dev');

const heartbeatOf = (route: string, source = 'busbar.platform', detailType = 'busbar.heartbeat@1'): Record<string, unknown> => ({
  source,
  'detail-type': detailType,
  detail: { metadata: { type: detailType }, data: { route } },
});

describe('a heartbeat', () => {
  const [route] = topology.routes;
  const admits = (event: object): boolean => matches(parsePattern(JSON.stringify(route?.pattern)), event);

  it('passes its own route and no other', () => {
    expect(admits(heartbeatOf(`busbar-${SUBSCRIBER}-1`))).toBe(true);
    expect(admits(heartbeatOf(`busbar-${SUBSCRIBER}-2`))).toBe(false);
    expect(admits(heartbeatOf(`busbar-${SUBSCRIBER}-1`, 'doorstep.a'))).toBe(false);
    expect(admits(heartbeatOf(`busbar-${SUBSCRIBER}-1`, 'busbar.platform', 'a.x@1'))).toBe(false);
  });

  it('counts in the length of the pattern', () => {
    expect(route?.patternCharacters).toBe(JSON.stringify(route?.pattern).length);
    expect(JSON.stringify(route?.pattern)).toContain('busbar.heartbeat@1');
  });

  it('keeps its names for itself', () => {
    const taken = new ManifestBuilder().service('busbar').event('a.x@1', 'busbar').subscribe('busbar', 'heartbeat', 'a.x@1');
    expect(compile(taken.build(), 'dev').problems).toMatchObject([{ code: 'topology/name-collision', at: { line: 2 } }]);
  });

  it('is no event type of the account', () => {
    expect(route?.eventTypes).toEqual(['a.x@1']);
    expect(route?.demands.map(({ eventType }) => eventType)).toEqual(['a.x@1']);
    expect(JSON.stringify([topology.grants, topology.waiting, topology.identities])).not.toContain('busbar.heartbeat');
  });
});

describe('who may publish heartbeats', () => {
  const anything: PolicyDocument = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'events:PutEvents', Resource: '*' }],
  };
  const allowed = (account: string, role: string, identity = anything, sources = ['busbar.platform']): boolean =>
    evaluate(
      {
        principal: { type: 'role', account, arn: `arn:aws:sts::${account}:assumed-role/${role}/s` },
        action: 'events:PutEvents',
        resource: topology.bus.arn,
        context: {
          'aws:PrincipalArn': `arn:aws:iam::${account}:role/${role}`,
          'aws:PrincipalOrgID': topology.organizationId,
          'events:source': sources,
          'events:detail-type': ['busbar.heartbeat@1'],
        },
      },
      { identityPolicies: [identity], resourcePolicy: topology.bus.policy.document, resourceAccount: CENTRAL },
    ).allowed;
  const own = topology.bus.heartbeat?.role.policy as PolicyDocument;

  it('is the role of the function alone, whatever identity policies say', () => {
    expect(allowed(CENTRAL, 'busbar-heartbeat', own)).toBe(true);
    expect(allowed(CENTRAL, 'administrator')).toBe(false);
    expect(allowed(accountOf(1), 'busbar-service-pub')).toBe(false);
    expect(allowed(accountOf(1), 'busbar-heartbeat')).toBe(false);
  });

  it('and that role may publish nothing else, not even beside a heartbeat', () => {
    expect(allowed(CENTRAL, 'busbar-heartbeat', own, ['doorstep.a'])).toBe(false);
    expect(allowed(CENTRAL, 'busbar-heartbeat', own, ['busbar.platform', 'doorstep.a'])).toBe(false);
  });
});

describe('what the stacks draw of it', () => {
  const changed = (before: Topology, after: Topology): string[] => {
    const digests = digestsOf(before);
    return [...digestsOf(after)].filter(([key, digest]) => digests.get(key) !== digest).map(([key]) => key.split('/')[1] ?? '');
  };

  it('does not change in the central account with a subscription, nor with a route', () => {
    const more = compile(config().subscribe('sub', 't', 'a.y@1').build(), 'dev').topology;
    expect(changed(topology, more)).toEqual([`busbar-account-${SUBSCRIBER}`, 'busbar-routing-1']);
    const wider = compile(config().service('other').subscribe('other', 't', 'a.y@1').build(), 'dev').topology;
    expect(changed(topology, wider)).toEqual([`busbar-account-${accountOf(3)}`, 'busbar-routing-1']);
  });

  it('is one rule and one queue an account, the same whatever its routes are', () => {
    const [inbox] = topology.inboxes;
    expect(inbox?.heartbeat).toEqual({
      rule: { name: 'busbar-heartbeat', arn: `arn:aws:events:eu-west-1:${SUBSCRIBER}:rule/doorstep-events/busbar-heartbeat` },
      pattern: { source: ['busbar.platform'], 'detail-type': ['busbar.heartbeat@1'] },
      queue: { name: 'busbar-heartbeat', arn: `arn:aws:sqs:eu-west-1:${SUBSCRIBER}:busbar-heartbeat` },
      retentionSeconds: 300,
    });
  });

  it('is not archived', () => {
    const archived = (event: object): boolean => matches(parsePattern(JSON.stringify(topology.bus.archive.pattern)), event);
    expect(archived(heartbeatOf('busbar-1'))).toBe(false);
    expect(archived(heartbeatOf('busbar-1', 'doorstep.a'))).toBe(true);
  });
});

describe('a stage that was deployed before there were heartbeats', () => {
  const former = (): PlatformState => {
    const at = new Date(0).toISOString();
    const deployed = unitsOf(topology).map((unit) => ({ unit, part: partOfUnit(topology, unit), deployedAt: at }));
    const state = assembleState(deployed);
    if (!state) throw new Error('It has a bus.');
    const { heartbeat: _, ...bus } = state.bus;
    return {
      ...state,
      bus,
      inboxes: state.inboxes.map(({ heartbeat: __, ...inbox }) => inbox),
      routes: state.routes.map(({ heartbeat: __, ...route }) => ({ ...route, pattern: { source: ['doorstep.a'] } })),
    };
  };

  it('gets them in one step, and nothing else changes', () => {
    const { rollout, problems } = compile(config().build(), 'dev', { before: former(), now: new Date(1) });
    expect(problems).toEqual([]);
    expect(rollout.steps.map(({ kind }) => kind)).toEqual(['switch']);
    expect(rollout.steps[0]?.changes.map(({ stack, action }) => [stack, action])).toEqual([
      [`busbar-account-${SUBSCRIBER}`, 'update'],
      ['busbar-central-bus', 'update'],
      ['busbar-routing-1', 'update'],
    ]);
  });

  it('has none for a route that is being prepared', () => {
    const { rollout } = compile(config().service('new').subscribe('new', 't', 'a.y@1').build(), 'dev', { before: topology });
    const [prepare, ...others] = rollout.steps.map(({ topology: { routes, idleRoutes } }) => ({
      live: routes.filter(({ heartbeat }) => heartbeat).length,
      idle: idleRoutes.map((route) => 'heartbeat' in route),
    }));
    expect(prepare).toEqual({ live: 1, idle: [false] });
    expect(others.map(({ live }) => live)).toEqual([2]);
  });
});
