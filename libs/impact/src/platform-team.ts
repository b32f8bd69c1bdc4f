import type { Manifest } from '@busbar/manifest';

/** Who answers for what the platform makes. */
export function ownerOfPlatform(_manifest: Pick<Manifest, 'platform'>): string {
  return 'platform';
}
