import {
  DescribeOrganizationCommand,
  ListAccountsCommand,
  ListAccountsForParentCommand,
  ListOrganizationalUnitsForParentCommand,
  ListRootsCommand,
  ListTagsForResourceCommand,
  type Account,
  type OrganizationsClient,
} from '@aws-sdk/client-organizations';
import { OrganizationChangedError } from './organization-errors';
import { inParallel, type PacedCalls } from './paced-calls';
import type { ReadOrganization } from './snapshot';

/** Calls under way at once. */
const PARALLEL = 4;

/** The members of the answers that have not come yet are absent. */
export interface ReadingProgress {
  readonly organizationalUnits?: number;
  readonly accounts?: number;
  readonly tagged?: number;
}

export interface ReadingOptions {
  /** The SDK's client, or what stands for it. */
  readonly client: Pick<OrganizationsClient, 'send'>;
  readonly calls: PacedCalls;
  /** Tags of an account that need not be read. @default the tags of every account are read, which takes a call for each */
  readonly knownTags?: (account: string) => Readonly<Record<string, string>>;
  readonly onProgress?: (progress: ReadingProgress) => void;
}

/**
 * Reads an organization: a call for each OU, for every twenty accounts, and for the tags of each account.
 *
 * @throws OrganizationChangedError when it changed meanwhile
 * @throws whatever the client throws
 */
export async function readOrganization(options: ReadingOptions): Promise<ReadOrganization> {
  const { client, calls, onProgress } = options;
  const { Organization } = await calls.call(() => client.send(new DescribeOrganizationCommand({})));
  const roots = await allPages(calls, async (NextToken) => {
    const { Roots, NextToken: next } = await client.send(new ListRootsCommand({ NextToken }));
    return [Roots, next];
  });
  const [root] = roots;
  const { Id: id, MasterAccountId: managementAccountId } = Organization ?? {};
  if (root?.Id === undefined || id === undefined || managementAccountId === undefined) {
    throw new OrganizationChangedError('AWS Organizations gives no root of the organization.');
  }
  const organizationalUnits = await readUnits(options, root.Id);
  onProgress?.({ organizationalUnits: organizationalUnits.length });
  const accounts = await allPages(calls, async (NextToken) => {
    const { Accounts, NextToken: next } = await client.send(new ListAccountsCommand({ NextToken }));
    return [Accounts, next];
  });
  onProgress?.({ organizationalUnits: organizationalUnits.length, accounts: accounts.length });
  const holders = [root.Id, ...organizationalUnits.map((unit) => unit.id)];
  const parents = await readParents(options, accounts, holders);
  const tags = await readTags(options, accounts, organizationalUnits.length);
  return {
    id,
    managementAccountId,
    root: { id: root.Id, name: root.Name ?? '' },
    organizationalUnits,
    accounts: accounts.map((account, index) => {
      const parentId = parents.get(account.Id ?? '');
      if (parentId === undefined || !holders.includes(parentId)) {
        throw new OrganizationChangedError(`The account "${account.Id ?? ''}" moved while the organization was read.`);
      }
      return { ...describeAccount(account), parentId, tags: tags[index] ?? {} };
    }),
  };
}

/** Level by level below the root. */
async function readUnits(
  { client, calls }: ReadingOptions,
  root: string,
): Promise<{ id: string; name: string; parentId: string }[]> {
  const units: { id: string; name: string; parentId: string }[] = [];
  for (let parents = [root]; parents.length > 0;) {
    const levels = await inParallel(PARALLEL, parents, async (parentId) => {
      const below = await allPages(calls, async (NextToken) => {
        const page = await client.send(new ListOrganizationalUnitsForParentCommand({ ParentId: parentId, NextToken }));
        return [page.OrganizationalUnits, page.NextToken];
      });
      return below.map(({ Id = '', Name = '' }) => ({ id: Id, name: Name, parentId }));
    });
    const level = levels.flat();
    units.push(...level);
    parents = level.map(({ id }) => id);
  }
  return units;
}

/** Parents by account: from the paths of the accounts, or, where AWS gives none, by a call for each OU and page. */
async function readParents(
  { client, calls }: ReadingOptions,
  accounts: readonly Account[],
  holders: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const byPath = accounts.map(({ Id = '', Paths }): [string, string | undefined] => [Id, parentInPath(Paths?.[0])]);
  if (byPath.every((entry): entry is [string, string] => entry[1] !== undefined)) return new Map(byPath);
  const found = await inParallel(PARALLEL, holders, async (ParentId) => {
    const inside = await allPages(calls, async (NextToken) => {
      const page = await client.send(new ListAccountsForParentCommand({ ParentId, NextToken }));
      return [page.Accounts, page.NextToken];
    });
    return inside.map(({ Id = '' }): [string, string] => [Id, ParentId]);
  });
  return new Map(found.flat());
}

/** `o-…/r-…/ou-…/123456789012/`: the last of the root and the OUs. */
function parentInPath(path = ''): string | undefined {
  return path.split('/').findLast((part) => part.startsWith('ou-') || part.startsWith('r-'));
}

async function readTags(
  { client, calls, knownTags, onProgress }: ReadingOptions,
  accounts: readonly Account[],
  organizationalUnits: number,
): Promise<Readonly<Record<string, string>>[]> {
  if (knownTags) return accounts.map(({ Id = '' }) => knownTags(Id));
  let tagged = 0;
  return inParallel(PARALLEL, accounts, async ({ Id }) => {
    const tags = await allPages(calls, async (NextToken) => {
      const page = await client.send(new ListTagsForResourceCommand({ ResourceId: Id, NextToken }));
      return [page.Tags, page.NextToken];
    });
    tagged += 1;
    onProgress?.({ organizationalUnits, accounts: accounts.length, tagged });
    return Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value]));
  });
}

function describeAccount({ Id = '', Name = '', Email = '', State, Status }: Account) {
  // Partitions that do not have the newer State yet have Status.
  const state = State ?? Status;
  if (state === undefined) throw new OrganizationChangedError(`AWS Organizations gives no state of the account "${Id}".`);
  return { id: Id, name: Name, email: Email, state };
}

/** Pages may be empty, and more may follow: only a missing token ends a list. */
async function allPages<Item>(
  calls: PacedCalls,
  read: (token: string | undefined) => Promise<[items: readonly Item[] | undefined, next: string | undefined]>,
): Promise<Item[]> {
  const all: Item[] = [];
  let token: string | undefined;
  do {
    const [items, next] = await calls.call(() => read(token));
    all.push(...(items ?? []));
    token = next;
  } while (token !== undefined);
  return all;
}
