import type { Drift } from '@busbar/topology';
import { table } from '../terminal/table';
import type { Terminal } from '../terminal/terminal';

/** A row for each difference. */
export function describeDriftTable(drifts: readonly Drift[], { out: style, width }: Pick<Terminal, 'out' | 'width'>): string[] {
  return table(
    [{ title: 'ACCOUNT' }, { title: 'WHAT' }, { title: 'NAME' }, { title: 'IS' }, { title: 'DETAIL', cut: 'end', least: 30 }],
    drifts.map(({ account, kind, name, drift, detail }) => [account, kind, name, drift, detail]),
    style.dim,
    width,
  );
}
