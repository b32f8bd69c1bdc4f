import { createHash } from 'node:crypto';

/** What identifies a resource among all others. */
export interface ResourceIdentity {
  readonly account: string;
  readonly region: string;
  readonly stack: string;
  readonly logicalId: string;
}

/**
 * The name that CloudFormation would make up for a resource without one: `<stack>-<logical id>-<12 characters>`. Where AWS draws
 * the end at random, here it is a hash, so that the same templates give the same names on every machine.
 *
 * Long names lose the end of the stack name and of the logical id in equal parts, as on AWS.
 */
export function generatedName(identity: ResourceIdentity, longest: number): string {
  const tail = hashId(identity, 12);
  const room = longest - tail.length - 2;
  const half = Math.floor(room / 2);
  const { stack, logicalId } = identity;
  const stackRoom = stack.length + logicalId.length <= room ? stack.length : Math.max(half, room - logicalId.length);
  const head = stack.slice(0, stackRoom);
  return `${head}-${logicalId.slice(0, room - head.length)}-${tail}`;
}

/** Deterministic letters and digits in the style of AWS's generated ids. */
export function hashId({ account, region, stack, logicalId }: ResourceIdentity, length: number): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
  const digest = createHash('sha256').update([account, region, stack, logicalId].join('\n')).digest();
  return Array.from(digest.subarray(0, length), (byte) => alphabet[byte % alphabet.length]).join('');
}

/** A UUID made from the identity, as stack ids carry one. */
export function identityUuid({ account, region, stack, logicalId }: ResourceIdentity): string {
  const hex = createHash('sha256').update([account, region, stack, logicalId].join('\n')).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}
