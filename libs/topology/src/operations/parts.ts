import type { Topology } from '../model';
import { digestOfUnit, partOfUnit, unitsOf, type DeployedUnit } from '../rollout/units';

/**
 * What each stack of a topology is drawn from, by digest. Without times: they are not in the digest, and one digest may only ever
 * name one content.
 */
export function partsByDigest(topology: Topology): ReadonlyMap<string, DeployedUnit['part']> {
  return new Map(unitsOf(topology).map((unit) => [digestOfUnit(topology, unit), withoutTimes(partOfUnit(topology, unit))]));
}

function withoutTimes(part: DeployedUnit['part']): DeployedUnit['part'] {
  const text = JSON.stringify(part, (key, value: unknown) => (key === 'since' ? undefined : value));
  return JSON.parse(text) as DeployedUnit['part'];
}
