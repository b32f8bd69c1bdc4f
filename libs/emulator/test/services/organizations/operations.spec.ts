import {
  DescribeAccountCommand,
  DescribeOrganizationalUnitCommand,
  DescribeOrganizationCommand,
  ListAccountsCommand,
  ListAccountsForParentCommand,
  ListChildrenCommand,
  ListDelegatedAdministratorsCommand,
  ListOrganizationalUnitsForParentCommand,
  ListParentsCommand,
  ListRootsCommand,
  ListTagsForResourceCommand,
  MoveAccountCommand,
  OrganizationsClient,
  paginateListAccounts,
  paginateListAccountsForParent,
} from '@aws-sdk/client-organizations';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { ManualClock, type EmulatorOptions, type Identity } from '../../../src';
import { Company, orders, PUBLISHER, STRANGER, SUBSCRIBER } from '../../company';
import { CLOSED, DELEGATE, MANAGEMENT, many, snapshot } from './organization.fixture';

/** A company whose organization answers, and clients of it. */
class Members {
  readonly #clients: OrganizationsClient[] = [];

  private constructor(readonly company: Company) {}

  static async start(options: EmulatorOptions = {}): Promise<Members> {
    return new Members(await Company.start(undefined, { organization: { snapshot: snapshot() }, ...options }));
  }

  /** @param identity default: the management account */
  as(identity: Identity = { account: MANAGEMENT }): OrganizationsClient {
    const client = new OrganizationsClient(this.company.settings(identity));
    this.#clients.push(client);
    return client;
  }

  async stop(): Promise<void> {
    for (const client of this.#clients) client.destroy();
    await this.company.stop();
  }
}

describe('Organizations', () => {
  let members: Members;
  beforeAll(async () => {
    members = await Members.start({ organization: { snapshot: snapshot(many(45)), delegatedAdministrators: [DELEGATE] } });
  });
  afterAll(() => members.stop());

  const ids = (items: readonly { Id?: string | undefined }[] | undefined) => items?.map(({ Id }) => Id);

  it('describes the organization to every member', async () => {
    for (const account of [MANAGEMENT, SUBSCRIBER]) {
      const { Organization } = await members.as({ account }).send(new DescribeOrganizationCommand({}));
      expect(Organization).toMatchObject({
        Id: 'o-company1234',
        Arn: `arn:aws:organizations::${MANAGEMENT}:organization/o-company1234`,
        MasterAccountId: MANAGEMENT,
        MasterAccountEmail: 'management@example.org',
      });
    }
  });

  it('lists the root, the OUs of a parent and the accounts of a parent', async () => {
    const client = members.as();
    const { Roots = [] } = await client.send(new ListRootsCommand({}));
    expect(Roots).toEqual([
      { Id: 'r-ab12', Name: 'Root', Arn: `arn:aws:organizations::${MANAGEMENT}:root/o-company1234/r-ab12`, PolicyTypes: [] },
    ]);
    const units = await client.send(new ListOrganizationalUnitsForParentCommand({ ParentId: 'r-ab12' }));
    expect(ids(units.OrganizationalUnits)).toEqual(['ou-ab12-workload']);
    const below = await client.send(new ListOrganizationalUnitsForParentCommand({ ParentId: 'ou-ab12-workload' }));
    expect(below.OrganizationalUnits).toMatchObject([
      { Id: 'ou-ab12-workprod', Name: 'Prod', Path: 'o-company1234/r-ab12/ou-ab12-workload/ou-ab12-workprod/' },
    ]);
    const accounts = await client.send(new ListAccountsForParentCommand({ ParentId: 'ou-ab12-workprod' }));
    expect(ids(accounts.Accounts)).toEqual([PUBLISHER, SUBSCRIBER]);
    const children = await client.send(new ListChildrenCommand({ ParentId: 'r-ab12', ChildType: 'ACCOUNT' }));
    expect(ids(children.Children)).toEqual([DELEGATE, MANAGEMENT]);
  });

  it('pages by twenty, as AWS does, or by less', async () => {
    const sizes: number[] = [];
    const found: (string | undefined)[] = [];
    for await (const page of paginateListAccounts({ client: members.as() }, {})) {
      sizes.push(page.Accounts?.length ?? 0);
      found.push(...(ids(page.Accounts) ?? []));
    }
    expect(sizes).toEqual([20, 20, 10]);
    expect(new Set(found).size).toBe(50);
    const small: number[] = [];
    const config = { client: members.as(), pageSize: 19 };
    for await (const page of paginateListAccountsForParent(config, { ParentId: 'ou-ab12-workload' })) {
      small.push(page.Accounts?.length ?? 0);
    }
    expect(small).toEqual([19, 19, 8]);
  });

  it('describes an account with its state and its path, without the status that AWS retired', async () => {
    const { Account } = await members.as().send(new DescribeAccountCommand({ AccountId: CLOSED }));
    expect(Account).toEqual({
      Id: CLOSED,
      Name: 'legacy',
      Email: 'legacy@example.org',
      State: 'CLOSED',
      Arn: `arn:aws:organizations::${MANAGEMENT}:account/o-company1234/${CLOSED}`,
      Paths: [`o-company1234/r-ab12/ou-ab12-workload/${CLOSED}/`],
    });
    const unit = await members.as().send(new DescribeOrganizationalUnitCommand({ OrganizationalUnitId: 'ou-ab12-workprod' }));
    expect(unit.OrganizationalUnit?.Name).toBe('Prod');
  });

  it('lists parents and tags', async () => {
    const client = members.as();
    const parents = await client.send(new ListParentsCommand({ ChildId: SUBSCRIBER }));
    expect(parents.Parents).toEqual([{ Id: 'ou-ab12-workprod', Type: 'ORGANIZATIONAL_UNIT' }]);
    const ofUnit = await client.send(new ListParentsCommand({ ChildId: 'ou-ab12-workload' }));
    expect(ofUnit.Parents).toEqual([{ Id: 'r-ab12', Type: 'ROOT' }]);
    const tags = await client.send(new ListTagsForResourceCommand({ ResourceId: SUBSCRIBER }));
    expect(tags.Tags).toEqual([
      { Key: 'team', Value: 'parcels' },
      { Key: 'cost centre', Value: '7' },
    ]);
    expect((await client.send(new ListTagsForResourceCommand({ ResourceId: 'r-ab12' }))).Tags).toEqual([]);
  });

  it('answers delegated administrators, and nobody else', async () => {
    const delegate = members.as({ account: DELEGATE });
    const { DelegatedAdministrators } = await delegate.send(new ListDelegatedAdministratorsCommand({}));
    expect(ids(DelegatedAdministrators)).toEqual([DELEGATE]);
    await expect(members.as({ account: SUBSCRIBER }).send(new ListAccountsCommand({}))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: "You don't have permissions to access this resource.",
    });
  });

  it('asks the policies of the caller first', async () => {
    await expect(members.as(orders).send(new DescribeOrganizationCommand({}))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining(
        'is not authorized to perform: organizations:DescribeOrganization on resource: * because no identity-based policy allows',
      ),
    });
  });

  it('knows the active accounts of the organization as callers, and those only', async () => {
    const sts = members.company.sts({ account: '500000000044' });
    expect((await sts.send(new GetCallerIdentityCommand({}))).Account).toBe('500000000044');
    const closed = members.company.sts({ account: CLOSED });
    await expect(closed.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
  });

  it('says to an account outside that it is in no organization', async () => {
    await expect(members.as({ account: STRANGER }).send(new DescribeOrganizationCommand({}))).rejects.toMatchObject({
      name: 'AWSOrganizationsNotInUseException',
    });
  });

  it.each([
    ['an account that is not there', new DescribeAccountCommand({ AccountId: '999999999998' }), 'AccountNotFoundException'],
    ['a parent', new ListAccountsForParentCommand({ ParentId: 'ou-ab12-nowhere0' }), 'ParentNotFoundException'],
    ['a child', new ListParentsCommand({ ChildId: '999999999998' }), 'ChildNotFoundException'],
    ['something with tags', new ListTagsForResourceCommand({ ResourceId: 'ou-ab12-nowhere0' }), 'TargetNotFoundException'],
    [
      'an OU',
      new DescribeOrganizationalUnitCommand({ OrganizationalUnitId: 'ou-ab12-nowhere0' }),
      'OrganizationalUnitNotFoundException',
    ],
  ])('has an error of its own for %s', async (_, command, name) => {
    await expect(members.as().send(command as DescribeAccountCommand)).rejects.toMatchObject({ name });
  });

  it.each([
    ['an id of another form', new DescribeAccountCommand({ AccountId: '12' }), 'INVALID_PATTERN'],
    ['no id', new DescribeAccountCommand({ AccountId: undefined }), 'INPUT_REQUIRED'],
    ['an empty page', new ListAccountsCommand({ MaxResults: 0 }), 'MIN_VALUE_EXCEEDED'],
    ['a page of 21', new ListAccountsCommand({ MaxResults: 21 }), 'MAX_VALUE_EXCEEDED'],
    ['a token of its own', new ListAccountsCommand({ NextToken: 'next' }), 'INVALID_NEXT_TOKEN'],
    ['a kind of child', new ListChildrenCommand({ ParentId: 'r-ab12', ChildType: 'USER' as 'ACCOUNT' }), 'INVALID_ENUM'],
  ])('refuses %s', async (_, command, reason) => {
    await expect(members.as().send(command as DescribeAccountCommand)).rejects.toMatchObject({
      name: 'InvalidInputException',
      Reason: reason,
    });
  });

  it('does not change the organization', async () => {
    const move = new MoveAccountCommand({
      AccountId: SUBSCRIBER,
      SourceParentId: 'ou-ab12-workprod',
      DestinationParentId: 'r-ab12',
    });
    await expect(members.as().send(move)).rejects.toMatchObject({
      name: 'UnsupportedAPIEndpointException',
      message: expect.stringContaining('change config/organization.json'),
    });
  });
});

describe('Organizations with a limit', () => {
  it('throttles each operation of an account by itself, until tokens have come back', async () => {
    const clock = new ManualClock();
    const members = await Members.start({
      clock,
      organization: { snapshot: snapshot(), delegatedAdministrators: [DELEGATE], throttle: { perSecond: 2, burst: 3 } },
    });
    try {
      const client = members.as();
      const list = () => client.send(new ListAccountsCommand({}));
      for (let count = 0; count < 3; count++) await list();
      await expect(list()).rejects.toMatchObject({
        name: 'TooManyRequestsException',
        message: "AWS Organizations can't complete your request because another request is already in progress. Try again later.",
      });
      await client.send(new ListRootsCommand({}));
      await members.as({ account: DELEGATE }).send(new ListAccountsCommand({}));
      clock.advance(499);
      await expect(list()).rejects.toMatchObject({ name: 'TooManyRequestsException' });
      clock.advance(1);
      await list();
      await expect(list()).rejects.toMatchObject({ name: 'TooManyRequestsException' });
    } finally {
      await members.stop();
    }
  });

  it('is in use by nobody when the runtime has no organization', async () => {
    const company = await Company.start();
    const client = new OrganizationsClient(company.settings({ account: SUBSCRIBER }));
    try {
      await expect(client.send(new DescribeOrganizationCommand({}))).rejects.toMatchObject({
        name: 'AWSOrganizationsNotInUseException',
      });
    } finally {
      client.destroy();
      await company.stop();
    }
  });
});
