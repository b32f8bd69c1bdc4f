import { parseContracts } from '@busbar/contracts';
import { parseManifest, type ConfigFiles, type Governance } from '@busbar/manifest';
import { compareText, formatPosition, type Problem } from '@busbar/problem';
import { compareSnapshots, type OrganizationChange } from './compare-snapshots';
import { formatSnapshot, type Snapshot } from './snapshot';

export const SNAPSHOT_PATH = 'config/organization.json';

/** What an account is for in a stage. */
export interface AccountUse {
  readonly stage: string;
  /** Absent: the central bus of the stage. */
  readonly service?: string;
  /** Those of the service. */
  readonly subscriptions: readonly string[];
}

export interface TouchingChange extends OrganizationChange {
  /** What the account, or the accounts below the OU, are for; empty for accounts that `config/` does not name. */
  readonly uses: readonly AccountUse[];
}

/** A name, OU or tag in `config/` that means another account now. */
export interface RepointedReference {
  readonly stage: string;
  /** Absent: the central bus of the stage. */
  readonly service?: string;
  readonly from: string;
  readonly to: string;
}

export interface OrganizationComparison {
  readonly from: Pick<Snapshot, 'id' | 'readAt'> | undefined;
  readonly to: Pick<Snapshot, 'id' | 'readAt'>;
  readonly changes: readonly TouchingChange[];
  readonly repointed: readonly RepointedReference[];
  /** What is wrong with `config/` after the change and was not before. */
  readonly problems: readonly Problem[];
}

/**
 * What a change of the organization does to what `config/` says.
 *
 * @param files `config/` as it is; the snapshot in it does not count
 * @param before undefined: there was none
 */
export function compareOrganizations(
  files: ConfigFiles,
  before: Snapshot | undefined,
  after: Snapshot,
  configDir: string,
): OrganizationComparison {
  const contracts = parseContracts(files);
  const parsedWith = (snapshot: Snapshot | undefined) => {
    const { [SNAPSHOT_PATH]: _, ...others } = Object.fromEntries(files);
    const text = snapshot && { [SNAPSHOT_PATH]: formatSnapshot(snapshot) };
    return parseManifest(new Map(Object.entries({ ...others, ...text })), { configDir, contracts });
  };
  const old = parsedWith(before);
  const now = parsedWith(after);
  const uses = mergedUses(old.governance, now.governance);
  const order = now.governance.stages.map(({ name }) => name);
  const empty: Snapshot = { ...after, organizationalUnits: [], accounts: [] };
  const known = new Set(old.problems.map(identity));
  return {
    from: before && { id: before.id, readAt: before.readAt },
    to: { id: after.id, readAt: after.readAt },
    changes: compareSnapshots(before ?? empty, after).map((change) => ({
      ...change,
      uses: accountsOf(change, before ?? empty, after)
        .flatMap((account) => uses.get(account) ?? [])
        .sort((a, b) => placeOf(a, order) - placeOf(b, order) || compareText(a.service ?? '', b.service ?? '')),
    })),
    repointed: repointed(old.governance, now.governance),
    problems: now.problems.filter((problem) => !known.has(identity(problem))),
  };
}

/** In roll-out order. */
function placeOf({ stage }: AccountUse, stages: readonly string[]): number {
  return stages.indexOf(stage);
}

function mergedUses(...governances: readonly Governance[]): ReadonlyMap<string, AccountUse[]> {
  const uses = new Map<string, Map<string, AccountUse>>();
  const add = (account: string, use: AccountUse) => {
    const ofAccount = uses.get(account) ?? new Map<string, AccountUse>();
    uses.set(account, ofAccount.set(`${use.stage} ${use.service ?? ''}`, use));
  };
  for (const { stages, services, subscriptions } of governances) {
    for (const { name, centralAccount } of stages) add(centralAccount, { stage: name, subscriptions: [] });
    for (const { name: service, accounts } of services) {
      const names = subscriptions.filter((subscription) => subscription.service === service).map(({ name }) => name);
      for (const [stage, account] of Object.entries(accounts)) {
        add(account, { stage, service, subscriptions: names });
      }
    }
  }
  return new Map([...uses].map(([account, ofAccount]) => [account, [...ofAccount.values()]]));
}

/** The account itself, or those below the OU, before or after. */
function accountsOf({ subject, id }: OrganizationChange, ...snapshots: readonly Snapshot[]): string[] {
  if (subject === 'account') return [id];
  const found = snapshots.flatMap(({ organizationalUnits, accounts }) => {
    const inside = new Set([id]);
    for (let size = 0; size !== inside.size;) {
      size = inside.size;
      for (const unit of organizationalUnits) if (inside.has(unit.parentId)) inside.add(unit.id);
    }
    return accounts.filter(({ parentId }) => inside.has(parentId)).map((account) => account.id);
  });
  return [...new Set(found)];
}

function repointed(old: Governance, now: Governance): RepointedReference[] {
  const ofStages = now.stages.flatMap(({ name: stage, centralAccount: to }) => {
    const from = old.stages.find(({ name }) => name === stage)?.centralAccount;
    return from === undefined || from === to ? [] : [{ stage, from, to }];
  });
  const ofServices = now.services.flatMap(({ name: service, accounts }) =>
    Object.entries(accounts).flatMap(([stage, to]) => {
      const from = old.services.find(({ name }) => name === service)?.accounts[stage];
      return from === undefined || from === to ? [] : [{ stage, service, from, to }];
    }),
  );
  return [...ofStages, ...ofServices];
}

function identity({ code, at, message }: Problem): string {
  // Lines of the snapshot move whenever an account joins.
  return at.file === SNAPSHOT_PATH ? `${code} ${message}` : `${code} ${formatPosition(at)} ${message}`;
}
