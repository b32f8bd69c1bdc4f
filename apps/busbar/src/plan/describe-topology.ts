import type { Topology } from '@busbar/topology';
import { plural } from '../terminal/plural';
import { routeTable, subscriptionTable, waitingTable } from '../terminal/routes';
import type { Style } from '../terminal/style';
import { table, wrap } from '../terminal/table';
import type { Terminal } from '../terminal/terminal';
import { describeObservability } from './describe-observability';

/** A stage for a person: who may publish, who receives, what is deployed in which order, how full the quotas are. */
export function describeTopology(topology: Topology, { out: style, width }: Pick<Terminal, 'out' | 'width'>): string[] {
  const { bus } = topology;
  const deliveries = topology.inboxes.flatMap((inbox) => inbox.subscriptions);
  return [
    ...wrap(
      `${style.bold(`${topology.company} · ${topology.stage}`)}  central account ${topology.centralAccount}, ${topology.region}, organization ${topology.organizationId}`,
      width,
    ),
    ...wrap(
      `bus ${style.name(bus.name)}: ${plural(topology.grants.length, 'grant')} to publish, ${plural(topology.routes.length, 'route')}, ` +
        `${plural(topology.inboxes.length, 'subscriber bus', 'subscriber buses')}, ${plural(deliveries.length, 'subscription')}; ` +
        `policy ${bus.policy.characters.toLocaleString('en')} characters, archive ${bus.archive.retentionDays} days, ${
          bus.encryption === 'customer-managed' ? 'customer-managed key' : 'AWS-owned key'
        }`,
      width,
      '  ',
    ),
    '',
    ...table(
      [
        { title: 'MAY PUBLISH' },
        { title: 'ACCOUNT' },
        { title: 'AS', cut: 'end' },
        { title: 'SERVICES', cut: 'end' },
        { title: 'EVENT TYPES', align: 'right' },
      ],
      topology.grants.map((grant) => [
        grant.source,
        grant.account,
        publisherOf(grant.principal, topology),
        grant.services.join(', '),
        String(grant.eventTypes.length),
      ]),
      style.dim,
      width,
    ),
    ...boundToSource(topology).flatMap((line) => wrap(line, width, '  ')),
    '',
    ...routeTable(topology, style, width),
    '',
    ...subscriptionTable(topology, style, width),
    ...waitingTable(topology, style, width),
    '',
    ...describeObservability(topology, style, width),
    '',
    ...table(
      [{ title: 'WAVE' }, { title: 'ACCOUNT' }, { title: 'STACK', cut: 'end' }],
      topology.waves.flatMap((wave) => wave.units.map((unit) => [String(wave.order), unit.account, unit.stack])),
      style.dim,
      width,
    ),
    '',
    ...table(
      [
        { title: 'QUOTA', cut: 'end', least: 24 },
        { title: 'WHERE', cut: 'start', least: 16 },
        { title: 'USED', align: 'right' },
        { title: 'LIMIT', align: 'right' },
        { title: '', align: 'right' },
      ],
      nearest(topology).map(({ quota, scope, used, limit, adjustable }) => [
        quota,
        scope,
        used.toLocaleString('en'),
        `${limit.toLocaleString('en')}${adjustable ? '' : ' fixed'}`,
        share(used / limit, style),
      ]),
      style.dim,
      width,
    ),
  ];
}

/** As `publishAs` says it: `busbar-role`, `account`, or the name of a role. */
function publisherOf(principal: string, { identities }: Topology): string {
  if (principal.endsWith(':root')) return 'account';
  const isBusbars = identities.some(({ role }) => role.arn === principal);
  return isBusbars ? 'busbar-role' : principal.replace(/^.*?:role\//, '');
}

/** Where the bus policy does not say the event types, since it would be too long: only sources that one principal alone publishes. */
function boundToSource({ bus: { policy } }: Topology): string[] {
  return policy.principals
    .filter(({ binds }) => binds === 'source')
    .map(
      ({ services, sources }) =>
        `${services.join(', ')} may publish every event type of ${sources.join(', ')}, which nobody else publishes: ` +
        'the bus policy would not fit its quota with the event types.',
    );
}

/** The most used scope of each quota. */
function nearest(topology: Topology): Topology['quotaUse'] {
  const most = new Map<string, Topology['quotaUse'][number]>();
  for (const use of topology.quotaUse) {
    const known = most.get(use.quota);
    if (!known || use.used / use.limit > known.used / known.limit) most.set(use.quota, use);
  }
  return [...most.values()].sort((a, b) => b.used / b.limit - a.used / a.limit);
}

function share(ratio: number, style: Style): string {
  const text = `${Math.round(ratio * 100)} %`;
  return ratio > 1 ? style.bad(text) : ratio >= 0.8 ? style.warn(text) : text;
}
