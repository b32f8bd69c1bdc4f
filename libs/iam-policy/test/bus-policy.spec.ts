import fc from 'fast-check';
import { BUS, HOME, allow, inHome, policy, request, role } from './requests';
import {
  compilePolicy,
  evaluate,
  packBusPolicy,
  sizeOf,
  unpackedBusPolicy,
  type CompiledPolicy,
  type PackedBusPolicy,
  type PublishGrant,
} from '../src/index';

const options = { busArn: BUS, organizationId: 'o-doorstep01', maximumCharacters: 10_240 };

const accountId = (index: number): string => String(222200000000 + index);

describe('packBusPolicy', () => {
  it('says in one statement what two accounts may do alike', () => {
    const packed = packBusPolicy(
      [
        { account: '222200000002', source: 's', eventTypes: ['s.a@1'] },
        { account: '222200000001', source: 's', eventTypes: ['s.a@1'] },
      ],
      options,
    );
    expect(packed.document.Statement).toEqual([
      {
        Sid: expect.stringMatching(/^Publish[0-9a-f]{10}$/),
        Effect: 'Allow',
        Principal: { AWS: ['arn:aws:iam::222200000001:root', 'arn:aws:iam::222200000002:root'] },
        Action: 'events:PutEvents',
        Resource: BUS,
        Condition: {
          StringEquals: { 'aws:PrincipalOrgID': 'o-doorstep01', 'events:source': 's', 'events:detail-type': 's.a@1' },
        },
      },
    ]);
    expect(packed).toMatchObject({ binds: 'source-and-event-type', accountsBy: 'principal' });
    expect(packed.characters).toBe(sizeOf(packed.document));
  });

  it('keeps the name of a statement when another account joins it', () => {
    const first: PublishGrant = { account: accountId(1), source: 's', eventTypes: ['t'] };
    const [alone] = packBusPolicy([first], options).document.Statement;
    const [together] = packBusPolicy([first, { ...first, account: accountId(2) }], options).document.Statement;
    expect(together?.Sid).toBe(alone?.Sid);
  });

  it('grants nothing when nothing is granted', () => {
    expect(packBusPolicy([], options).document.Statement).toEqual([]);
    expect(packBusPolicy([{ account: HOME, source: 's', eventTypes: [] }], options).document.Statement).toEqual([]);
  });

  it.each<[number, PackedBusPolicy['binds'], PackedBusPolicy['accountsBy']]>([
    [3, 'source-and-event-type', 'principal'],
    [24, 'source-and-event-type', 'principal'],
    [60, 'source', 'principal'],
    [400, 'source', 'condition'],
  ])('fits %d publishing accounts into the quota, bound to %s, accounts by %s', (accounts, binds, accountsBy) => {
    const grants = Array.from({ length: accounts }, (_, index) => ({
      account: accountId(index),
      source: `doorstep.domain-${index % 4}`,
      eventTypes: [`domain-${index % 4}.event-${index}@1`],
    }));
    const packed = packBusPolicy(grants, options);
    expect(packed).toMatchObject({ binds, accountsBy });
    expect(packed.characters).toBeLessThanOrEqual(10_240);
    expect(packed.characters).toBeLessThanOrEqual(sizeOf(unpackedBusPolicy(grants, options, binds)));
  });

  it('returns the shortest there is when even that is too long', () => {
    const packed = packBusPolicy([{ account: HOME, source: 's', eventTypes: ['t'] }], { ...options, maximumCharacters: 10 });
    expect(packed).toMatchObject({ binds: 'source', accountsBy: 'condition' });
    expect(packed.characters).toBeGreaterThan(10);
  });

  const accounts = [1, 2, 3, 4].map(accountId);
  const sources = ['s1', 's2', 's3'];
  const eventTypes = ['t1', 't2', 't3'];
  const grant: fc.Arbitrary<PublishGrant> = fc.record({
    account: fc.constantFrom(...accounts),
    source: fc.constantFrom(...sources),
    eventTypes: fc.subarray(eventTypes, { minLength: 1 }),
  });

  it.each([10_240, 1_200, 900, 0])('means the same as a statement for each grant (in %d characters)', (maximumCharacters) => {
    const byIdentity = compilePolicy(policy(allow()));
    const allows = (resourcePolicy: CompiledPolicy, account: string, source: string, type: string): boolean => {
      const context = { 'events:source': source, 'events:detail-type': type, 'aws:PrincipalOrgID': options.organizationId };
      return evaluate(request(role(account), context), inHome({ identityPolicies: [byIdentity], resourcePolicy })).allowed;
    };
    fc.assert(
      fc.property(fc.array(grant, { maxLength: 14 }), (grants) => {
        const packed = packBusPolicy(grants, { ...options, maximumCharacters });
        const [compact, plain] = [packed.document, unpackedBusPolicy(grants, options, packed.binds)].map(compilePolicy);
        if (!compact || !plain) throw new Error('two policies went in');
        for (const account of accounts) {
          for (const source of sources) {
            for (const type of eventTypes) {
              expect(allows(compact, account, source, type)).toBe(allows(plain, account, source, type));
            }
          }
        }
        const sids = packed.document.Statement.map((statement) => statement.Sid);
        expect(new Set(sids).size).toBe(sids.length);
      }),
      { numRuns: 200 },
    );
  });

  it('does not depend on the order of the grants', () => {
    fc.assert(
      fc.property(
        fc
          .array(grant, { maxLength: 10 })
          .chain((grants) => fc.tuple(fc.constant(grants), fc.shuffledSubarray(grants, { minLength: grants.length }))),
        ([grants, shuffled]) => {
          expect(JSON.stringify(packBusPolicy(shuffled, options))).toBe(JSON.stringify(packBusPolicy(grants, options)));
        },
      ),
    );
  });

  it('refuses an account that has left the organization, and another account', () => {
    const { document } = packBusPolicy([{ account: accountId(1), source: 's', eventTypes: ['t'] }], options);
    const ask = (account: string, organization: string): boolean => {
      const context = { 'events:source': 's', 'events:detail-type': 't', 'aws:PrincipalOrgID': organization };
      const policies = inHome({ identityPolicies: [policy(allow())], resourcePolicy: document });
      return evaluate(request(role(account), context), policies).allowed;
    };
    expect(ask(accountId(1), 'o-doorstep01')).toBe(true);
    expect(ask(accountId(1), 'o-other')).toBe(false);
    expect(ask(accountId(2), 'o-doorstep01')).toBe(false);
  });
});
