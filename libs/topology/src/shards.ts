import { createHash } from 'node:crypto';

/**
 * Which routing stack holds the routes of which account: shard 1 while everything fits into one stack; a shard that is over its
 * capacity splits into 2n and 2n + 1, by the next bit of each account's hash. So an account that comes or goes moves no other
 * account to another stack, except at the moment when its own shard splits. (Numbering accounts in sequence would move all that
 * come after it, and CloudFormation cannot move a named rule between stacks without a gap.)
 */
export function assignShards(accounts: readonly string[], capacity: number): ReadonlyMap<string, number> {
  const shards = new Map<string, number>();
  const assign = (members: readonly string[], shard: number, depth: number): void => {
    if (members.length <= Math.max(capacity, 1) || depth === HASH_BITS) {
      for (const account of members) shards.set(account, shard);
      return;
    }
    assign(
      members.filter((account) => !bit(account, depth)),
      shard * 2,
      depth + 1,
    );
    assign(
      members.filter((account) => bit(account, depth)),
      shard * 2 + 1,
      depth + 1,
    );
  };
  assign(accounts, 1, 0);
  return shards;
}

/** Shard numbers stay exact integers. */
const HASH_BITS = 32;

function bit(account: string, index: number): boolean {
  const byte = createHash('sha256').update(account).digest()[index >> 3] ?? 0;
  return ((byte >> (7 - (index & 7))) & 1) === 1;
}
