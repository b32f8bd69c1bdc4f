import { accountOf } from './manifest-builder';
import { assignShards } from '../src/shards';

describe('assignShards', () => {
  const accounts = Array.from({ length: 120 }, (_, index) => accountOf(index));

  it('uses one shard while everything fits into it', () => {
    expect([...new Set(assignShards(accounts.slice(0, 25), 25).values())]).toEqual([1]);
  });

  it('never puts more accounts into a shard than it may hold', () => {
    const sizes = new Map<number, number>();
    for (const shard of assignShards(accounts, 25).values()) sizes.set(shard, (sizes.get(shard) ?? 0) + 1);
    expect(Math.max(...sizes.values())).toBeLessThanOrEqual(25);
  });

  it('does not depend on the order of the accounts', () => {
    const turned = assignShards([...accounts].reverse(), 10);
    for (const [account, shard] of assignShards(accounts, 10)) expect(turned.get(account)).toBe(shard);
  });

  it('moves only accounts of the shard that splits when one joins', () => {
    for (let count = 1; count < accounts.length; count++) {
      const before = assignShards(accounts.slice(0, count), 10);
      const after = assignShards(accounts.slice(0, count + 1), 10);
      const left = new Set([...before].filter(([account, shard]) => after.get(account) !== shard).map(([, shard]) => shard));
      expect(left.size).toBeLessThanOrEqual(1);
    }
  });

  it('comes to an end when a shard may hold nothing', () => {
    expect(assignShards(accounts.slice(0, 3), 0).size).toBe(3);
  });
});
