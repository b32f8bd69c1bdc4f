import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { accessKeyIdOf, type Identity } from '../src';
import { MANAGEMENT, many, snapshot } from './services/organizations/organization.fixture';
import { Company, orders, parcels, placed, REGION, SUBSCRIBER } from './company';

/** Python with boto3: that of the environment which `BUSBAR_AWS_CLI` is in (`test/requirements.txt`). */
const aws = process.env['BUSBAR_AWS_CLI'];
const python = aws === undefined ? undefined : join(dirname(aws), 'python3');

if (python === undefined || !existsSync(python)) {
  it('runs boto3 where BUSBAR_AWS_CLI names an executable beside a Python', () => {
    if (process.env['BUSBAR_REQUIRE_TOOLCHAINS'] === '1')
      throw new Error('BUSBAR_REQUIRE_TOOLCHAINS is 1, and beside BUSBAR_AWS_CLI is no python3. Install test/requirements.txt.');
    process.stdout.write('boto3 is not exercised: set BUSBAR_AWS_CLI to `aws` in an environment with test/requirements.txt.\n');
  });
} else describeBoto3(python);

function describeBoto3(executable: string): void {
  describe('boto3', () => {
    let company: Company;
    beforeAll(async () => {
      company = await Company.start(
        ({ subscriber: { Resources } }) => {
          Object.assign(Resources, {
            Parameter: {
              Type: 'AWS::SSM::Parameter',
              Properties: { Name: '/events/parcels/queue', Type: 'String', Value: { Ref: 'parcelsQueue' } },
            },
          });
        },
        { organization: { snapshot: snapshot(many(45)) } },
      );
    });
    afterAll(() => company.stop());

    /** @param lines of a program that assigns `result` */
    const run = async (identity: Identity, ...lines: string[]): Promise<unknown> => {
      const program = ['import boto3, json, sys', ...lines, 'json.dump(result, sys.stdout, default=str)'].join('\n');
      const { stdout } = await promisify(execFile)(executable, ['-c', program], {
        env: {
          PATH: process.env['PATH'] ?? '',
          AWS_ENDPOINT_URL: company.endpoint,
          AWS_ACCESS_KEY_ID: accessKeyIdOf(identity),
          AWS_SECRET_ACCESS_KEY: 'any',
          AWS_DEFAULT_REGION: REGION,
          AWS_CONFIG_FILE: '/dev/null',
          AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
          AWS_EC2_METADATA_DISABLED: 'true',
          AWS_MAX_ATTEMPTS: '1',
        },
      });
      return JSON.parse(stdout);
    };

    it('publishes and receives', async () => {
      const entries = JSON.stringify([placed()]);
      const put = `result = boto3.client('events').put_events(Entries=json.loads(${JSON.stringify(entries)}))`;
      expect(await run(orders, put)).toMatchObject({ FailedEntryCount: 0 });
      const receive = `result = boto3.client('sqs').receive_message(QueueUrl='${company.queueUrl(SUBSCRIBER, 'parcels')}')`;
      expect(await run(parcels, receive)).toMatchObject({ Messages: [{ Body: expect.stringContaining('order.placed@1') }] });
    });

    it('reads the organization page by page', async () => {
      const pages = `pages = list(boto3.client('organizations').get_paginator('list_accounts').paginate())`;
      const counts = `result = [len(page['Accounts']) for page in pages]`;
      expect(await run({ account: MANAGEMENT }, pages, counts)).toEqual([20, 20, 10]);
      const refused = run({ account: SUBSCRIBER }, pages, counts);
      await expect(refused).rejects.toThrow(/AccessDeniedException.*ListAccounts operation: You don't have permissions/);
    });

    it('reads stacks page by page', async () => {
      const pages = `pages = boto3.client('cloudformation').get_paginator('list_stack_resources').paginate(StackName='subscriber')`;
      const resources = await run(
        { account: SUBSCRIBER },
        pages,
        `result = [r for page in pages for r in page['StackResourceSummaries']]`,
      );
      expect(resources).toContainEqual(
        expect.objectContaining({ ResourceType: 'AWS::SSM::Parameter', LogicalResourceId: 'Parameter' }),
      );
    });

    it('reads parameters page by page', async () => {
      const pages = `pages = boto3.client('ssm').get_paginator('get_parameters_by_path').paginate(Path='/', Recursive=True)`;
      expect(
        await run({ account: SUBSCRIBER }, pages, `result = [p for page in pages for p in page['Parameters']]`),
      ).toMatchObject([
        { Name: '/events/parcels/queue', Type: 'String', Value: expect.stringMatching(/\/parcels$/), Version: 1 },
      ]);
    });
  });
}
