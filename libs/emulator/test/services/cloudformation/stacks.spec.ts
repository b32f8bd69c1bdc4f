import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStackResourceCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
  ListStackResourcesCommand,
  ListStacksCommand,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation';
import { accessKeyIdOf, Emulator, loadAssembly, ManualClock, type Identity } from '../../../src';
import { Folders } from '../../cloudformation/assembly.fixture';

const ACCOUNT = '111122223333';
const REGION = 'eu-west-1';

const queue = (name: string, more: object = {}) => ({ Type: 'AWS::SQS::Queue', Properties: { QueueName: name, ...more } });
const template = (resources: object = { Queue: queue('parcels') }) => ({
  Resources: resources,
  Outputs: { Deployed: { Value: 'digest <1> & more' }, Url: { Value: { Ref: 'Queue' } } },
});
const ROLES = {
  Resources: {
    Reader: {
      Type: 'AWS::IAM::Role',
      Properties: {
        RoleName: 'reader',
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Principal: { Service: 'codebuild.amazonaws.com' }, Action: 'sts:AssumeRole' }],
        },
        Policies: [
          {
            PolicyName: 'read',
            PolicyDocument: {
              Version: '2012-10-17',
              Statement: [
                {
                  Effect: 'Allow',
                  Action: ['cloudformation:DescribeStacks', 'cloudformation:ListStackResources'],
                  Resource: `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/parcels/*`,
                },
              ],
            },
          },
        ],
      },
    },
  },
};

const folders = new Folders();
const clock = new ManualClock();
let emulator: Emulator;
let endpoint: string;
const clients: CloudFormationClient[] = [];
const directory = folders.assembly({ parcels: template(), roles: ROLES });

async function stackOf(resources?: object) {
  const { stacks } = await loadAssembly(folders.assembly({ parcels: template(resources) }));
  const [stack] = stacks;
  if (!stack) throw new Error('There is no stack.');
  return stack;
}

function client(identity: Identity = { account: ACCOUNT }): CloudFormationClient {
  const credentials = { accessKeyId: accessKeyIdOf(identity), secretAccessKey: 'any' };
  const made = new CloudFormationClient({ endpoint, region: REGION, credentials, maxAttempts: 1 });
  clients.push(made);
  return made;
}

beforeEach(async () => {
  emulator = await Emulator.load(directory, { clock });
  ({ endpoint } = await emulator.listen({ port: 0 }));
});
afterEach(async () => {
  for (const one of clients.splice(0)) one.destroy();
  await emulator.close();
});
afterAll(() => folders.remove());

const stack = async (StackName = 'parcels') => {
  const { Stacks = [] } = await client().send(new DescribeStacksCommand({ StackName }));
  return Stacks[0];
};

describe('DescribeStacks', () => {
  it('gives status, times, protection and outputs of one stack, by name and by id', async () => {
    const described = await stack();
    expect(described).toMatchObject({
      StackName: 'parcels',
      StackId: expect.stringMatching(`^arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/parcels/`),
      StackStatus: 'CREATE_COMPLETE',
      CreationTime: new Date(clock.now()),
      EnableTerminationProtection: false,
      Outputs: [
        { OutputKey: 'Deployed', OutputValue: 'digest <1> & more' },
        { OutputKey: 'Url', OutputValue: `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/parcels` },
      ],
    });
    expect(described).not.toHaveProperty('LastUpdatedTime');
    expect(await stack(described?.StackId)).toEqual(described);
  });

  it('gives all of them without a name', async () => {
    const { Stacks = [] } = await client().send(new DescribeStacksCommand({}));
    expect(Stacks.map(({ StackName }) => StackName)).toEqual(['parcels', 'roles']);
    const { StackSummaries = [] } = await client().send(new ListStacksCommand({ StackStatusFilter: ['DELETE_COMPLETE'] }));
    expect(StackSummaries).toEqual([]);
  });

  it('knows no other one', async () => {
    await expect(stack('nothing')).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'Stack with id nothing does not exist',
    });
  });

  it('needs permission on the stack', async () => {
    const reader = client({ account: ACCOUNT, role: 'reader' });
    expect((await reader.send(new DescribeStacksCommand({ StackName: 'parcels' }))).Stacks).toHaveLength(1);
    for (const StackName of ['roles', undefined]) {
      await expect(reader.send(new DescribeStacksCommand({ StackName }))).rejects.toMatchObject({ name: 'AccessDenied' });
    }
  });

  it('says what became of an update, and when it began', async () => {
    const created = clock.now();
    clock.advance(60_000);
    await emulator.update(await stackOf({ Queue: queue('parcels', { DelaySeconds: 5 }) }));
    expect(await stack()).toMatchObject({
      StackStatus: 'UPDATE_COMPLETE',
      CreationTime: new Date(created),
      LastUpdatedTime: new Date(created + 60_000),
    });
    // Nothing changes, so no update begins.
    clock.advance(60_000);
    await emulator.update(await stackOf({ Queue: queue('parcels', { DelaySeconds: 5 }) }));
    expect(await stack()).toMatchObject({ LastUpdatedTime: new Date(created + 60_000) });
    const refused = { QueueName: 'other', DelaySeconds: 901 };
    await emulator.update(
      await stackOf({ Queue: queue('parcels', { DelaySeconds: 6 }), Other: { Type: 'AWS::SQS::Queue', Properties: refused } }),
    );
    expect(await stack()).toMatchObject({
      StackStatus: 'UPDATE_ROLLBACK_COMPLETE',
      StackStatusReason: expect.stringContaining('DelaySeconds'),
    });
    const { StackEvents = [] } = await client().send(new DescribeStackEventsCommand({ StackName: 'parcels' }));
    expect(StackEvents.map(({ ResourceStatus }) => ResourceStatus)).toEqual([
      'UPDATE_ROLLBACK_COMPLETE',
      'UPDATE_ROLLBACK_IN_PROGRESS',
      'UPDATE_IN_PROGRESS',
      'UPDATE_COMPLETE',
      'UPDATE_IN_PROGRESS',
      'CREATE_COMPLETE',
    ]);
  });

  it('sees a stack that is on its way', async () => {
    const update = emulator.startUpdate(await stackOf({ Queue: queue('parcels', { DelaySeconds: 5 }), Other: queue('other') }));
    update.next();
    expect((await stack())?.StackStatus).toBe('UPDATE_IN_PROGRESS');
    await expect(client().send(new DeleteStackCommand({ StackName: 'parcels' }))).rejects.toThrow('is being changed');
    while (update.next()) continue;
    expect((await stack())?.StackStatus).toBe('UPDATE_COMPLETE');
  });
});

describe('resources of a stack', () => {
  it('are listed and described with their physical ids', async () => {
    const expected = {
      LogicalResourceId: 'Queue',
      PhysicalResourceId: `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/parcels`,
      ResourceType: 'AWS::SQS::Queue',
      ResourceStatus: 'CREATE_COMPLETE',
    };
    const listed = await client().send(new ListStackResourcesCommand({ StackName: 'parcels' }));
    expect(listed.StackResourceSummaries).toMatchObject([expected]);
    const described = await client().send(new DescribeStackResourcesCommand({ StackName: 'parcels' }));
    expect(described.StackResources).toMatchObject([{ ...expected, StackName: 'parcels' }]);
    const one = { StackName: 'parcels', LogicalResourceId: 'Queue' };
    expect((await client().send(new DescribeStackResourceCommand(one))).StackResourceDetail).toMatchObject(expected);
    const other = client().send(new DescribeStackResourceCommand({ ...one, LogicalResourceId: 'x' }));
    await expect(other).rejects.toThrow('Resource x does not exist for stack parcels');
  });

  it('come page by page', async () => {
    const many = Object.fromEntries(Array.from({ length: 120 }, (_, index) => [`Q${index}`, queue(`q${index}`)]));
    await emulator.update(await stackOf({ Queue: queue('parcels'), ...many }));
    const first = await client().send(new ListStackResourcesCommand({ StackName: 'parcels' }));
    expect(first.StackResourceSummaries).toHaveLength(100);
    const second = await client().send(new ListStackResourcesCommand({ StackName: 'parcels', NextToken: first.NextToken }));
    expect([second.StackResourceSummaries?.length, second.NextToken]).toEqual([21, undefined]);
  });
});

describe('GetTemplate', () => {
  it('gives the template as it was synthesized', async () => {
    const { TemplateBody = '' } = await client().send(new GetTemplateCommand({ StackName: 'parcels' }));
    expect(JSON.parse(TemplateBody)).toEqual(template());
  });

  it('says when the cloud assembly is gone', async () => {
    const others = new Folders();
    const { stacks } = await loadAssembly(
      others.assembly({ parcels: template({ Queue: queue('parcels', { DelaySeconds: 1 }) }) }),
    );
    others.remove();
    if (stacks[0]) await emulator.update(stacks[0]);
    await expect(client().send(new GetTemplateCommand({ StackName: 'parcels' }))).rejects.toThrow(
      'is not on this machine any more',
    );
  });
});

describe('an operator', () => {
  it('deletes a stack, unless it is protected', async () => {
    const protect = (EnableTerminationProtection: boolean) =>
      client().send(new UpdateTerminationProtectionCommand({ StackName: 'parcels', EnableTerminationProtection }));
    await protect(true);
    expect(await stack()).toMatchObject({ EnableTerminationProtection: true });
    const message = 'Stack [parcels] cannot be deleted while TerminationProtection is enabled';
    await expect(client().send(new DeleteStackCommand({ StackName: 'parcels' }))).rejects.toThrow(message);
    expect((await emulator.deleteStack({ name: 'parcels', account: ACCOUNT, region: REGION })).status).toBe('refused');
    await protect(false);
    await client().send(new DeleteStackCommand({ StackName: 'parcels' }));
    await expect(stack()).rejects.toThrow('Stack with id parcels does not exist');
    expect(emulator.stacks.map(({ name }) => name)).toEqual(['roles']);
    // Again: it is gone already.
    await client().send(new DeleteStackCommand({ StackName: 'parcels' }));
  });

  it('creates none', async () => {
    const create = client().send(new CreateStackCommand({ StackName: 'x', TemplateBody: '{}' }));
    await expect(create).rejects.toThrow('change those, and start it again');
  });
});
