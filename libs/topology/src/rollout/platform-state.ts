import type { Topology } from '../model';

/** The part of a topology that is drawn; everything else in it follows from this. */
export type PlatformState = Pick<
  Topology,
  'bus' | 'grants' | 'routes' | 'idleRoutes' | 'serviceTargets' | 'inboxes' | 'identities' | 'idleIdentities'
>;
