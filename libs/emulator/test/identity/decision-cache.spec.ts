import type { Decision } from '@busbar/iam-policy';
import { Authorizer } from '../../src/identity/authorizer';
import { Callers, rootOf } from '../../src/identity/caller';
import { DecisionCache, DecisionCaches } from '../../src/identity/decision-cache';
import { Roles } from '../../src/identity/role';

const allowed: Decision = { allowed: true, reason: 'allowed' };
const denied: Decision = { allowed: false, reason: 'no-identity-allow' };

describe('cached decisions', () => {
  it('are those of the same action, resource and variant', () => {
    const cache = new DecisionCache();
    cache.add('a', 'r', undefined, allowed);
    cache.add('a', 'r', ['x', 'y'], denied);
    expect(cache.find('a', 'r')).toBe(allowed);
    expect(cache.find('a', 'r', ['x', 'y'])).toBe(denied);
    expect(cache.find('a', 'r', ['y', 'x'])).toBeUndefined();
    expect(cache.find('a', 'other')).toBeUndefined();
    expect(cache.find('b', 'r')).toBeUndefined();
  });

  it('are never mixed up, whatever a publisher writes into its strings', () => {
    const cache = new DecisionCache();
    cache.add('a', 'r', ['company.orders', 'placed late'], allowed);
    expect(cache.find('a', 'r', ['company.orders placed', 'late'])).toBeUndefined();
  });

  it.each(['\u00e9', '\u{1f4e6}', '\ud800', '\u0000', ''])('are found by any string: %j', (text) => {
    const cache = new DecisionCache();
    cache.add('a', text, [text, text], allowed);
    expect(cache.find('a', text, [text, text])).toBe(allowed);
  });

  it.each<[string, string, string, [string, string]]>([
    ['action', 'x'.repeat(3_000), 'r', ['', '']],
    ['resource', 'a', 'x'.repeat(3_000), ['', '']],
    ['source', 'a', 'r', ['x'.repeat(3_000), '']],
    ['detail type', 'a', 'r', ['', 'x'.repeat(3_000)]],
    ['all together', 'x'.repeat(600), 'x'.repeat(600), ['x'.repeat(600), 'x'.repeat(600)]],
  ])('are not kept for a long %s', (_what, action, resource, variant) => {
    const cache = new DecisionCache();
    expect(cache.add(action, resource, variant, denied)).toBe(0);
    expect(cache.find(action, resource, variant)).toBeUndefined();
  });
});

describe('the caches of all callers', () => {
  it('are bounded by bytes, together', () => {
    const caches = new DecisionCaches(100_000);
    const callers = Array.from({ length: 50 }, () => new DecisionCache());
    for (let index = 0; index < 5_000; index++) {
      caches.add(callers[index % 50] as DecisionCache, 'a', `resource-${index}`, undefined, denied);
      expect(caches.bytes).toBeLessThanOrEqual(100_000);
    }
    const kept = callers.flatMap((cache) =>
      Array.from({ length: 5_000 }, (_, index) => cache.find('a', `resource-${index}`)).filter(Boolean),
    );
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.length).toBeLessThanOrEqual(100_000 / 300);
  });

  it('do not grow with the length of what callers write', () => {
    const caches = new DecisionCaches();
    const authorizer = new Authorizer(() => undefined, caches);
    const decide = (source: string) =>
      authorizer.decide(rootOf('111122223333'), {
        action: 'events:PutEvents',
        resource: 'arn:aws:events:eu-west-1:999999999999:event-bus/company',
        resourceAccount: '999999999999',
        variant: [source, 'x'],
      }).allowed;
    for (let call = 0; call < 100; call++) expect(decide(`${call}${'x'.repeat(10_000)}`)).toBe(false);
    expect(caches.bytes).toBe(0);
    expect(decide('company.orders')).toBe(false);
    expect(caches.bytes).toBeGreaterThan(0);
  });
});

describe('temporary credentials', () => {
  it('are kept for the newest ten thousand sessions', () => {
    const callers = new Callers(() => true, new Roles());
    const session = { caller: rootOf('111122223333'), token: 't', expiresAt: 1_000 };
    for (let index = 0; index <= 10_000; index++) callers.admit(`ASIA${index}`, session);
    expect(callers.find('ASIA0', 't', 0)).toBe('unknown');
    expect(callers.find('ASIA1', 't', 0)).toBe(session.caller);
    expect(callers.find('ASIA10000', 't', 0)).toBe(session.caller);
    expect(callers.find('ASIA10000', 't', 1_000)).toBe('expired');
  });
});
