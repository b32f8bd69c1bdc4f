import { CommandError, exitCode } from '../exit';
import type { ClientSettings } from './account-clients';
import { openDestination, openMailbox } from './aws-mailbox';
import { redrive, type RedriveGroup, type RedriveOptions } from './redrive';
import type { DeadLetterSource } from './sources';

export interface RedriveResult {
  readonly from: DeadLetterSource['from'];
  /** Name of the DLQ. */
  readonly queue: string;
  readonly account: string;
  /** ARN. */
  readonly destination: string;
  readonly groups: readonly RedriveGroup[];
}

/** One DLQ after the other. @throws CommandError (environment) when a queue cannot be read */
export async function redriveAll(
  sources: readonly DeadLetterSource[],
  settings: ReadonlyMap<string, ClientSettings>,
  options: Omit<RedriveOptions, 'mailbox' | 'send'>,
): Promise<readonly RedriveResult[]> {
  const results: RedriveResult[] = [];
  for (const { from, queue, account, destination } of sources) {
    const groups = await redriveOne(queue.name, settingsOf(settings, account), {
      ...options,
      open: () => openDestination(destination, settingsOf(settings, destination.account)),
    });
    results.push({ from, queue: queue.name, account, destination: destination.arn, groups });
  }
  return results;
}

async function redriveOne(
  queue: string,
  settings: ClientSettings,
  { open, ...options }: Omit<RedriveOptions, 'mailbox' | 'send'> & { readonly open: () => ReturnType<typeof openDestination> },
): Promise<readonly RedriveGroup[]> {
  const mailbox = await reading(queue, () => openMailbox(queue, settings));
  try {
    if (options.dryRun) return await reading(queue, () => redrive({ ...options, mailbox, send: () => Promise.resolve() }));
    const destination = await reading(queue, open);
    try {
      return await reading(queue, () => redrive({ ...options, mailbox, send: destination.send }));
    } finally {
      destination.close();
    }
  } finally {
    mailbox.close();
  }
}

async function reading<Result>(queue: string, read: () => Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new CommandError(
      exitCode.environment,
      `"${queue}" was not redriven: ${why}`,
      'See what the account and the profile are.',
      error,
    );
  }
}

function settingsOf(settings: ReadonlyMap<string, ClientSettings>, account: string): ClientSettings {
  const found = settings.get(account);
  if (!found) throw new CommandError(exitCode.environment, `No credentials of account ${account}.`);
  return found;
}
