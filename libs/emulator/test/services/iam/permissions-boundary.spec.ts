import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { Company, orders, placed, PUBLISHER, type Templates } from '../../company';
import { UpdatingCompany } from '../../updates/updating-company';

const ARN = `arn:aws:iam::${PUBLISHER}:policy/boundary`;

/** Gives the publisher's role a boundary of these statements. */
const bounded =
  (statements: readonly object[], { by = { Ref: 'Boundary' } as unknown, tags = {} as Record<string, string> } = {}) =>
  ({ publisher }: Templates): void => {
    const { Role } = publisher.Resources;
    if (!Role) throw new Error('the company has changed');
    Role.Properties['PermissionsBoundary'] = by;
    Role.Properties['Tags'] = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
    publisher.Resources['Boundary'] = {
      Type: 'AWS::IAM::ManagedPolicy',
      Properties: { ManagedPolicyName: 'boundary', PolicyDocument: { Version: '2012-10-17', Statement: statements } },
    };
  };
const everything = { Effect: 'Allow', Action: '*', Resource: '*' };
const refuse = (more: object = {}) => ({ Effect: 'Deny', Action: 'events:PutEvents', Resource: '*', ...more });

describe('the permissions boundary of a role', () => {
  const outcome = async (change: (templates: Templates) => void) => {
    const company = await Company.start(change);
    try {
      await company.eventBridge(orders).send(new PutEventsCommand({ Entries: [placed()] }));
      return 'published';
    } catch (error) {
      return error instanceof Error ? error.message.replace(/^User: .* on resource: \S+ /, '') : String(error);
    } finally {
      await company.stop();
    }
  };

  it.each<[string, (templates: Templates) => void, string]>([
    ['lets through what it allows', bounded([everything]), 'published'],
    ['is found by its ARN', bounded([everything], { by: ARN }), 'published'],
    [
      'limits what the policies allow',
      bounded([{ ...everything, Action: 'sqs:*' }]),
      'because no permissions boundary allows the events:PutEvents action',
    ],
    ['denies', bounded([everything, refuse()]), 'with an explicit deny in a permissions boundary'],
    [
      "knows the role's tags",
      bounded([everything, refuse({ Condition: { StringEquals: { 'aws:PrincipalTag/team': 'red' } } })], {
        tags: { team: 'red' },
      }),
      'with an explicit deny in a permissions boundary',
    ],
    [
      'and other ones',
      bounded([everything, refuse({ Condition: { StringEquals: { 'aws:PrincipalTag/team': 'red' } } })], {
        tags: { team: 'blue' },
      }),
      'published',
    ],
  ])('%s', async (_, change, expected) => {
    expect(await outcome(change)).toBe(expected);
  });

  it('is refused when it is in no template, and not enforced when it is one of AWS’s own', async () => {
    const elsewhere = ARN.replace('boundary', 'elsewhere');
    await expect(outcome(bounded([], { by: elsewhere }))).rejects.toThrow('which is in no template');
    const managed = await Company.load(bounded([], { by: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }));
    expect(managed.report.limited).toContainEqual(
      expect.objectContaining({ logicalId: 'Role', reason: expect.stringContaining('not enforced') }),
    );
  });

  it('takes effect when the role, the policy or the name of it changes, and ends with the property', async () => {
    const company = await UpdatingCompany.start();
    const change = async (to?: (templates: Templates) => void) => {
      expect(await company.emulator.update(await company.target('publisher', to))).toMatchObject({ status: 'complete' });
      try {
        return company.publish();
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      }
    };
    expect(await change(bounded([everything, refuse()]))).toMatch(/explicit deny in a permissions boundary$/);
    expect(await change(bounded([everything]))).toMatch(/^[0-9a-f-]{36}$/);
    expect(await change(bounded([{ ...everything, Action: 'sqs:*' }]))).toMatch(/no permissions boundary allows/);
    expect(await change()).toMatch(/^[0-9a-f-]{36}$/);
  });
});
