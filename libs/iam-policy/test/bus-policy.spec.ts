import fc from 'fast-check';
import { BUS, HOME, allow, inHome, policy, request, role } from './requests';
import {
  busPolicy,
  compilePolicy,
  evaluate,
  packBusPolicy,
  type CompiledPolicy,
  type Principal,
  type PublishGrant,
} from '../src/index';

const bus = { busArn: BUS, organizationId: 'o-doorstep01' };
const options = { ...bus, maximumCharacters: 10_240 };

const accountId = (index: number): string => String(222200000000 + index);
const roleArn = (index: number, name = `busbar-service-svc-${index}`): string => `arn:aws:iam::${accountId(index)}:role/${name}`;

/** What AWS is asked for one entry, or for a whole batch when it authorizes a call as one request. */
interface Asked {
  readonly source: string;
  readonly type: string;
}

const identityPolicies = [compilePolicy(policy(allow()))];

function allows(
  resourcePolicy: CompiledPolicy,
  principal: Principal,
  entries: readonly Asked[],
  organization = 'o-doorstep01',
): boolean {
  const context = {
    'events:source': entries.map(({ source }) => source),
    'events:detail-type': entries.map(({ type }) => type),
    'aws:PrincipalOrgID': organization,
  };
  return evaluate(request(principal, context), inHome({ identityPolicies, resourcePolicy })).allowed;
}

/** `count` services in accounts of their own, each with a source of its own and `types` event types. */
const publishers = (count: number, types = 3): PublishGrant[] =>
  Array.from({ length: count }, (_, index) => ({
    principal: roleArn(index),
    source: `doorstep.domain${index}`,
    eventTypes: Array.from({ length: types }, (_, type) => `domain${index}.thing${type}.happened@1`),
  }));

describe('packBusPolicy', () => {
  it('says in one statement all that a role may publish, and once what holds for everybody', () => {
    const packed = packBusPolicy(
      [
        { principal: roleArn(1), source: 's', eventTypes: ['s.b@1', 's.a@1'] },
        { principal: roleArn(1), source: 'r', eventTypes: ['r.a@1'] },
      ],
      options,
    );
    const common = { Action: 'events:PutEvents', Resource: BUS };
    expect(packed.document.Statement).toEqual([
      {
        Sid: 'NotInOrganization',
        Effect: 'Deny',
        Principal: '*',
        ...common,
        Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-doorstep01' } },
      },
      { Sid: 'NoSource', Effect: 'Deny', Principal: '*', ...common, Condition: { Null: { 'events:source': 'true' } } },
      { Sid: 'NoDetailType', Effect: 'Deny', Principal: '*', ...common, Condition: { Null: { 'events:detail-type': 'true' } } },
      {
        Sid: expect.stringMatching(/^Publish[0-9a-f]{10}$/),
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${accountId(1)}:root` },
        ...common,
        Condition: {
          ArnEquals: { 'aws:PrincipalArn': roleArn(1) },
          'ForAllValues:StringEquals': { 'events:source': ['r', 's'], 'events:detail-type': ['r.a@1', 's.a@1', 's.b@1'] },
        },
      },
    ]);
    expect(packed.characters).toBe(JSON.stringify(packed.document).length);
    expect(packed.principals).toEqual([{ principal: roleArn(1), sources: ['r', 's'], binds: 'source-and-event-type' }]);
  });

  it('names a statement after its principal, whatever that may publish and whoever else is there', () => {
    const sidOf = (grants: readonly PublishGrant[]): unknown => {
      const { document } = packBusPolicy(grants, options);
      return document.Statement.find(({ Condition }) => JSON.stringify(Condition).includes(roleArn(1)))?.Sid;
    };
    const [, one] = publishers(2);
    if (!one) throw new Error('two publishers went in');
    const sid = sidOf([one]);
    expect(sidOf([{ ...one, eventTypes: [...one.eventTypes, 'domain1.other.happened@1'] }])).toBe(sid);
    expect(sidOf(publishers(20))).toBe(sid);
  });

  it('grants nothing when nothing is granted', () => {
    for (const grants of [[], [{ principal: roleArn(1), source: 's', eventTypes: [] }]]) {
      const { document, principals } = packBusPolicy(grants, options);
      expect(document.Statement.map(({ Effect }) => Effect)).toEqual(['Deny', 'Deny', 'Deny']);
      expect(principals).toEqual([]);
    }
  });

  it('binds an account as a whole where that is granted', () => {
    const { document } = packBusPolicy(
      [{ principal: `arn:aws:iam::${accountId(1)}:root`, source: 's', eventTypes: ['t'] }],
      options,
    );
    const compiled = compilePolicy(document);
    expect(allows(compiled, role(accountId(1), 'anybody'), [{ source: 's', type: 't' }])).toBe(true);
    expect(allows(compiled, role(accountId(2), 'anybody'), [{ source: 's', type: 't' }])).toBe(false);
  });

  describe('when it is too long', () => {
    const shared: PublishGrant[] = [
      ...publishers(25),
      { principal: roleArn(99, 'gateway'), source: 'doorstep.domain1', eventTypes: ['domain1.thing9.happened@1'] },
    ];

    it('first widens those who alone publish their sources, and says so', () => {
      const { principals, characters, document } = packBusPolicy(shared, options);
      expect(characters).toBeLessThanOrEqual(10_240);
      const bound = principals.filter(({ binds }) => binds === 'source-and-event-type').map(({ principal }) => principal);
      expect(bound).toEqual([roleArn(1), roleArn(99, 'gateway')]);
      const compiled = compilePolicy(document);
      const foreign = [{ source: 'doorstep.domain1', type: 'domain1.thing0.happened@1' }];
      expect(allows(compiled, role(accountId(1), 'busbar-service-svc-1'), foreign)).toBe(true);
      expect(allows(compiled, role(accountId(99), 'gateway'), foreign)).toBe(false);
    });

    it('does not weaken anything further: the tight policy, too long, is returned', () => {
      const packed = packBusPolicy(publishers(60), options);
      expect(packed.characters).toBeGreaterThan(10_240);
      expect(packed.principals.every(({ binds }) => binds === 'source-and-event-type')).toBe(true);
      expect(packed).toEqual(busPolicy(publishers(60), bus));
    });

    it('never admits everybody', () => {
      for (const count of [1, 25, 60, 400]) {
        const admitting = packBusPolicy(publishers(count), options).document.Statement.filter(({ Effect }) => Effect === 'Allow');
        expect(admitting).toHaveLength(count);
        expect(admitting.every(({ Principal }) => Principal !== '*' && !JSON.stringify(Principal).includes('*'))).toBe(true);
      }
    });
  });

  it('is right under either reading of a batch, and a role with several sources may mix them', () => {
    const { document } = packBusPolicy(
      [
        { principal: roleArn(1), source: 's1', eventTypes: ['s1.a@1'] },
        { principal: roleArn(1), source: 's2', eventTypes: ['s2.a@1'] },
        { principal: roleArn(2), source: 's3', eventTypes: ['s3.a@1'] },
      ],
      options,
    );
    const compiled = compilePolicy(document);
    const one = role(accountId(1), 'busbar-service-svc-1');
    const own = [
      { source: 's1', type: 's1.a@1' },
      { source: 's2', type: 's2.a@1' },
    ];
    expect(allows(compiled, one, own)).toBe(true);
    expect(allows(compiled, one, [...own, { source: 's3', type: 's3.a@1' }])).toBe(false);
    expect(allows(compiled, one, [])).toBe(false);
  });

  it('refuses an account that has left the organization', () => {
    const compiled = compilePolicy(packBusPolicy(publishers(1), options).document);
    const entry = [{ source: 'doorstep.domain0', type: 'domain0.thing0.happened@1' }];
    const publisher = role(accountId(0), 'busbar-service-svc-0');
    expect(allows(compiled, publisher, entry)).toBe(true);
    expect(allows(compiled, publisher, entry, 'o-other')).toBe(false);
  });

  // Each event type belongs to one source, as the contracts have it.
  const typesOf: Readonly<Record<string, readonly string[]>> = { s1: ['s1.a', 's1.b'], s2: ['s2.a', 's2.b'], s3: ['s3.a'] };
  const entries: readonly Asked[] = Object.entries(typesOf).flatMap(([source, types]) => types.map((type) => ({ source, type })));
  const roles = [1, 2, 3].flatMap((index) => ['publisher', 'other'].map((name) => role(accountId(index), name)));
  const grant = fc
    .record({ principal: fc.constantFrom(...roles.map(({ arn }) => arn)), source: fc.constantFrom('s1', 's2', 's3') })
    .chain(({ principal, source }) =>
      fc
        .subarray([...(typesOf[source] ?? [])], { minLength: 1 })
        .map((eventTypes): PublishGrant => ({ principal, source, eventTypes })),
    );
  const batch = fc.array(fc.constantFrom(...entries), { minLength: 1, maxLength: 5 });

  it.each([10_240, 1_800, 1_200, 0])(
    'allows exactly what is granted, in %d characters: entry by entry, as a whole, and to nobody else of the account',
    (maximumCharacters) => {
      fc.assert(
        fc.property(fc.array(grant, { maxLength: 10 }), fc.array(batch, { maxLength: 6 }), (grants, batches) => {
          const packed = packBusPolicy(grants, { ...bus, maximumCharacters });
          const compiled = compilePolicy(packed.document);
          const widened = new Set(packed.principals.filter(({ binds }) => binds === 'source').flatMap(({ sources }) => sources));
          for (const principal of roles) {
            const own = grants.filter((granted) => granted.principal === principal.arn);
            const granted = ({ source, type }: Asked): boolean =>
              own.some((each) => each.source === source && (widened.has(source) || each.eventTypes.includes(type)));
            for (const entry of entries) expect(allows(compiled, principal, [entry])).toBe(granted(entry));
            for (const each of batches) expect(allows(compiled, principal, each)).toBe(each.every(granted));
          }
          for (const source of widened) {
            expect(new Set(grants.filter((each) => each.source === source).map(({ principal }) => principal)).size).toBe(1);
          }
        }),
        { numRuns: 150 },
      );
    },
  );

  it('does not depend on the order of the grants', () => {
    fc.assert(
      fc.property(
        fc
          .array(grant, { maxLength: 10 })
          .chain((grants) => fc.tuple(fc.constant(grants), fc.shuffledSubarray(grants, { minLength: grants.length }))),
        ([grants, shuffled]) => {
          expect(packBusPolicy(shuffled, options)).toEqual(packBusPolicy(grants, options));
        },
      ),
    );
  });

  it('fits 20 publishers with a source and three event types each into the default quota, 26 when bound to their source only', () => {
    const longest = (widened: boolean): number => {
      let count = 0;
      while (busPolicy(publishers(count + 1), bus, { widened }).characters <= 10_240) count++;
      return count;
    };
    expect([longest(false), longest(true)]).toEqual([20, 26]);
  });

  it("denies the source of the bus's owner to everybody but its one principal, in the home account too", () => {
    const owner = `arn:aws:iam::${HOME}:role/owner`;
    const { document } = packBusPolicy(publishers(1), { ...options, own: { principal: owner, source: 'own.source' } });
    const asked = (name: string, source: string) =>
      allows(compilePolicy(document), role(HOME, name), [{ source, type: 'own.thing@1' }]);
    expect(asked('owner', 'own.source')).toBe(true);
    expect(asked('administrator', 'own.source')).toBe(false);
    expect(asked('administrator', 'another.source')).toBe(true);
  });

  it('does not name the home account by itself', () => {
    expect(JSON.stringify(packBusPolicy(publishers(3), options).document)).not.toContain(`arn:aws:iam::${HOME}:root`);
  });
});
