import { either, formed, nearest, type Path, type Problem, type SourceDocument } from '@busbar/problem';
import * as z from 'zod';
import { manifestProblem } from './manifest-problems';
import type { Account, Organization } from './model';
import { pathOfHolder, pathsOfHolders } from './organization-paths';

const ACCOUNT_ID = /^\d{12}$/;
const invalidId = (at: Problem['at'], message: string, fix: string): Problem =>
  manifestProblem('account/invalid-id', at, message, fix);

/** An account by its id: twelve digits, as text. */
export const accountId = (description: string): z.ZodString =>
  formed(
    {
      pattern: ACCOUNT_ID,
      is: 'an account id, text of twelve digits',
      fix: 'Write all twelve digits in quotes, leading zeros too.',
      problem: invalidId,
    },
    description,
  );

/** An account by its id, or by what the snapshot of the organization says of it. */
export type AccountReference = string | AccountSelector;

/** All that is given must be so of the account, and of no other one. */
export interface AccountSelector {
  readonly name?: string | undefined;
  /** Names of the OUs below the root, with slashes: `Workloads/Prod`. The account is in the OU, or in one below it. */
  readonly ou?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

const selectorShape = z
  .strictObject({
    name: z.string().min(1).describe('Name of the account.').optional(),
    ou: z.string().min(1).describe('The OU that it is in, or is below: names with slashes, without the root.').optional(),
    tags: z.record(z.string(), z.string()).describe('Tags that it has.').optional(),
  })
  .refine(({ name, ou, tags }) => name !== undefined || ou !== undefined || Object.keys(tags ?? {}).length > 0, {
    when: ({ issues }) => issues.length === 0,
  });

/** @param description without a full stop */
export const accountReference = (description: string) =>
  either(
    z.union([z.string().regex(ACCOUNT_ID), selectorShape]),
    {
      pattern: ACCOUNT_ID,
      is: 'an account id, text of twelve digits',
      fix: 'Write all twelve digits in quotes, leading zeros too, or what only this account has, such as { name: billing-prod }.',
      problem: invalidId,
    },
    `${description}: its id, or the name, the OU and the tags that only this account has.`,
  );

/** The account that a reference means. `id` is absent when there is a problem, or when the organization could not be read. */
export interface ResolvedAccount {
  readonly id?: string;
  readonly problems: readonly Problem[];
}

/**
 * Of several accounts that fit, the one that is active is meant: the name of a closed account may be used again.
 *
 * @param organization absent when it has problems itself
 */
export function resolveAccount(
  organization: Organization | undefined,
  reference: AccountReference,
  document: SourceDocument,
  path: Path,
): ResolvedAccount {
  if (typeof reference === 'string') return { id: reference, problems: [] };
  if (!organization) return { problems: [] };
  const paths = pathsOfHolders(organization);
  const fitting = organization.accounts.filter((account) => fits(account, reference, paths));
  const active = fitting.filter(({ state }) => state === 'ACTIVE');
  const [only, ...others] = active.length > 0 ? active : fitting;
  const at = document.at(path);
  if (!only) {
    const message = `No account of the organization has ${describe(reference)}.`;
    return { problems: [manifestProblem('account/no-match', at, message, adviceForNone(organization, reference, paths))] };
  }
  if (others.length === 0) return { id: only.id, problems: [] };
  const named = [only, ...others].slice(0, MOST_NAMED).map(({ id, name }) => `"${id}" ("${name}")`);
  const more = others.length + 1 - named.length;
  return {
    problems: [
      manifestProblem(
        'account/several-match',
        at,
        `Not one but ${others.length + 1} accounts have ${describe(reference)}: ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`,
        `Add what only one of them has, or write the id, such as "${only.id}".`,
      ),
    ],
  };
}

/** Accounts that a problem lists. */
const MOST_NAMED = 5;

type Paths = ReadonlyMap<string, string>;

function fits(account: Account, { name, ou, tags = {} }: AccountSelector, paths: Paths): boolean {
  if (name !== undefined && account.name !== name) return false;
  if (ou !== undefined && !isBelow(pathOfHolder(paths, account.parentId), ou)) return false;
  return Object.entries(tags).every(([key, value]) => account.tags[key] === value);
}

function isBelow(path: string, ou: string): boolean {
  return path === ou || path.startsWith(`${ou}/`);
}

function describe({ name, ou, tags = {} }: AccountSelector): string {
  return [
    ...(name === undefined ? [] : [`the name "${name}"`]),
    ...(ou === undefined ? [] : [`the OU "${ou}"`]),
    ...Object.entries(tags).map(([key, value]) => `the tag "${key}: ${value}"`),
  ].join(' and ');
}

/** The first thing that no account has, and what comes nearest to it. */
function adviceForNone({ accounts }: Organization, { name, ou, tags = {} }: AccountSelector, paths: Paths): string {
  const pull = 'take a new snapshot with `busbar org pull`.';
  const instead = (word: string, candidates: readonly string[]): string => {
    const meant = nearest(word, candidates);
    return meant === undefined ? `Correct it, or ${pull}` : `Write "${meant}" if you meant that, or ${pull}`;
  };
  const names = accounts.map((account) => account.name);
  if (name !== undefined && !names.includes(name)) return instead(name, names);
  const units = [...paths.values()].filter((path) => path !== '');
  if (ou !== undefined && !units.includes(ou)) return instead(ou, units);
  for (const [key, value] of Object.entries(tags)) {
    const values = accounts.flatMap((account) => account.tags[key] ?? []);
    if (values.length === 0) return instead(key, [...new Set(accounts.flatMap((account) => Object.keys(account.tags)))]);
    if (!values.includes(value)) return instead(value, values);
  }
  return `Each of them is there, but no account has all: leave one out, or ${pull}`;
}
