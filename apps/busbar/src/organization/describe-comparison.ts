import type { Terminal } from '../terminal/terminal';
import { plural } from '../terminal/plural';
import { table, wrap } from '../terminal/table';
import type { AccountUse, OrganizationComparison, TouchingChange } from './compare-organizations';

/** What changed in an organization, for a person: what touches `config/` first. */
export function describeComparison(
  { from, to, changes, repointed }: OrganizationComparison,
  { out: style, width }: Pick<Terminal, 'out' | 'width'>,
): string[] {
  if (changes.length === 0 && repointed.length === 0) return [`Nothing changed in the organization ${to.id} since ${to.readAt}.`];
  const touching = changes.filter(({ uses }) => uses.length > 0);
  const others = changes.filter(({ uses }) => uses.length === 0);
  const since = from ? `since ${from.readAt}` : 'in the first snapshot';
  return [
    ...wrap(
      `${style.bold(plural(changes.length, 'change'))} in the organization ${to.id} ${since}, ${describeTouching(touching)}`,
      width,
    ),
    ...(touching.length === 0 ? [] : ['', ...changeTable(touching, style.dim, width)]),
    ...(others.length === 0 ? [] : ['', ...changeTable(others, style.dim, width)]),
    ...repointed.flatMap(({ stage, service, from: old, to: now }) =>
      wrap(`${service ?? 'The central bus'} in ${stage} is in the account ${now} now; it was ${old}.`, width, '  '),
    ),
  ];
}

function describeTouching(touching: readonly TouchingChange[]): string {
  return touching.length === 0
    ? 'none of them touches config/'
    : `${touching.length} of them ${touching.length === 1 ? 'touches' : 'touch'} config/`;
}

function changeTable(changes: readonly TouchingChange[], heading: (text: string) => string, width: number): string[] {
  const touches = changes.some(({ uses }) => uses.length > 0);
  return table(
    [
      { title: 'ID' },
      { title: 'CHANGE' },
      { title: 'NAME', cut: 'end' },
      { title: 'WAS', cut: 'end' },
      { title: 'IS', cut: 'end' },
      ...(touches ? [{ title: 'USED BY', cut: 'end' } as const] : []),
    ],
    changes.map(({ subject, id, kind, name, from, to, uses }) => [
      id,
      subject === 'account' ? kind : `OU ${kind}`,
      ...[name, from ?? '–', to ?? '–'],
      ...(touches ? [describeUses(uses)] : []),
    ]),
    heading,
    width,
  );
}

/** Uses of one account are few; those below an OU may be all. */
const MOST_USES = 3;

function describeUses(uses: readonly AccountUse[]): string {
  if (uses.length <= MOST_USES) return uses.map(describeUse).join('; ');
  const services = new Set(uses.flatMap(({ service }) => service ?? []));
  return `${plural(services.size, 'service')} in ${[...new Set(uses.map(({ stage }) => stage))].join(', ')}`;
}

function describeUse({ service, stage, subscriptions }: AccountUse): string {
  if (service === undefined) return `central bus of ${stage}`;
  return `${service} in ${stage}${subscriptions.length === 0 ? '' : ` (${plural(subscriptions.length, 'subscription')})`}`;
}
