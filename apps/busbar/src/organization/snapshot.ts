import type { OrganizationShape } from '@busbar/manifest';
import { compareText } from '@busbar/problem';

/** What `config/organization.json` holds. */
export type Snapshot = OrganizationShape;

/** A snapshot before it is known since when it has been so. */
export type ReadOrganization = Omit<Snapshot, 'readAt'>;

/**
 * The snapshot as text, sorted by id, with a line for each OU and account, so that one change is one line of a pull request. The same
 * organization is always the same text.
 */
export function formatSnapshot(snapshot: Snapshot): string {
  const { id, readAt, managementAccountId, root, organizationalUnits, accounts } = sorted(snapshot);
  const list = (items: readonly object[]) => (items.length === 0 ? '[]' : `[\n    ${items.map(line).join(',\n    ')}\n  ]`);
  return [
    '{',
    `  "id": ${JSON.stringify(id)},`,
    `  "readAt": ${JSON.stringify(readAt)},`,
    `  "managementAccountId": ${JSON.stringify(managementAccountId)},`,
    `  "root": ${line(root)},`,
    `  "organizationalUnits": ${list(organizationalUnits)},`,
    `  "accounts": ${list(accounts.map(({ tags, ...account }) => (Object.keys(tags).length === 0 ? account : { ...account, tags })))}`,
    '}',
    '',
  ].join('\n');
}

/**
 * The snapshot of what was read: `readAt` is that of the snapshot before as long as nothing else has changed.
 *
 * @param now in seconds at most
 */
export function snapshotOf(read: ReadOrganization, before: Snapshot | undefined, now: Date): Snapshot {
  if (before) {
    const unchanged = { ...read, readAt: before.readAt };
    if (formatSnapshot(unchanged) === formatSnapshot(before)) return sorted(unchanged);
  }
  return sorted({ ...read, readAt: `${now.toISOString().slice(0, 19)}Z` });
}

function sorted({ id, readAt, managementAccountId, root, organizationalUnits, accounts }: Snapshot): Snapshot {
  return {
    id,
    readAt,
    managementAccountId,
    root: { id: root.id, name: root.name },
    organizationalUnits: organizationalUnits
      .map(({ id: unit, name, parentId }) => ({ id: unit, name, parentId }))
      .sort((a, b) => compareText(a.id, b.id)),
    accounts: accounts
      .map(({ id: account, name, email, state, parentId, tags }) => {
        const sortedTags = Object.fromEntries(Object.entries(tags).sort(([a], [b]) => compareText(a, b)));
        return { id: account, name, email, state, parentId, tags: sortedTags };
      })
      .sort((a, b) => compareText(a.id, b.id)),
  };
}

/** An object on one line. */
function line(value: object): string {
  const members = Object.entries(value).map(([key, member]: [string, unknown]) => {
    const shown = typeof member === 'object' && member !== null ? line(member) : JSON.stringify(member);
    return `${JSON.stringify(key)}: ${shown}`;
  });
  return `{ ${members.join(', ')} }`;
}
