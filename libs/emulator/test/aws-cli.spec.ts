import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { accessKeyIdOf, sqs, type Identity } from '../src';
import { MANAGEMENT, many, snapshot } from './services/organizations/organization.fixture';
import { BUS_ARN, Company, orders, parcels, placed, PUBLISHER, REGION, SUBSCRIBER } from './company';

/** Path of an `aws` executable, version 1 or 2. */
const aws = process.env['BUSBAR_AWS_CLI'];
const required = process.env['BUSBAR_REQUIRE_TOOLCHAINS'] === '1';

if (aws === undefined) {
  it('runs the AWS CLI where one is named in BUSBAR_AWS_CLI', () => {
    if (required)
      throw new Error('BUSBAR_REQUIRE_TOOLCHAINS is 1 and BUSBAR_AWS_CLI names no executable. Install the AWS CLI and set it.');
    process.stdout.write('The AWS CLI is not exercised: set BUSBAR_AWS_CLI to the path of `aws`.\n');
  });
} else describeAwsCli(aws);

function describeAwsCli(executable: string): void {
  describe('the AWS CLI', () => {
    let company: Company;
    beforeAll(async () => {
      company = await Company.start(
        ({ subscriber: { Resources } }) => {
          Object.assign(Resources, {
            Parameter: {
              Type: 'AWS::SSM::Parameter',
              Properties: { Name: '/events/parcels/bus', Type: 'String', Value: { Ref: 'Bus' } },
            },
          });
        },
        { organization: { snapshot: snapshot(many(45)) } },
      );
    });
    afterAll(() => company.stop());

    const run = async (identity: Identity, ...command: string[]): Promise<unknown> => {
      // Version 1 does not heed AWS_ENDPOINT_URL for SQS in older regions; the option works in both versions.
      const { stdout } = await promisify(execFile)(executable, [...command, '--endpoint-url', company.endpoint], {
        env: {
          PATH: process.env['PATH'] ?? '',
          AWS_ACCESS_KEY_ID: accessKeyIdOf(identity),
          AWS_SECRET_ACCESS_KEY: 'any',
          AWS_DEFAULT_REGION: REGION,
          AWS_DEFAULT_OUTPUT: 'json',
          AWS_CONFIG_FILE: '/dev/null',
          AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
          AWS_EC2_METADATA_DISABLED: 'true',
          AWS_MAX_ATTEMPTS: '1',
          AWS_PAGER: '',
        },
      });
      return stdout.trim() === '' ? undefined : JSON.parse(stdout);
    };

    it('publishes, receives and deletes', async () => {
      const entries = JSON.stringify([placed({ Time: '2026-11-23T20:30:00Z' })]);
      const published = (await run(orders, 'events', 'put-events', '--entries', entries)) as {
        FailedEntryCount: number;
        Entries: { EventId: string }[];
      };
      expect(published.FailedEntryCount).toBe(0);
      const queue = company.queueUrl(SUBSCRIBER, 'parcels');
      const received = (await run(
        parcels,
        'sqs',
        'receive-message',
        '--queue-url',
        queue,
        '--wait-time-seconds',
        '5',
        '--attribute-names',
        'All',
      )) as {
        Messages: { Body: string; ReceiptHandle: string }[];
      };
      const [message] = received.Messages;
      expect(JSON.parse(message?.Body ?? '')).toMatchObject({ id: published.Entries[0]?.EventId, time: '2026-11-23T20:30:00Z' });
      await run(parcels, 'sqs', 'delete-message', '--queue-url', queue, '--receipt-handle', message?.ReceiptHandle ?? '');
      expect(
        company.emulator
          .service(sqs)
          .queues()
          .find(({ name }) => name === 'parcels'),
      ).toMatchObject({ available: 0, inFlight: 0 });
    });

    it('knows whom it acts as, and takes roles', async () => {
      expect(await run(orders, 'sts', 'get-caller-identity')).toMatchObject({
        Account: PUBLISHER,
        Arn: expect.stringContaining('assumed-role/orders'),
      });
      const role = `arn:aws:iam::${PUBLISHER}:role/orders`;
      expect(
        await run({ account: PUBLISHER }, 'sts', 'assume-role', '--role-arn', role, '--role-session-name', 'cli'),
      ).toMatchObject({
        Credentials: { AccessKeyId: expect.stringMatching(/^ASIA/) },
      });
    });

    it('shows denials in the words of AWS', async () => {
      const entries = JSON.stringify([placed()]);
      await expect(run({ account: SUBSCRIBER }, 'events', 'put-events', '--entries', entries)).rejects.toThrow(
        /An error occurred \(AccessDeniedException\) when calling the PutEvents operation: User: .* because no resource-based policy allows/,
      );
      await expect(run(parcels, 'sqs', 'get-queue-url', '--queue-name', 'nothing')).rejects.toThrow(
        /\(AWS\.SimpleQueueService\.NonExistentQueue\)/,
      );
    });

    it('reads parameters', async () => {
      const read = await run({ account: SUBSCRIBER }, 'ssm', 'get-parameters-by-path', '--path', '/events', '--recursive');
      expect(read).toMatchObject({ Parameters: [{ Name: '/events/parcels/bus', Value: 'company', Version: 1 }] });
      const denied = run(parcels, 'ssm', 'get-parameter', '--name', '/events/parcels/bus');
      await expect(denied).rejects.toThrow(
        /AccessDeniedException.*ssm:GetParameter on resource: .*parameter\/events\/parcels\/bus/,
      );
      const missing = run({ account: SUBSCRIBER }, 'ssm', 'get-parameter', '--name', '/events/nothing');
      await expect(missing).rejects.toThrow(/\(ParameterNotFound\)/);
    });

    it('reads the organization', async () => {
      const management = { account: MANAGEMENT };
      const { Accounts } = (await run(management, 'organizations', 'list-accounts')) as { Accounts: unknown[] };
      expect(Accounts).toHaveLength(50);
      expect(await run(management, 'organizations', 'list-tags-for-resource', '--resource-id', SUBSCRIBER)).toMatchObject({
        Tags: [{ Key: 'team', Value: 'parcels' }, { Key: 'cost centre' }],
      });
      await expect(run(management, 'organizations', 'list-parents', '--child-id', 'somewhere')).rejects.toThrow(
        /\(InvalidInputException\) when calling the ListParents operation: You provided a value that does not match the required pattern/,
      );
    });

    it('moves what is in a dead-letter queue', async () => {
      const source = `arn:aws:sqs:${REGION}:${SUBSCRIBER}:parcels-dlq`;
      const started = await run({ account: SUBSCRIBER }, 'sqs', 'start-message-move-task', '--source-arn', source);
      expect(started).toMatchObject({ TaskHandle: expect.any(String) });
      const tasks = await run({ account: SUBSCRIBER }, 'sqs', 'list-message-move-tasks', '--source-arn', source);
      expect(tasks).toMatchObject({ Results: [{ SourceArn: source, Status: 'COMPLETED' }] });
    });

    it('reads stacks', async () => {
      const stacks = await run({ account: SUBSCRIBER }, 'cloudformation', 'describe-stacks', '--stack-name', 'subscriber');
      expect(stacks).toMatchObject({ Stacks: [{ StackName: 'subscriber', StackStatus: 'CREATE_COMPLETE' }] });
      const query = ['--query', "StackResourceSummaries[?LogicalResourceId=='Bus'].PhysicalResourceId"];
      const resources = await run(
        { account: SUBSCRIBER },
        'cloudformation',
        'list-stack-resources',
        '--stack-name',
        'subscriber',
        ...query,
      );
      expect(resources).toEqual(['company']);
      const missing = run({ account: SUBSCRIBER }, 'cloudformation', 'describe-stacks', '--stack-name', 'nothing');
      await expect(missing).rejects.toThrow(/\(ValidationError\).*Stack with id nothing does not exist/);
    });

    it('lists what is there', async () => {
      const account = BUS_ARN.split(':')[4] ?? '';
      expect(await run({ account }, 'events', 'list-rules', '--event-bus-name', 'company')).toMatchObject({
        Rules: [{ Name: 'to-subscriber' }],
      });
      expect(await run({ account: SUBSCRIBER }, 'sqs', 'list-queues')).toMatchObject({
        QueueUrls: expect.arrayContaining([company.queueUrl(SUBSCRIBER, 'parcels')]),
      });
    });
  });
}
