import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { conditionOf, type StackName, type StackState } from '@busbar/topology';
import { CommandError, exitCode } from '../exit';
import type { OpenAccount, Purpose } from './accounts';
import type { Clock, Stacks } from './services';

/** Milliseconds between two looks at a stack that is being deleted. */
const POLL_MS = 5_000;

/** CloudFormation through the bootstrap's roles, in the Region of the stage. The SDK is loaded by the first call. */
export class AwsStacks implements Stacks {
  readonly #open: OpenAccount;
  readonly #region: string;
  readonly #clock: Clock;
  readonly #clients = new Map<string, Promise<CloudFormationClient>>();

  constructor(open: OpenAccount, region: string, clock: Clock) {
    this.#open = open;
    this.#region = region;
    this.#clock = clock;
  }

  async describe({ account, stack }: StackName): Promise<StackState | undefined> {
    const sdk = await import('@aws-sdk/client-cloudformation');
    const client = await this.#client(account, 'lookup');
    try {
      const { Stacks: [found] = [] } = await client.send(new sdk.DescribeStacksCommand({ StackName: stack }));
      if (!found) return undefined;
      const digest = found.Outputs?.find(({ OutputKey }) => OutputKey === 'Deployed')?.OutputValue;
      return {
        status: found.StackStatus ?? '',
        ...(digest !== undefined && { digest }),
        terminationProtection: found.EnableTerminationProtection ?? false,
      };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw failure(error, `describe stack ${stack} in ${account}`);
    }
  }

  async endOfLastChange({ account, stack }: StackName): Promise<Date | undefined> {
    const sdk = await import('@aws-sdk/client-cloudformation');
    const client = await this.#client(account, 'lookup');
    try {
      // Newest first; the first page is enough.
      const { StackEvents: [newest] = [] } = await client.send(new sdk.DescribeStackEventsCommand({ StackName: stack }));
      return newest?.Timestamp;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw failure(error, `read the events of stack ${stack} in ${account}`);
    }
  }

  async remove(name: StackName): Promise<void> {
    const sdk = await import('@aws-sdk/client-cloudformation');
    const { account, stack } = name;
    const state = await this.describe(name);
    if (!state || conditionOf(state) === 'absent') return;
    const client = await this.#client(account, 'deploy');
    try {
      if (state.terminationProtection) {
        const off = { StackName: stack, EnableTerminationProtection: false };
        await client.send(new sdk.UpdateTerminationProtectionCommand(off));
      }
      await client.send(new sdk.DeleteStackCommand({ StackName: stack }));
    } catch (error) {
      throw failure(error, `delete stack ${stack} in ${account}`);
    }
    for (;;) {
      const left = await this.describe(name);
      if (!left || conditionOf(left) === 'absent') return;
      if (left.status === 'DELETE_FAILED') {
        const fix = 'Read its events, and run the step again: what is deleted already stays so.';
        throw new CommandError(exitCode.checkFailed, `Stack ${stack} in ${account} could not be deleted.`, fix);
      }
      await this.#clock.pause(POLL_MS);
    }
  }

  async protect({ account, stack }: StackName): Promise<void> {
    const sdk = await import('@aws-sdk/client-cloudformation');
    const client = await this.#client(account, 'deploy');
    try {
      await client.send(new sdk.UpdateTerminationProtectionCommand({ StackName: stack, EnableTerminationProtection: true }));
    } catch (error) {
      throw failure(error, `protect stack ${stack} in ${account}`);
    }
  }

  #client(account: string, purpose: Purpose): Promise<CloudFormationClient> {
    const key = `${purpose} ${account}`;
    const open = async () => {
      const sdk = await import('@aws-sdk/client-cloudformation');
      // Hundreds of stacks are read at once.
      return new sdk.CloudFormationClient({
        ...this.#open(account, this.#region, purpose),
        retryMode: 'adaptive',
        maxAttempts: 10,
      });
    };
    const client = this.#clients.get(key) ?? open();
    this.#clients.set(key, client);
    return client;
  }
}

/** DescribeStacks answers so for a name that it does not know. */
function isMissing(error: unknown): boolean {
  return error instanceof Error && error.name === 'ValidationError' && error.message.includes('does not exist');
}

function failure(error: unknown, what: string): CommandError {
  if (error instanceof CommandError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new CommandError(exitCode.environment, `CloudFormation cannot ${what}: ${message}`, undefined, error);
}
