import { pathOfHolder, pathsOfHolders } from '@busbar/manifest';
import { compareText } from '@busbar/problem';
import type { Snapshot } from './snapshot';

/** One thing that is different in an organization. */
export interface OrganizationChange {
  readonly subject: 'account' | 'organizational-unit';
  readonly kind: ChangeKind;
  readonly id: string;
  /** As it is called now; what left, as it was called. */
  readonly name: string;
  /** What it was and what it is: a state, a path, a name, an address, tags. Absent where there was, or is, nothing. */
  readonly from?: string;
  readonly to?: string;
}

export type ChangeKind = 'new' | 'gone' | 'state' | 'moved' | 'renamed' | 'address' | 'tags';

/** Sorted by subject, then id, then kind. */
export function compareSnapshots(before: Snapshot, after: Snapshot): OrganizationChange[] {
  const was = pathsOfHolders(before);
  const is = pathsOfHolders(after);
  const accounts = pairs(before.accounts, after.accounts).flatMap(([old, now]) => {
    const place = now && placeOf(after, is, now.parentId);
    const oldPlace = old && placeOf(before, was, old.parentId);
    return changesOf('account', old, now, { from: oldPlace, to: place }, [
      ['state', old?.state, now?.state],
      ['moved', old?.parentId, now?.parentId, oldPlace, place],
      ['renamed', old?.name, now?.name],
      ['address', old?.email, now?.email],
      ['tags', describeTags(old?.tags), describeTags(now?.tags)],
    ]);
  });
  const units = pairs(before.organizationalUnits, after.organizationalUnits).flatMap(([old, now]) => {
    const place = now && is.get(now.id);
    const oldPlace = old && was.get(old.id);
    return changesOf('organizational-unit', old, now, { from: oldPlace, to: place }, [
      ['moved', old?.parentId, now?.parentId, oldPlace, place],
      ['renamed', old?.name, now?.name],
    ]);
  });
  return [...accounts, ...units];
}

type Part = readonly [kind: ChangeKind, old: unknown, now: unknown, from?: string | undefined, to?: string | undefined];

function changesOf(
  subject: OrganizationChange['subject'],
  old: { readonly id: string; readonly name: string } | undefined,
  now: { readonly id: string; readonly name: string } | undefined,
  place: { readonly from?: string | undefined; readonly to?: string | undefined },
  parts: readonly Part[],
): OrganizationChange[] {
  const { id = '', name = '' } = now ?? old ?? {};
  const change = (kind: ChangeKind, from: unknown, to: unknown): OrganizationChange => ({
    ...{ subject, kind, id, name },
    ...(typeof from === 'string' && { from }),
    ...(typeof to === 'string' && { to }),
  });
  if (!old) return [change('new', undefined, place.to)];
  if (!now) return [change('gone', place.from, undefined)];
  return parts.flatMap(([kind, was, is, from = was, to = is]) => (was === is ? [] : [change(kind, from, to)]));
}

/** Names from the root on, with slashes. */
function placeOf({ root }: Snapshot, paths: ReadonlyMap<string, string>, holder: string): string {
  const below = pathOfHolder(paths, holder);
  return below === '' ? root.name : below;
}

function describeTags(tags: Readonly<Record<string, string>> = {}): string {
  const sorted = Object.entries(tags).sort(([a], [b]) => compareText(a, b));
  return sorted.map(([key, value]) => `${key}: ${value}`).join(', ') || 'none';
}

/** Everything of either list, by id. */
function pairs<Item extends { readonly id: string }>(
  before: readonly Item[],
  after: readonly Item[],
): [old: Item | undefined, now: Item | undefined][] {
  const old = new Map(before.map((item) => [item.id, item]));
  const now = new Map(after.map((item) => [item.id, item]));
  const ids = [...new Set([...old.keys(), ...now.keys()])].sort(compareText);
  return ids.map((id) => [old.get(id), now.get(id)]);
}
