import type { Topology } from '@busbar/topology';
import { awaitHeartbeats } from '../heartbeat/await-heartbeats';
import { heartbeatClients } from '../heartbeat/heartbeat-clients';
import type { Clock } from './services';

/** What was just deployed takes effect within a minute, and a delivery takes a second. */
const PATIENCE_MS = 3 * 60_000;

/**
 * Publishes a heartbeat for every route, as whoever runs this: the function and the queues admit the role of the pipeline's steps.
 *
 * @returns a line for each that has not arrived
 */
export async function missingHeartbeats(topology: Topology, clock: Clock): Promise<readonly string[]> {
  if (!topology.bus.heartbeat) return [];
  const access = await heartbeatClients(topology, () => ({ region: topology.region }));
  try {
    const { missing } = await awaitHeartbeats(topology, access, new Date(clock.now().getTime() + PATIENCE_MS));
    return missing.map(({ route, account, queue }) => `No heartbeat of ${route} has arrived in ${queue} of ${account}.`);
  } finally {
    access.close();
  }
}
