import { heartbeat, type Named, type Topology } from '@busbar/topology';

/** A queue in which the heartbeats of an account's routes arrive. */
export interface HeartbeatQueue extends Named {
  readonly account: string;
}

/** What heartbeats are published and read with; see `heartbeatClients`. */
export interface HeartbeatAccess {
  /** Has one published for every route now. */
  publish(): Promise<void>;
  /** Bodies of messages, waiting some seconds for the first; they stay in the queue, and come again after some seconds. */
  receive(queue: HeartbeatQueue): Promise<readonly string[]>;
  now(): Date;
}

export interface HeartbeatReport {
  /** Names of routes, sorted. */
  readonly arrived: readonly string[];
  /** Sorted by route. */
  readonly missing: readonly { readonly route: string; readonly account: string; readonly queue: string }[];
}

/** How far the clocks of the function and of this machine may be apart. */
const CLOCKS_APART_MS = 5_000;

/**
 * Publishes heartbeats and waits for one of each route at its end: the smoke test of a stage, from the central bus into every
 * subscriber account. Routes without heartbeats are not waited for.
 *
 * @param until when to give up
 */
export async function awaitHeartbeats(
  { routes, inboxes }: Pick<Topology, 'routes' | 'inboxes'>,
  access: HeartbeatAccess,
  until: Date,
): Promise<HeartbeatReport> {
  const since = access.now().getTime() - CLOCKS_APART_MS;
  const queues = new Map(inboxes.flatMap(({ account, heartbeat: own }) => (own ? [[account, { ...own.queue, account }]] : [])));
  const missing = new Map(
    routes.flatMap((route) => {
      const queue = queues.get(route.account);
      return route.heartbeat && queue ? [[route.name, queue]] : [];
    }),
  );
  const arrived: string[] = [];
  if (missing.size > 0) await access.publish();
  while (missing.size > 0 && access.now() < until) {
    const open = [...new Map([...missing.values()].map((queue) => [queue.arn, queue])).values()];
    const bodies = (await Promise.all(open.map((queue) => access.receive(queue)))).flat();
    for (const route of bodies.flatMap((body) => routeOf(body, since))) {
      if (missing.delete(route)) arrived.push(route);
    }
  }
  return {
    arrived: arrived.sort(),
    missing: [...missing]
      .map(([route, { account, name }]) => ({ route, account, queue: name }))
      .sort((a, b) => (a.route < b.route ? -1 : 1)),
  };
}

/** Empty for what is no heartbeat, and for one that was published before. */
function routeOf(body: string, since: number): readonly string[] {
  const event = JSON.parse(body) as {
    readonly source?: unknown;
    readonly detail?: { readonly metadata?: { readonly time?: string }; readonly data?: { readonly route?: unknown } };
  };
  const { metadata, data } = event.detail ?? {};
  const isFresh = Date.parse(metadata?.time ?? '') >= since;
  return event.source === heartbeat.source && isFresh && typeof data?.route === 'string' ? [data.route] : [];
}
