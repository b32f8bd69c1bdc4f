import type { Decision } from '@busbar/iam-policy';
import { DecisionCache } from '../../src/identity/decision-cache';

const allowed: Decision = { allowed: true, reason: 'allowed' };
const denied: Decision = { allowed: false, reason: 'no-identity-allow' };

describe('remembered decisions', () => {
  it('are those of the same action, resource and variant', () => {
    const memory = new DecisionCache();
    memory.remember('a', 'r', undefined, allowed);
    memory.remember('a', 'r', ['x', 'y'], denied);
    expect(memory.find('a', 'r')).toBe(allowed);
    expect(memory.find('a', 'r', ['x', 'y'])).toBe(denied);
    expect(memory.find('a', 'r', ['y', 'x'])).toBeUndefined();
    expect(memory.find('a', 'other')).toBeUndefined();
    expect(memory.find('b', 'r')).toBeUndefined();
  });

  it('are never mixed up, whatever a publisher writes into its texts', () => {
    const memory = new DecisionCache();
    memory.remember('a', 'r', ['company.orders', 'placed late'], allowed);
    expect(memory.find('a', 'r', ['company.orders placed', 'late'])).toBeUndefined();
  });

  it('are forgotten when there are too many', () => {
    const memory = new DecisionCache();
    for (let index = 0; index < 10_001; index++) memory.remember('a', 'r', ['x', String(index)], allowed);
    expect(memory.find('a', 'r', ['x', '9999'])).toBeUndefined();
    expect(memory.find('a', 'r', ['x', '10000'])).toBe(allowed);
  });
});
