import { denialMessage, type Authorizer } from '../../identity/authorizer';
import type { Call, Operation, Operations } from '../../wire/call';
import { optionalInteger, optionalText, type JsonInput } from '../../wire/input';
import { ServiceError } from '../../wire/service-error';
import type { Organization } from './organization';
import type { Throttle } from './throttle';

/** Of every list, and its default. */
const MOST_RESULTS = 20;

/** They change the organization, which comes from its snapshot. */
const OF_SNAPSHOT = [
  ...['CloseAccount', 'CreateAccount', 'CreateOrganization', 'CreateOrganizationalUnit', 'DeleteOrganization'],
  ...['DeleteOrganizationalUnit', 'DeregisterDelegatedAdministrator', 'InviteAccountToOrganization', 'LeaveOrganization'],
  ...['MoveAccount', 'RegisterDelegatedAdministrator', 'RemoveAccountFromOrganization', 'TagResource', 'UntagResource'],
  'UpdateOrganizationalUnit',
];

const ACCOUNT = /^\d{12}$/;
const UNIT = /^ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}$/;
const ROOT = /^r-[0-9a-z]{4,32}$/;
const OTHER_TAGGABLE = /^(?:p-[0-9a-zA-Z_]{8,128}|rp-[0-9a-zA-Z_]{4,128}|rt-[0-9a-zA-Z_]{8,32})$/;

export interface OrganizationsOptions {
  /** Absent: nobody is in an organization. */
  readonly organization: Organization | undefined;
  readonly delegatedAdministrators: readonly string[];
  readonly authorizer: Authorizer;
  readonly throttle: Throttle;
}

/** What an operation does for a caller that may call it. */
type Read = (input: JsonInput, organization: Organization, call: Call) => object;

/**
 * The operations that read an organization. `DescribeOrganization` answers every member; the others the management account and
 * delegated administrators, as each operation's page says.
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_Operations.html
 */
export function organizationsOperations(options: OrganizationsOptions): Operations {
  const reads: Record<string, Read> = {
    ListRoots: (input, organization) => page(input, 'Roots', [organization.describeRoot()]),

    ListOrganizationalUnitsForParent: (input, organization) => {
      const units = organization.unitsIn(parentOf(input, organization));
      return page(
        input,
        'OrganizationalUnits',
        units.map((unit) => organization.describeUnit(unit)),
      );
    },

    ListAccounts: (input, organization) => {
      const accounts = [...organization.accounts.values()].map((account) => organization.describeAccount(account));
      return page(input, 'Accounts', accounts);
    },

    ListAccountsForParent: (input, organization) => {
      const accounts = organization.accountsIn(parentOf(input, organization));
      return page(
        input,
        'Accounts',
        accounts.map((account) => organization.describeAccount(account)),
      );
    },

    ListChildren: (input, organization) => {
      const parent = parentOf(input, organization);
      const type = required(input, 'ChildType');
      const found =
        type === 'ACCOUNT'
          ? organization.accountsIn(parent)
          : type === 'ORGANIZATIONAL_UNIT'
            ? organization.unitsIn(parent)
            : undefined;
      if (!found) throw invalid('INVALID_ENUM', 'You specified an invalid value.');
      return page(
        input,
        'Children',
        found.map(({ id }) => ({ Id: id, Type: type })),
      );
    },

    ListParents: (input, organization) => {
      const child = idIn(input, 'ChildId', [ACCOUNT, UNIT]);
      const found = organization.accounts.get(child) ?? organization.units.get(child);
      if (!found) throw new ServiceError('ChildNotFoundException', "You specified a child that doesn't exist.");
      return page(input, 'Parents', [organization.describeHolder(found.parentId)]);
    },

    DescribeAccount: (input, organization) => {
      const account = organization.accounts.get(idIn(input, 'AccountId', [ACCOUNT]));
      if (!account) throw new ServiceError('AccountNotFoundException', "You specified an account that doesn't exist.");
      return { Account: organization.describeAccount(account) };
    },

    DescribeOrganizationalUnit: (input, organization) => {
      const unit = organization.units.get(idIn(input, 'OrganizationalUnitId', [UNIT]));
      const missing = "You specified an organizational unit that doesn't exist.";
      if (!unit) throw new ServiceError('OrganizationalUnitNotFoundException', missing);
      return { OrganizationalUnit: organization.describeUnit(unit) };
    },

    ListTagsForResource: (input, organization) => {
      const tags = organization.tagsOf(idIn(input, 'ResourceId', [ACCOUNT, UNIT, ROOT, OTHER_TAGGABLE]));
      if (!tags) throw new ServiceError('TargetNotFoundException', "You specified a target that doesn't exist.");
      // A resource has fifty tags at most; they are one page.
      return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
    },

    ListDelegatedAdministrators: (input, organization) => {
      const found = options.delegatedAdministrators.flatMap((id) => organization.accounts.get(id) ?? []);
      return page(
        input,
        'DelegatedAdministrators',
        found.map((account) => organization.describeAccount(account)),
      );
    },
  };
  const operations = Object.entries(reads).map(([name, read]): [string, Operation] => [
    name,
    (input, call) => JSON.stringify(read(input, openFor(options, call, name), call)),
  ]);
  const describe: Operation = (_input, call) =>
    JSON.stringify({ Organization: openFor(options, call, 'DescribeOrganization', { anyMember: true }).describe() });
  const refused = OF_SNAPSHOT.map((name): [string, Operation] => [name, () => refuse(name)]);
  return new Map([['DescribeOrganization', describe], ...operations, ...refused]);
}

/**
 * The organization, if the caller may read it.
 *
 * @throws ServiceError
 */
function openFor(
  { organization, delegatedAdministrators, authorizer, throttle }: OrganizationsOptions,
  { caller }: Call,
  operation: string,
  { anyMember = false } = {},
): Organization {
  const action = `organizations:${operation}`;
  const decision = authorizer.decide(caller, { action, resource: '*', resourceAccount: caller.account });
  if (!decision.allowed) throw new ServiceError('AccessDeniedException', denialMessage(caller, action, '*', decision));
  if (!organization?.accounts.has(caller.account)) {
    throw new ServiceError('AWSOrganizationsNotInUseException', 'Your account is not a member of an organization.');
  }
  const mayRead = caller.account === organization.managementAccountId || delegatedAdministrators.includes(caller.account);
  if (!anyMember && !mayRead) {
    throw new ServiceError('AccessDeniedException', "You don't have permissions to access this resource.");
  }
  if (throttle.admits(caller.account, operation)) return organization;
  throw new ServiceError(
    'TooManyRequestsException',
    "AWS Organizations can't complete your request because another request is already in progress. Try again later.",
  );
}

function refuse(operation: string): never {
  throw new ServiceError(
    'UnsupportedAPIEndpointException',
    `${operation} changes the organization. This runtime answers from a snapshot of it: change config/organization.json, and start it again.`,
  );
}

function parentOf(input: JsonInput, organization: Organization): string {
  const parent = idIn(input, 'ParentId', [ROOT, UNIT]);
  if (organization.isHolder(parent)) return parent;
  throw new ServiceError('ParentNotFoundException', "You specified a parent that doesn't exist.");
}

function idIn(input: JsonInput, member: string, forms: readonly RegExp[]): string {
  const id = required(input, member);
  if (forms.some((form) => form.test(id))) return id;
  throw invalid('INVALID_PATTERN', 'You provided a value that does not match the required pattern.');
}

function required(input: JsonInput, member: string): string {
  const value = optionalText(input, member);
  if (value !== undefined) return value;
  throw invalid('INPUT_REQUIRED', `You must provide a value for ${member}.`);
}

/** @param reason of AWS's list of reasons */
function invalid(reason: string, message: string): ServiceError {
  return new ServiceError('InvalidInputException', message, { members: { Reason: reason } });
}

/** Tokens are the index of the first item, which AWS's are not: clients must not look into them. */
function page(input: JsonInput, member: string, items: readonly object[]): object {
  const most = optionalInteger(input, 'MaxResults') ?? MOST_RESULTS;
  if (most < 1) throw invalid('MIN_VALUE_EXCEEDED', 'You provided a numeric value that is smaller than allowed.');
  if (most > MOST_RESULTS) throw invalid('MAX_VALUE_EXCEEDED', 'You provided a numeric value that is larger than allowed.');
  const token = optionalText(input, 'NextToken') ?? '';
  const start = token === '' ? 0 : Number(Buffer.from(token, 'base64url').toString());
  if (!Number.isInteger(start) || start < 0 || start > items.length) {
    throw invalid('INVALID_NEXT_TOKEN', 'You provided an invalid pagination token.');
  }
  const end = start + most;
  return {
    [member]: items.slice(start, end),
    ...(end < items.length && { NextToken: Buffer.from(String(end)).toString('base64url') }),
  };
}
