import { accountOf } from './manifest-builder';
import { assignShards } from '../src/placement';

describe('assignShards', () => {
  const accounts = Array.from({ length: 120 }, (_, index) => accountOf(index));
  const assign = (list: readonly string[], placed: Record<string, number> = {}, capacity = 25) =>
    assignShards(list, placed, capacity);

  it('fills one stack after the other', () => {
    expect([...new Set(assign(accounts.slice(0, 25)).values())]).toEqual([1]);
    expect(assign(accounts.slice(0, 26)).get(accountOf(25))).toBe(2);
  });

  it('never puts more accounts into a stack than it may hold', () => {
    const sizes = new Map<number, number>();
    for (const shard of assign(accounts).values()) sizes.set(shard, (sizes.get(shard) ?? 0) + 1);
    expect(Math.max(...sizes.values())).toBe(25);
  });

  it('does not depend on the order of the accounts', () => {
    const turned = assign([...accounts].reverse());
    for (const [account, shard] of assign(accounts)) expect(turned.get(account)).toBe(shard);
  });

  it('moves no account, whoever comes or goes', () => {
    const before = assign(accounts.slice(0, 60));
    const after = assign([...accounts.slice(10, 60), ...accounts.slice(60, 70)], Object.fromEntries(before));
    for (const account of accounts.slice(10, 60)) expect(after.get(account)).toBe(before.get(account));
  });

  it('moves no account when the capacity is lowered', () => {
    const before = assign(accounts.slice(0, 30));
    const after = assign(accounts.slice(0, 31), Object.fromEntries(before), 10);
    for (const [account, shard] of before) expect(after.get(account)).toBe(shard);
    expect(after.get(accountOf(30))).toBe(2);
  });

  it('comes to an end when a stack may hold nothing', () => {
    expect([...assign(accounts.slice(0, 3), {}, 0).values()]).toEqual([1, 2, 3]);
  });
});
