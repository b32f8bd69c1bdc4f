import { evaluate, type PolicyDocument } from '@busbar/iam-policy';
import type { Service, Stage } from '@busbar/manifest';
import { CENTRAL, ManifestBuilder, accountOf } from './manifest-builder';
import { compile, heartbeat, type Compilation } from '../src/index';
import { planBusPolicy, uniteGrants } from '../src/grants';
import { QuotaLimits } from '../src/quotas';

/** `count` publishers with a source of their own and three event types each, and a gateway that shares the source of the first. */
function publishers(count: number, raisedQuotas: Record<string, number> = {}): ManifestBuilder {
  const builder = new ManifestBuilder().platform({ raisedQuotas });
  for (let index = 1; index <= count; index++) {
    builder.service(`svc-${index}`);
    for (let type = 1; type <= 3; type++) builder.event(`domain${index}.thing${type}.happened@1`, `svc-${index}`);
  }
  return builder.service('gateway').event('domain1.thing9.happened@1', 'gateway');
}

/** Whether IAM lets a principal of an account put these on the central bus, when its own policies let it put anything. */
function mayPublish(
  { topology }: Pick<Compilation, 'topology'>,
  [account, name]: readonly [account: string, role: string],
  entries: readonly (readonly [source: string, type: string])[],
): boolean {
  const anything: PolicyDocument = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'events:PutEvents', Resource: '*' }],
  };
  return evaluate(
    {
      principal: { type: 'role', account, arn: `arn:aws:sts::${account}:assumed-role/${name.split('/').at(-1)}/s` },
      action: 'events:PutEvents',
      resource: topology.bus.arn,
      context: {
        'aws:PrincipalArn': `arn:aws:iam::${account}:role/${name}`,
        'aws:PrincipalOrgID': topology.organizationId,
        'events:source': entries.map(([source]) => source),
        'events:detail-type': entries.map(([, type]) => type),
      },
    },
    { identityPolicies: [anything], resourcePolicy: topology.bus.policy.document, resourceAccount: CENTRAL },
  ).allowed;
}

describe('the bus policy near its quota', () => {
  it('widens who alone publishes a source, never who shares one (the 25th publisher unbound all event types in silence)', () => {
    const compilation = compile(publishers(23).build(), 'dev');
    const { policy } = compilation.topology.bus;
    expect(compilation.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(policy.characters).toBeLessThanOrEqual(10_240);
    const tight = policy.principals.filter(({ binds }) => binds === 'source-and-event-type');
    expect(tight.map(({ services }) => services)).toEqual([['svc-1'], ['gateway']]);

    const gateway = [accountOf(24), 'busbar-service-gateway'] as const;
    expect(mayPublish(compilation, gateway, [['doorstep.domain1', 'domain1.thing9.happened@1']])).toBe(true);
    expect(mayPublish(compilation, gateway, [['doorstep.domain1', 'domain1.thing1.happened@1']])).toBe(false);
  });

  it('is a problem beyond that, which names the raise to ask for and who would gain what (it fell back to Principal "*")', () => {
    const { topology, problems } = compile(publishers(50).build(), 'dev');
    const { characters } = topology.bus.policy;
    expect(characters).toBeGreaterThan(10_240);
    expect(topology.bus.policy.principals.every(({ binds }) => binds === 'source-and-event-type')).toBe(true);
    const [problem, ...others] = problems.filter(({ severity }) => severity === 'error');
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ code: 'topology/quota-exceeded' });
    expect(problem?.message).toContain(`needs ${characters}, 10240 are allowed`);
    expect(problem?.message).toContain(
      '"gateway" would gain "domain1.thing1.happened@1", "domain1.thing2.happened@1", "domain1.thing3.happened@1" of "doorstep.domain1"',
    );
    expect(problem?.message).toContain('"svc-1" would gain "domain1.thing9.happened@1" of "doorstep.domain1"');
    expect(problem?.fix).toMatch(
      new RegExp(`^Have AWS raise it to ${characters} or more.*"events/bus-policy-characters: ${characters}"`),
    );

    const raised = { 'events/bus-policy-characters': characters };
    expect(compile(publishers(50, raised).build(), 'dev').problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    const widened = Number(/A raise to (\d+) is enough/.exec(problem?.message ?? '')?.[1]);
    const enough = compile(publishers(50, { 'events/bus-policy-characters': widened }).build(), 'dev');
    expect(enough.topology.bus.policy.characters).toBe(widened);
    expect(enough.problems.filter(({ code }) => code === 'topology/quota-exceeded')).toEqual([]);
  });

  it('changes one statement when one publisher changes (every Sid was a hash of the content)', () => {
    const sids = ({ topology }: Compilation) => topology.bus.policy.document.Statement.map(({ Sid }) => Sid);
    const before = compile(publishers(10).build(), 'dev');
    const after = compile(publishers(10).event('domain1.new.happened@1', 'svc-1').build(), 'dev');
    expect(sids(after)).toEqual(sids(before));
  });

  it('packs what two topologies grant together, for a step between them', () => {
    const grantsOf = (publisher: string) =>
      compile(new ManifestBuilder().service('a').service('b').event('x.y@1', publisher).event('x.z@1', 'b').build(), 'dev')
        .topology;
    const [before, after] = [grantsOf('a'), grantsOf('b')];
    const grants = uniteGrants(before.grants, after.grants);
    expect(grants.map(({ services, eventTypes }) => [services, eventTypes])).toEqual([
      [['a'], ['x.y@1']],
      [['b'], ['x.y@1', 'x.z@1']],
    ]);
    const own = { principal: after.bus.heartbeat?.role.arn ?? '', source: heartbeat.source };
    const bus = { busArn: after.bus.arn, organizationId: after.organizationId, own };
    const policy = planBusPolicy(grants, bus, new QuotaLimits('eu-west-1', {}));
    expect(policy.principals.map(({ services }) => services)).toEqual([['a'], ['b']]);
    expect(uniteGrants(after.grants, after.grants)).toEqual(after.grants);
    expect(planBusPolicy(after.grants, bus, new QuotaLimits('eu-west-1', {}))).toEqual(after.bus.policy);
  });
});

describe('publishAs', () => {
  const [, OTHER] = [accountOf(1), accountOf(2)];
  const ACCOUNT = accountOf(1);
  const own = [['doorstep.a', 'a.x@1']] as const;
  const builderOf = (service: Partial<Pick<Service, 'publishAs' | 'runsOn'>> = {}, stage: Partial<Stage> = {}): ManifestBuilder =>
    new ManifestBuilder().stage('dev', stage).service('a', { dev: ACCOUNT }, service).service('b').event('a.x@1', 'a');
  const build = (...of: Parameters<typeof builderOf>): Compilation => compile(builderOf(...of).build(), 'dev');

  it.each<[string, Service['publishAs'], readonly string[]]>([
    ["the service's role by default", 'busbar-role', ['busbar-service-a']],
    ['a role of their own', { role: 'orders' }, ['orders']],
    ['a role with a path', { role: 'team/orders' }, ['team/orders']],
    ['every principal of the account', 'account', ['busbar-service-a', 'orders', 'team/orders', 'PowerUser']],
  ])('%s publishes, nobody else of the account', (_, publishAs, allowed) => {
    const compilation = build({ publishAs });
    const roles = ['busbar-service-a', 'orders', 'team/orders', 'PowerUser'];
    expect(roles.filter((role) => mayPublish(compilation, [ACCOUNT, role], own))).toEqual(allowed);
    for (const role of roles) expect(mayPublish(compilation, [OTHER, role], own)).toBe(false);
  });

  const changed = (from: Parameters<typeof builderOf>, to: Parameters<typeof builderOf>) => {
    const before = compile(builderOf(...from).build(), 'dev').topology;
    const { topology, rollout, problems } = compile(builderOf(...to).build(), 'dev', { before });
    return { steps: rollout.steps.map((step) => ({ topology: step.topology, problems })), last: { topology, problems } };
  };
  const identityAllows = ({ topology }: Pick<Compilation, 'topology'>): boolean =>
    topology.identities[0]?.role.policy?.Statement.some(({ Sid }) => Sid === 'Publish') === true;

  it.each<[Service['publishAs'], string, Service['publishAs'], string]>([
    ['busbar-role', 'busbar-service-a', { role: 'orders' }, 'orders'],
    [{ role: 'orders' }, 'orders', 'busbar-role', 'busbar-service-a'],
    [{ role: 'orders' }, 'orders', { role: 'payments' }, 'payments'],
    ['account', 'PowerUser', 'busbar-role', 'busbar-service-a'],
  ])('goes from %j (%s) to %j (%s) without a moment in which neither may publish', (from, former, to, next) => {
    const { steps, last } = changed([{ publishAs: from }], [{ publishAs: to }]);
    expect(steps.length).toBeGreaterThan(1);
    for (const step of steps.slice(0, -1)) {
      expect(identityAllows(step)).toBe(true);
      for (const role of [former, next]) expect(mayPublish(step, [ACCOUNT, role], own)).toBe(true);
    }
    expect([former, next].map((role) => mayPublish(last, [ACCOUNT, role], own))).toEqual([false, true]);
  });

  it('lets the former runtimes use the role until the service has moved, and not longer', () => {
    const { steps, last } = changed([{ runsOn: ['ecs'] }], [{ runsOn: ['eks'] }]);
    const trusted = ({ topology }: Pick<Compilation, 'topology'>) =>
      ['ecs-tasks', 'pods.eks'].filter((runtime) => JSON.stringify(topology.identities[0]?.role.trust).includes(runtime));
    expect(steps.map(trusted)).toEqual([['ecs-tasks', 'pods.eks'], ['pods.eks']]);
    expect(trusted(last)).toEqual(['pods.eks']);
  });

  it('is one statement for services that publish as one role', () => {
    const shared = new ManifestBuilder()
      .service('a', { dev: ACCOUNT }, { publishAs: { role: 'all' } })
      .service('b', { dev: ACCOUNT }, { publishAs: { role: 'all' } })
      .event('a.x@1', 'a')
      .event('b.x@1', 'b');
    const compilation = compile(shared.build(), 'dev');
    expect(compilation.topology.bus.policy.principals).toEqual([
      expect.objectContaining({ services: ['a', 'b'], sources: ['doorstep.a', 'doorstep.b'] }),
    ]);
    const both = [...own, ['doorstep.b', 'b.x@1'] as const];
    expect(mayPublish(compilation, [ACCOUNT, 'all'], both)).toBe(true);
  });

  const trust = (runsOn: Service['runsOn'], stage: Partial<Stage> = {}) =>
    build({ runsOn }, stage).topology.identities[0]?.role.trust.Statement;

  it.each<[Service['runsOn'], unknown]>([
    [['lambda'], [{ Effect: 'Allow', Principal: { Service: ['lambda.amazonaws.com'] }, Action: 'sts:AssumeRole' }]],
    [
      ['eks', 'ec2', 'eks'],
      [
        { Effect: 'Allow', Principal: { Service: ['ec2.amazonaws.com'] }, Action: 'sts:AssumeRole' },
        { Effect: 'Allow', Principal: { Service: ['pods.eks.amazonaws.com'] }, Action: ['sts:AssumeRole', 'sts:TagSession'] },
      ],
    ],
  ])('lets what runs on %j assume the role, and nothing else', (runsOn, statements) => {
    expect(trust(runsOn)).toEqual(statements);
  });

  it('lets the account assume its roles only where the stage says so (any principal with broad rights could)', () => {
    expect(JSON.stringify(trust(['lambda']))).not.toContain(':root');
    expect(trust(['lambda'], { rolesAssumableByAccount: true })?.[0]).toEqual({
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
      Action: 'sts:AssumeRole',
    });
  });
});

describe('subscriber buses', () => {
  const inboxes = (types: number, stage: Partial<Stage> = {}) => {
    const builder = new ManifestBuilder().stage('dev', stage).service('a').service('b');
    for (let index = 0; index < types; index++) {
      builder
        .event(`a.thing${index}@1`, 'a')
        .subscribe('b', `s${index}`, `a.thing${index}@1`, { field: [`${index}${'x'.repeat(200)}`] });
    }
    const { topology } = compile(builder.build(), 'dev');
    return { policy: topology.inboxes[0]?.policy.document, parts: topology.routes.length };
  };

  it('have a policy that does not change with the routes (it named each route role)', () => {
    const [one, many] = [inboxes(1), inboxes(30)];
    expect([one.parts, many.parts > 1]).toEqual([1, true]);
    expect(many.policy).toEqual(one.policy);
    expect(one.policy?.Statement).toEqual([
      expect.objectContaining({
        Principal: { AWS: `arn:aws:iam::${CENTRAL}:root` },
        Condition: { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${CENTRAL}:role/busbar-route-${accountOf(2)}-*` } },
      }),
    ]);
  });

  it('admit all of the central account where the stage says so', () => {
    const [statement, ...others] = inboxes(1, { subscriberBusTrust: 'central-account' }).policy?.Statement ?? [];
    expect(others).toEqual([]);
    expect(statement).toMatchObject({ Principal: { AWS: `arn:aws:iam::${CENTRAL}:root` }, Action: 'events:PutEvents' });
    expect(statement).not.toHaveProperty('Condition');
  });
});

it('has a service role whose policy does not grow with its subscriptions (36 queues were too many)', () => {
  const subscriber = (count: number): Compilation => {
    const builder = new ManifestBuilder().service('pub').service('notification-service');
    for (let index = 0; index < count; index++) {
      builder
        .event(`delivery.thing${index}.happened@1`, 'pub')
        .subscribe('notification-service', `when-thing-${index}-has-happened`, `delivery.thing${index}.happened@1`);
    }
    return compile(builder.build(), 'dev');
  };
  const policy = (count: number) =>
    subscriber(count).topology.identities.find(({ service }) => service === 'notification-service')?.role.policy;
  expect(policy(75)).toEqual(policy(0));
  expect(subscriber(75).problems.filter(({ message }) => message.includes('role'))).toEqual([]);
});
