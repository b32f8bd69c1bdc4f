import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { Side, Template } from './experiment';
import type { ClientSettings, Deployment, StackTarget, World } from './world';

/** Milliseconds between two looks at a stack that is being changed. */
const POLL_MS = 5_000;

export interface AwsWorldOptions {
  readonly settings: (side: Side) => ClientSettings;
  /** On every stack, and through it on every resource that takes tags. */
  readonly tags: Readonly<Record<string, string>>;
  /** @default - of the SDK, with the settings */
  readonly cloudFormation?: (side: Side) => Pick<CloudFormationClient, 'send' | 'destroy'>;
  /** @default - real time */
  readonly pause?: (milliseconds: number) => Promise<void>;
}

const realPause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

/** Two AWS accounts. Nothing is looked at or changed but the stacks that are deployed through it. */
export async function awsWorld({ settings, tags, pause = realPause, ...options }: AwsWorldOptions): Promise<World> {
  const sdk = await import('@aws-sdk/client-cloudformation');
  const open = options.cloudFormation ?? ((side: Side) => new sdk.CloudFormationClient(settings(side)));
  const clients = { a: open('a'), b: open('b') };
  const deployed = new Set<string>();
  const stackOf = async ({ side, name }: StackTarget) => {
    try {
      const { Stacks = [] } = await clients[side].send(new sdk.DescribeStacksCommand({ StackName: name }));
      return Stacks[0];
    } catch (error) {
      if (isError(error, /does not exist/)) return undefined;
      throw error;
    }
  };
  /** The status when it is final; undefined when the stack is gone. */
  const settled = async (target: StackTarget): Promise<string | undefined> => {
    for (;;) {
      const stack = await stackOf(target);
      const status = stack?.StackStatus;
      if (status === undefined || status === 'DELETE_COMPLETE') return undefined;
      if (!status.endsWith('_IN_PROGRESS') || status === 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS') return status;
      await pause(POLL_MS);
    }
  };
  const reasonOf = async ({ side, name }: StackTarget): Promise<string> => {
    const { StackEvents = [] } = await clients[side].send(new sdk.DescribeStackEventsCommand({ StackName: name }));
    // Newest first. The first failure is the cause; what was cancelled after it says so.
    const failed = StackEvents.filter(({ ResourceStatus }) => ResourceStatus?.endsWith('_FAILED'));
    return failed.at(-1)?.ResourceStatusReason ?? 'CloudFormation gave no reason.';
  };
  const remove = async (target: StackTarget) => {
    deployed.delete(target.name);
    if (!(await stackOf(target))) return;
    // A stack that is being changed cannot be deleted.
    await settled(target);
    await clients[target.side].send(new sdk.DeleteStackCommand({ StackName: target.name }));
    const status = await settled(target);
    if (status !== undefined) throw new Error(`${status}: ${await reasonOf(target)}`);
  };
  return {
    settings,
    async deploy(target: StackTarget, template: Template): Promise<Deployment> {
      const request = {
        StackName: target.name,
        TemplateBody: JSON.stringify(template),
        Capabilities: ['CAPABILITY_NAMED_IAM' as const],
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      };
      try {
        const client = clients[target.side];
        if (deployed.has(target.name)) await client.send(new sdk.UpdateStackCommand(request));
        else await client.send(new sdk.CreateStackCommand(request));
      } catch (error) {
        if (isError(error, /No updates are to be performed/)) return { ok: true };
        if (isError(error, /ValidationError|AlreadyExists/)) return { ok: false, reason: (error as Error).message };
        throw error;
      }
      const status = await settled(target);
      if (status === 'CREATE_COMPLETE' || status?.startsWith('UPDATE_COMPLETE')) {
        deployed.add(target.name);
        return { ok: true };
      }
      const reason = status === undefined ? 'The stack was deleted meanwhile.' : await reasonOf(target);
      if (!deployed.has(target.name)) await remove(target);
      return { ok: false, reason };
    },
    remove,
    wait: (seconds) => pause(seconds * 1_000),
    close: () => {
      for (const client of Object.values(clients)) client.destroy();
      return Promise.resolve();
    },
  };
}

function isError(error: unknown, pattern: RegExp): boolean {
  return error instanceof Error && pattern.test(`${error.name}: ${error.message}`);
}
