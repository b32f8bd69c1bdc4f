import { awsWorld } from '../../src/probe/aws-world';
import type { Template } from '../../src/probe/experiment';

const template: Template = { Resources: { Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'probe' } } } };
const target = { side: 'a', name: 'busbar-probe-x' } as const;

/** CloudFormation of one account: gives the statuses one after the other, and keeps the calls. */
class FakeCloudFormation {
  readonly calls: string[] = [];
  readonly inputs: unknown[] = [];
  statuses: (string | undefined)[] = [];
  refusal: Error | undefined;
  events: object[] = [];

  send(command: { readonly constructor: { readonly name: string }; readonly input: unknown }): Promise<never> {
    const name = command.constructor.name.replace('Command', '');
    if (name === 'DescribeStacks') {
      const status = this.statuses.length > 1 ? this.statuses.shift() : this.statuses[0];
      if (status === undefined) return Promise.reject(named('ValidationError', 'Stack with id x does not exist'));
      return Promise.resolve({ Stacks: [{ StackStatus: status }] } as never);
    }
    this.calls.push(name);
    this.inputs.push(command.input);
    if (name === 'DescribeStackEvents') return Promise.resolve({ StackEvents: this.events } as never);
    return this.refusal && name !== 'DeleteStack' ? Promise.reject(this.refusal) : Promise.resolve({} as never);
  }

  destroy(): void {
    this.calls.push('destroy');
  }
}

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

let cloudFormation: FakeCloudFormation;
let waited: number;
const open = () =>
  awsWorld({
    settings: () => ({ region: 'us-east-1' }),
    tags: { 'busbar:probe': 'k3x9' },
    cloudFormation: () => cloudFormation as never,
    pause: (milliseconds) => {
      waited += milliseconds;
      return Promise.resolve();
    },
  });
beforeEach(() => {
  cloudFormation = new FakeCloudFormation();
  waited = 0;
});

it('creates a stack with its tags, waits until it is there, and updates it the second time', async () => {
  const world = await open();
  cloudFormation.statuses = ['CREATE_IN_PROGRESS', 'CREATE_IN_PROGRESS', 'CREATE_COMPLETE'];
  expect(await world.deploy(target, template)).toEqual({ ok: true });
  expect(waited).toBe(10_000);
  cloudFormation.statuses = ['UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'];
  expect(await world.deploy(target, template)).toEqual({ ok: true });
  expect(cloudFormation.calls).toEqual(['CreateStack', 'UpdateStack']);
  expect(cloudFormation.inputs[0]).toMatchObject({
    StackName: target.name,
    TemplateBody: JSON.stringify(template),
    Tags: [{ Key: 'busbar:probe', Value: 'k3x9' }],
  });
});

it('gives the first failure as the reason, and removes a stack that was not made', async () => {
  const world = await open();
  cloudFormation.statuses = ['ROLLBACK_COMPLETE', 'ROLLBACK_COMPLETE', 'ROLLBACK_COMPLETE', undefined];
  cloudFormation.events = [
    { ResourceStatus: 'CREATE_FAILED', ResourceStatusReason: 'Resource creation cancelled' },
    { ResourceStatus: 'CREATE_FAILED', ResourceStatusReason: 'The policy is too long.' },
    { ResourceStatus: 'CREATE_IN_PROGRESS' },
  ];
  expect(await world.deploy(target, template)).toEqual({ ok: false, reason: 'The policy is too long.' });
  expect(cloudFormation.calls).toEqual(['CreateStack', 'DescribeStackEvents', 'DeleteStack']);
});

it.each([
  [
    'a template that CloudFormation refuses at once',
    named('ValidationError', 'Template error'),
    { ok: false, reason: 'Template error' },
  ],
  ['an update that changes nothing', named('ValidationError', 'No updates are to be performed.'), { ok: true }],
])('takes %s for an answer', async (_, error, expected) => {
  cloudFormation.refusal = error;
  expect(await (await open()).deploy(target, template)).toEqual(expected);
});

it('does not take missing credentials for an answer', async () => {
  cloudFormation.refusal = named('ExpiredToken', 'The token is expired.');
  await expect((await open()).deploy(target, template)).rejects.toThrow('The token is expired.');
});

it('removes a stack when nothing changes it any more, and is content when there is none', async () => {
  const world = await open();
  cloudFormation.statuses = [undefined];
  await world.remove(target);
  expect(cloudFormation.calls).toEqual([]);
  cloudFormation.statuses = ['CREATE_IN_PROGRESS', 'CREATE_IN_PROGRESS', 'CREATE_COMPLETE', 'DELETE_IN_PROGRESS', undefined];
  await world.remove(target);
  expect(cloudFormation.calls).toEqual(['DeleteStack']);
});

it('says when a stack cannot be removed', async () => {
  const world = await open();
  cloudFormation.statuses = ['CREATE_COMPLETE', 'CREATE_COMPLETE', 'DELETE_FAILED'];
  cloudFormation.events = [{ ResourceStatus: 'DELETE_FAILED', ResourceStatusReason: 'The bus has rules.' }];
  await expect(world.remove(target)).rejects.toThrow('DELETE_FAILED: The bus has rules.');
});
