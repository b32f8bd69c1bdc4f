import type { Contract } from '@busbar/contracts';

/** What the sources of all events begin with (`doorstep` of `doorstep.delivery`), for the names of packages; nothing when they differ. */
export function organizationOf(contracts: readonly Contract[]): readonly string[] {
  const [first, ...others] = new Set(contracts.map(({ domain }) => domain.source.split('.', 1)[0] ?? ''));
  return first === undefined || first === '' || others.length > 0 ? [] : [first];
}
