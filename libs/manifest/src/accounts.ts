import { nearest, type Path, type Problem, type SourceDocument } from '@busbar/problem';
import { manifestProblem, type ManifestProblemCode } from './manifest-problems';
import type { AccountState, Organization, Service, Stage } from './model';

/** An account named somewhere in the configuration. */
interface AccountUse {
  readonly account: string;
  readonly stage: string;
  readonly by: string;
  readonly document: SourceDocument;
  readonly path: Path;
}

/** Ids once, and every parent in the snapshot. */
export function checkOrganization(organization: Organization): Problem[] {
  const { document, root, organizationalUnits, accounts, managementAccountId } = organization;
  const problems: Problem[] = [];
  const holders = new Set([root.id, ...organizationalUnits.map((unit) => unit.id)]);
  const seen = new Set<string>();
  for (const [list, entries] of [
    ['organizationalUnits', organizationalUnits],
    ['accounts', accounts],
  ] as const) {
    entries.forEach(({ parentId, name }, index) => {
      if (holders.has(parentId)) return;
      problems.push(
        manifestProblem(
          'organization/unknown-parent',
          document.at([list, index, 'parentId']),
          `"${name}" is in "${parentId}", which is not in the snapshot.`,
          'Take a new snapshot with `busbar org pull`.',
        ),
      );
    });
  }
  accounts.forEach(({ id }, index) => {
    if (seen.has(id))
      problems.push(
        manifestProblem(
          'organization/duplicate-account',
          document.at(['accounts', index, 'id']),
          `The account "${id}" is listed twice.`,
          'Take a new snapshot with `busbar org pull`.',
        ),
      );
    seen.add(id);
  });
  if (!seen.has(managementAccountId)) {
    problems.push(
      manifestProblem(
        'account/not-in-organization',
        document.at(['managementAccountId']),
        `The account "${managementAccountId}" is not in the snapshot.`,
        'Take a new snapshot with `busbar org pull`.',
      ),
    );
  }
  return problems;
}

/** Every account that stages and services name is an active member of the organization, and belongs to one stage only. */
export function checkAccounts(
  organization: Organization | undefined,
  stages: readonly Stage[],
  services: readonly Service[],
): Problem[] {
  const uses = [
    ...stages.map((stage): AccountUse => ({
      account: stage.centralAccount,
      stage: stage.name,
      by: `the central bus of "${stage.name}"`,
      document: stage.document,
      path: ['centralAccount'],
    })),
    ...services.flatMap((service) =>
      Object.entries(service.accounts).map(([stage, account]): AccountUse => ({
        account,
        stage,
        by: `"${service.name}" in "${stage}"`,
        document: service.document,
        path: ['accounts', stage],
      })),
    ),
  ];
  const central = new Map(stages.map((stage) => [stage.centralAccount, stage]));
  const firstUses = new Map<string, AccountUse>();
  return uses.flatMap((use) => {
    const first = firstUses.get(use.account) ?? use;
    firstUses.set(use.account, first);
    return membershipProblem(organization, use) ?? separationProblem(use, first, central) ?? [];
  });
}

/** Why nothing can be deployed to the account, if so. */
export function membershipProblem(
  organization: Organization | undefined,
  { account, by, document, path }: Omit<AccountUse, 'stage'>,
): Problem | undefined {
  if (!organization) return undefined;
  const report = (code: ManifestProblemCode, message: string, fix: string): Problem =>
    manifestProblem(code, document.at(path), message, fix);
  const found = organization.accounts.find(({ id }) => id === account);
  if (!found) {
    const meant = nearest(
      account,
      organization.accounts.map(({ id }) => id),
    );
    return report(
      'account/not-in-organization',
      `The account "${account}" is not in the organization.`,
      meant
        ? `Write "${meant}" if you meant that, or take a new snapshot with \`busbar org pull\`.`
        : 'Correct the id, or take a new snapshot with `busbar org pull`.',
    );
  }
  if (account === organization.managementAccountId) {
    return report(
      'account/is-management',
      `The account "${account}" ("${found.name}") of ${by} is the management account of the organization.`,
      'Choose a member account: service control policies do not bind the management account, and it should run nothing else.',
    );
  }
  if (found.state === 'ACTIVE') return undefined;
  return report(
    'account/not-active',
    `The account "${account}" ("${found.name}") ${NOT_ACTIVE[found.state]}.`,
    'Choose an active account, or take a new snapshot with `busbar org pull`.',
  );
}

const NOT_ACTIVE: Readonly<Record<Exclude<AccountState, 'ACTIVE'>, string>> = {
  PENDING_ACTIVATION: 'is not activated yet',
  SUSPENDED: 'is suspended',
  PENDING_CLOSURE: 'is being closed',
  CLOSED: 'is closed',
};

function separationProblem(
  { account, stage, by, document, path }: AccountUse,
  first: AccountUse,
  central: ReadonlyMap<string, Stage>,
): Problem | undefined {
  const at = document.at(path);
  if (first.stage !== stage) {
    return manifestProblem(
      'account/used-by-two-stages',
      at,
      `The account "${account}" of ${by} is already that of ${first.by}.`,
      'Give each stage its own accounts.',
    );
  }
  if (path[0] === 'centralAccount' || central.get(account)?.name !== stage) return undefined;
  return manifestProblem(
    'account/is-central',
    at,
    `The account "${account}" of ${by} is that of the central bus.`,
    'Give the service an account of its own.',
  );
}
