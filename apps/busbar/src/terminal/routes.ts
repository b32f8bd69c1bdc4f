import { factsOf, type Topology } from '@busbar/topology';
import { filterText } from './filter-text';
import type { Style } from './style';
import { table } from './table';

/**
 * Who receives what, in which account: a row for each subscription.
 *
 * @param width beyond which filters are cut
 */
export function subscriptionTable(topology: Topology, style: Style, width: number): string[] {
  const rows = topology.inboxes.flatMap((inbox) =>
    inbox.subscriptions.map(({ service, name, eventType, pattern, delivery }) => [
      `${service}/${style.name(name)}`,
      eventType,
      inbox.account,
      factsOf(delivery).summary,
      filterOf(pattern),
    ]),
  );
  const columns = ['SUBSCRIBER', 'EVENT TYPE', 'ACCOUNT', 'TARGET', 'FILTER'].map((title) => ({ title }));
  return table(columns, rows, style.dim, width);
}

/** The rules on the central bus. */
export function routeTable(topology: Topology, style: Style): string[] {
  return table(
    [
      { title: 'ROUTE' },
      { title: 'ACCOUNT' },
      { title: 'EVENT TYPES', align: 'right' },
      { title: 'SUBSCRIPTIONS', align: 'right' },
      { title: 'PATTERN CHARACTERS', align: 'right' },
    ],
    topology.routes.map((route) => [
      style.name(route.name),
      route.account,
      String(route.eventTypes.length),
      String(route.subscriptions.length),
      route.patternCharacters.toLocaleString('en'),
    ]),
    style.dim,
  );
}

function filterOf(pattern: Readonly<Record<string, unknown>>): string {
  const detail = pattern['detail'] as { data?: Readonly<Record<string, unknown>> } | undefined;
  return detail?.data ? filterText(detail.data) : 'every event';
}
