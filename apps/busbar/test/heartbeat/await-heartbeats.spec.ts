import { compile } from '@busbar/topology';
import { ManifestBuilder, accountOf } from '@busbar/topology/testing';
import { awaitHeartbeats, type HeartbeatAccess } from '../../src/heartbeat/await-heartbeats';

const { topology } = compile(
  new ManifestBuilder()
    .service('pub')
    .service('a')
    .service('b')
    .event('x.y@1', 'pub')
    .subscribe('a', 's', 'x.y@1')
    .subscribe('b', 's', 'x.y@1')
    .build(),
  'dev',
);
const [A, B] = [accountOf(2), accountOf(3)];
const START = Date.parse('2026-12-01T12:00:00Z');
const UNTIL = new Date(START + 60_000);

const body = (route: string, time = START, source = 'busbar.platform'): string =>
  JSON.stringify({ source, detail: { metadata: { time: new Date(time).toISOString() }, data: { route } } });

/** Each receive takes five seconds and gives what is next for the account. */
function world(messages: Readonly<Record<string, string[][]>>): HeartbeatAccess & { published: number } {
  let now = START;
  return {
    published: 0,
    publish() {
      this.published++;
      return Promise.resolve();
    },
    receive({ account }) {
      now += 5_000;
      return Promise.resolve(messages[account]?.shift() ?? []);
    },
    now: () => new Date(now),
  };
}

describe('awaiting heartbeats', () => {
  it('publishes once, and ends when one of each route has arrived', async () => {
    const access = world({ [A]: [[body(`busbar-${A}-1`)]], [B]: [[], [body(`busbar-${B}-1`)]] });
    expect(await awaitHeartbeats(topology, access, UNTIL)).toEqual({
      arrived: [`busbar-${A}-1`, `busbar-${B}-1`],
      missing: [],
    });
    expect(access.published).toBe(1);
  });

  it.each([
    ['an old one', body(`busbar-${B}-1`, START - 60_000)],
    ['one of another route', body(`busbar-${A}-1`)],
    ['an event of somebody else', body(`busbar-${B}-1`, START, 'company.orders')],
    ['something else', '{}'],
  ])('says which route was silent, whatever %s says', async (_, message) => {
    const access = world({ [A]: [[body(`busbar-${A}-1`)]], [B]: [[message]] });
    expect(await awaitHeartbeats(topology, access, UNTIL)).toEqual({
      arrived: [`busbar-${A}-1`],
      missing: [{ route: `busbar-${B}-1`, account: B, queue: 'busbar-heartbeat' }],
    });
  });

  it('does not wait for routes that have none', async () => {
    const routes = topology.routes.map((route) => ({ ...route, heartbeat: false }));
    const access = world({});
    expect(await awaitHeartbeats({ ...topology, routes }, access, UNTIL)).toEqual({ arrived: [], missing: [] });
    expect(access.published).toBe(0);
  });
});
