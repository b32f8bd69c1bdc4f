import { CENTRAL, ManifestBuilder, accountOf } from './manifest-builder';
import { compile, quotas, type QuotaId, type Topology } from '../src/index';

const codes = (builder: ManifestBuilder): string[] => compile(builder.build(), 'dev').problems.map(({ code }) => code);

function used(topology: Topology, quota: QuotaId, account: string, scope = 'doorstep-events'): number | undefined {
  return topology.quotaUse.find((use) => use.quota === quota && use.account === account && use.scope === scope)?.used;
}

/** `accounts` subscribers of one event type with a wildcard filter. */
function wildcards(accounts: number): ManifestBuilder {
  const builder = new ManifestBuilder().service('a').event('a.x@1', 'a');
  for (let index = 0; index < accounts; index++) {
    builder.service(`s${index}`).subscribe(`s${index}`, 'x', 'a.x@1', { f: [{ wildcard: 'a*b' }] });
  }
  return builder;
}

describe('quotas.json', () => {
  it.each(quotas.map((quota) => [quota.id, quota] as const))('%s is complete', (_, quota) => {
    expect(quota).toEqual({
      id: expect.stringMatching(/^(events|cloudformation|cloudwatch|codepipeline|iam)\/[a-z-]+$/),
      name: expect.stringMatching(/^[A-Z]/),
      value: expect.any(Number),
      adjustable: expect.any(Boolean),
      source: expect.stringMatching(/^https:\/\/docs\.aws\.amazon\.com\//),
      date: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
      ...(quota.perRegion && { perRegion: expect.any(Object) }),
      ...(quota.maximum !== undefined && { maximum: expect.any(Number) }),
    });
  });
});

describe('quota use', () => {
  const builder = new ManifestBuilder()
    .service('a')
    .service('b')
    .service('c')
    .event('a.x@1', 'a', { peakPerSecond: 100 })
    .event('a.x@2', 'a')
    .event('a.y@1', 'a', { peakPerSecond: 10.5 })
    .event('gone.z@1', 'absent', { peakPerSecond: 1000 })
    .subscribe('b', 'x1', 'a.x@1', { f: [{ wildcard: 'a*' }] })
    .subscribe('b', 'x2', 'a.x@2')
    .subscribe('b', 'y', 'a.y@1')
    .subscribe('b', 'z', 'gone.z@1')
    .subscribe('c', 'x', 'a.x@1')
    .subscribe('c', 'x-again', 'a.x@1', { f: ['1'] });
  const { topology } = compile(builder.build(), 'dev');
  const [B, C] = [accountOf(2), accountOf(3)];

  it.each<[QuotaId, string, string | undefined, number]>([
    ['events/rules-per-bus', CENTRAL, undefined, 2],
    ['events/rules-per-bus', B, undefined, 5],
    ['events/targets-per-rule', CENTRAL, undefined, 1],
    ['events/wildcard-rules-per-bus', CENTRAL, undefined, 1],
    ['events/wildcard-rules-per-bus', B, undefined, 1],
    ['events/wildcard-rules-per-bus', C, undefined, 0],
    ['iam/roles-per-account', CENTRAL, 'roles', 3],
    ['iam/roles-per-account', B, 'roles', 1],
    ['cloudformation/resources-per-stack', CENTRAL, 'busbar-routing-1', 8],
    ['cloudformation/resources-per-stack', CENTRAL, 'busbar-central-bus', 9],
    ['cloudformation/resources-per-stack', C, `busbar-account-${C}`, 23],
    // Volume: two events of `a` at their peaks, whatever their majors; `gone.z` has no publisher here.
    ['events/put-events-per-second', CENTRAL, undefined, 111],
    ['events/invocations-per-second', CENTRAL, undefined, 211],
    ['events/invocations-per-second', B, undefined, 111],
    ['events/invocations-per-second', C, undefined, 200],
  ])('%s in %s (%s): %d', (quota, account, scope, expected) => {
    expect(used(topology, quota, account, scope)).toBe(expected);
  });

  it('measures what was planned', () => {
    expect(used(topology, 'events/bus-policy-characters', CENTRAL)).toBe(topology.bus.policy.characters);
    for (const route of topology.routes) {
      expect(used(topology, 'events/pattern-characters', CENTRAL, route.name)).toBe(route.patternCharacters);
    }
  });

  it('knows limits that differ by region', () => {
    const limit = (region: string): number | undefined =>
      compile(new ManifestBuilder().stage('dev', { region }).service('a').build(), 'dev').topology.quotaUse.find(
        ({ quota }) => quota === 'events/put-events-per-second',
      )?.limit;
    expect([limit('us-east-1'), limit('eu-central-1'), limit('mx-central-1')]).toEqual([10_000, 2_400, 400]);
  });
});

describe('problems of quotas', () => {
  it.each([
    [23, []],
    [24, ['topology/quota-nearly-exceeded']],
    [30, ['topology/quota-nearly-exceeded']],
    [31, ['topology/quota-exceeded']],
  ])('%d wildcard rules on a bus that may have 30', (accounts, expected) => {
    expect(codes(wildcards(accounts))).toEqual(expected);
  });

  it('says what, where, how much, and what to do', () => {
    expect(compile(wildcards(31).build(), 'dev').problems).toEqual([
      {
        code: 'topology/quota-exceeded',
        severity: 'error',
        at: { file: 'config/stages/dev.yaml', line: 1, column: 1 },
        message:
          `Rules containing wildcards per event bus: "doorstep-events" in account ${CENTRAL} of stage "dev" needs 31, ` +
          '30 are allowed (quota "events/wildcard-rules-per-bus").',
        fix: 'Use prefix, suffix or exact values instead of wildcard in the filters of subscriptions.',
      },
    ]);
  });

  it.each([
    [7_999, []],
    [8_000, ['topology/quota-nearly-exceeded']],
    [10_001, ['topology/quota-exceeded']],
  ])('%d events a second at the peak, where 10,000 may be put', (peakPerSecond, expected) => {
    expect(codes(new ManifestBuilder().service('a').event('a.x@1', 'a', { peakPerSecond }))).toEqual(expected);
  });

  it('counts the fan-out of events', () => {
    const builder = new ManifestBuilder().service('a').event('a.x@1', 'a', { peakPerSecond: 5_000 });
    for (const service of ['b', 'c', 'd', 'e']) builder.service(service).subscribe(service, 'x', 'a.x@1');
    expect(compile(builder.build(), 'dev').problems).toEqual([
      expect.objectContaining({
        code: 'topology/quota-exceeded',
        message: expect.stringContaining('needs 20000, 18750 are allowed'),
        fix: expect.stringContaining(
          `Have AWS raise it to 20000 or more for account ${CENTRAL}, and write "events/invocations-per-second: 20000"`,
        ),
      }),
    ]);
  });

  it('widens a bus policy where nothing is lost rather than warn that it is nearly full', () => {
    const builder = new ManifestBuilder();
    for (let index = 0; index < 20; index++) builder.service(`s${index}`).event(`d${index}.x@1`, `s${index}`);
    const { topology, problems } = compile(builder.build(), 'dev');
    expect(problems).toEqual([]);
    expect(topology.bus.policy.characters).toBeGreaterThan(0.8 * 10_240);
  });

  it.each<[string, Record<string, number>, string, RegExp]>([
    ['a fixed quota', { 'events/wildcard-rules-per-bus': 40 }, 'topology/fixed-quota-raised', /but AWS does not raise it\.$/],
    ['a quota nobody knows', { 'events/rules': 400 }, 'topology/unknown-quota', /^There is no quota "events\/rules"\.$/],
    ['a quota beyond its ceiling', { 'events/pattern-characters': 5000 }, 'topology/invalid-raised-quota', /to 4096 at most\.$/],
    ['a quota to nothing', { 'events/rules-per-bus': 0 }, 'topology/invalid-raised-quota', /is raised to 0\.$/],
    ['a quota to a fraction', { 'events/rules-per-bus': 300.5 }, 'topology/invalid-raised-quota', /is raised to 300\.5\.$/],
  ])('refuses to raise %s', (_, raisedQuotas, code, message) => {
    const { topology, problems } = compile(new ManifestBuilder().service('a').platform({ raisedQuotas }).build(), 'dev');
    expect(problems).toEqual([
      expect.objectContaining({
        code,
        severity: 'error',
        at: expect.objectContaining({ file: 'config/platform.yaml', line: 2 }),
        message: expect.stringMatching(message),
      }),
    ]);
    const [id = ''] = Object.keys(raisedQuotas);
    const quota = quotas.find((known) => known.id === id);
    for (const use of topology.quotaUse.filter((one) => one.quota === id)) expect(use.limit).toBe(quota?.value);
  });

  it('takes a raised quota', () => {
    const raised = new ManifestBuilder()
      .service('a')
      .event('a.x@1', 'a', { peakPerSecond: 12_000 })
      .platform({ raisedQuotas: { 'events/put-events-per-second': 20_000 } });
    expect(codes(raised)).toEqual([]);
  });
});
