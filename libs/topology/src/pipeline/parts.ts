import type { DeploymentUnit, Topology } from '../model';

/** Stacks that are deployed at the same time, before others begin: a wave, or all stacks of service teams. */
export interface DeploymentPart {
  /** The order of the wave, or `services`. */
  readonly name: string;
  /** The units of the wave; none for `services`, which the topology does not plan. */
  readonly units: readonly DeploymentUnit[];
}

export const SERVICES = 'services';

/** The waves in order, and the stacks of the service teams: after the units that they need, before those that need them. */
export function partsOf({ waves, serviceStacks }: Pick<Topology, 'waves' | 'serviceStacks'>): readonly DeploymentPart[] {
  const needed = new Set(serviceStacks.flatMap(({ needs }) => needs));
  const last = Math.max(
    0,
    waves.findLastIndex(({ units }) => units.some(({ stack }) => needed.has(stack))),
  );
  return waves.flatMap(({ order, units }, index): readonly DeploymentPart[] => [
    { name: String(order), units },
    ...(index === last ? [{ name: SERVICES, units: [] }] : []),
  ]);
}
