import { factsOf, type Topology } from '@busbar/topology';
import { filterText } from '@busbar/event-pattern';
import type { Style } from './style';
import { plural } from './plural';
import { table, type Column } from './table';

/** Who receives what, in which account: a row for each subscription. */
export function subscriptionTable(topology: Topology, style: Style, width: number): string[] {
  const rows = topology.inboxes.flatMap((inbox) =>
    inbox.subscriptions.map(({ service, name, eventType, pattern, delivery, paused }) => [
      `${service}/${style.name(name)}`,
      eventType,
      inbox.account,
      factsOf(delivery).summary,
      paused ? `paused (${filterOf(pattern)})` : filterOf(pattern),
    ]),
  );
  const columns: readonly Column[] = [
    { title: 'SUBSCRIBER', cut: 'start', least: 24 },
    { title: 'EVENT TYPE', cut: 'end', least: 24 },
    { title: 'ACCOUNT', leaveOut: 2 },
    { title: 'TARGET', cut: 'end', leaveOut: 1 },
    { title: 'FILTER', cut: 'end', least: 16 },
  ];
  return table(columns, rows, style.dim, width);
}

/** What each service receives: a row for each, and its subscriptions counted by what they deliver to. */
export function subscriberTable(topology: Topology, style: Style, width: number): string[] {
  const rows = topology.inboxes.flatMap((inbox) =>
    [...new Set(inbox.subscriptions.map(({ service }) => service))].map((service) => {
      const own = inbox.subscriptions.filter((subscription) => subscription.service === service);
      const kinds = [...new Set(own.map(({ delivery }) => delivery.kind))].map((kind) =>
        plural(own.filter(({ delivery }) => delivery.kind === kind).length, kind),
      );
      const events = [...new Set(own.map(({ eventType }) => eventType))];
      return [style.name(service), inbox.account, kinds.join(', '), events.join(', ')];
    }),
  );
  const columns: readonly Column[] = [
    { title: 'SUBSCRIBER' },
    { title: 'ACCOUNT', leaveOut: 1 },
    { title: 'RECEIVES BY' },
    { title: 'EVENT TYPES', cut: 'end', least: 24 },
  ];
  return table(columns, rows, style.dim, width);
}

/** What waits for the release of its event type; nothing when nothing does. */
export function waitingTable({ waiting }: Topology, style: Style, width: number): string[] {
  if (waiting.length === 0) return [];
  const columns: readonly Column[] = [
    { title: 'WAITS FOR RELEASE', cut: 'start', least: 24 },
    { title: 'DRAFT', cut: 'end', least: 24 },
    { title: 'ACCOUNT', leaveOut: 1 },
  ];
  const rows = waiting.map(({ service, name, eventType, account }) => [`${service}/${style.name(name)}`, eventType, account]);
  return ['', ...table(columns, rows, style.dim, width)];
}

/** The rules on the central bus. */
export function routeTable(topology: Topology, style: Style, width: number): string[] {
  return table(
    [
      { title: 'ROUTE', cut: 'end', least: 24 },
      { title: 'ACCOUNT' },
      { title: 'EVENT TYPES', align: 'right' },
      { title: 'SUBSCRIPTIONS', align: 'right' },
      { title: 'PATTERN CHARACTERS', align: 'right', leaveOut: 1 },
    ],
    topology.routes.map((route) => [
      style.name(route.name),
      route.account,
      String(route.eventTypes.length),
      String(route.subscriptions.length),
      route.patternCharacters.toLocaleString('en'),
    ]),
    style.dim,
    width,
  );
}

function filterOf(pattern: Readonly<Record<string, unknown>>): string {
  const detail = pattern['detail'] as { data?: Readonly<Record<string, unknown>> } | undefined;
  return detail?.data ? filterText(detail.data) : 'every event';
}
