import type { Topology } from '../model';

/** The part of a topology that everything else in it follows from. */
export type PlatformState = Pick<
  Topology,
  'bus' | 'grants' | 'routes' | 'idleRoutes' | 'serviceTargets' | 'inboxes' | 'identities' | 'idleIdentities'
>;

/** A state with what follows from it and is drawn too: as it is planned, or as it was deployed. */
export type DrawnState = PlatformState & Partial<Pick<Topology, 'observability'>>;
