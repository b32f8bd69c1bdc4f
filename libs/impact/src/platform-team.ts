import type { Manifest } from '@busbar/manifest';

/** Who answers for what the platform makes. */
export function ownerOfPlatform({ platform }: Pick<Manifest, 'platform'>): string {
  return platform.owner ?? 'platform';
}
