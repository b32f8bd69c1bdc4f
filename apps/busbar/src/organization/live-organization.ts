import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { formatPosition } from '@busbar/problem';
import { CommandError, exitCode } from '../exit';
import { plural } from '../terminal/plural';
import type { Terminal } from '../terminal/terminal';
import { now } from '../today';
import { explainedError, judge } from './organization-errors';
import { PacedCalls } from './paced-calls';
import { readOrganization, type ReadingProgress } from './read-organization';
import { formatSnapshot, snapshotOf, type Snapshot } from './snapshot';
import { parseSnapshot } from './snapshot-file';

/** Whose organization is read, and how. */
export interface LiveOptions {
  readonly profile?: string | undefined;
  readonly endpointUrl?: string | undefined;
  readonly region: string;
  /** Tags are those of the snapshot before. */
  readonly keepTags: boolean;
}

export interface LiveOrganization {
  readonly snapshot: Snapshot;
  readonly calls: number;
  readonly throttled: number;
}

/**
 * Reads the organization of the credentials, with progress.
 *
 * @param before what was read last; its `readAt` stays when nothing has changed
 * @throws CommandError when AWS refuses, or when it is another organization than before
 */
export async function readLiveOrganization(
  terminal: Terminal,
  options: LiveOptions,
  before: Snapshot | undefined,
): Promise<LiveOrganization> {
  if (options.keepTags && !before) {
    throw new CommandError(exitCode.usage, 'There is no snapshot whose tags could be kept.', 'Leave --keep-tags out.');
  }
  const { endpointUrl } = options;
  if (endpointUrl !== undefined && !(/^https?:/.test(endpointUrl) && URL.canParse(endpointUrl))) {
    throw new CommandError(
      exitCode.usage,
      `"${endpointUrl}" is not the URL of an endpoint.`,
      'Write it as http://127.0.0.1:4010.',
    );
  }
  const client = new OrganizationsClient({
    region: options.region,
    // Calls are paced, and asked again, here.
    maxAttempts: 1,
    ...(options.profile !== undefined && { profile: options.profile }),
    ...(endpointUrl !== undefined && { endpoint: endpointUrl }),
  });
  const calls = new PacedCalls(judge);
  const tags = new Map(before?.accounts.map((account) => [account.id, account.tags]));
  const { progress } = terminal;
  try {
    const read = await progress.fleeting.phase('organization', () =>
      readOrganization({
        client,
        calls,
        onProgress: (at) => progress.update('organization', describeProgress(at, calls)),
        ...(options.keepTags && { knownTags: (account: string) => tags.get(account) ?? {} }),
      }),
    );
    requireSame(read.id, before);
    const snapshot = snapshotOf(read, before, now());
    requireWritable(snapshot);
    return { snapshot, calls: calls.calls, throttled: calls.throttled };
  } catch (error) {
    throw explainedError(error, options.profile === undefined ? 'these credentials' : `the profile "${options.profile}"`);
  } finally {
    client.destroy();
  }
}

function describeProgress({ organizationalUnits = 0, accounts, tagged }: ReadingProgress, { throttled }: PacedCalls): string {
  const parts = [
    plural(organizationalUnits, 'OU'),
    ...(accounts === undefined ? [] : [plural(accounts, 'account')]),
    ...(tagged === undefined ? [] : [`tags of ${tagged.toLocaleString('en')}`]),
    ...(throttled === 0 ? [] : [`slowed down by AWS`]),
  ];
  return parts.join(', ');
}

function requireSame(id: string, before: Snapshot | undefined): void {
  if (before === undefined || before.id === id) return;
  throw new CommandError(
    exitCode.usage,
    `This is the organization "${id}"; config/organization.json is of "${before.id}".`,
    'Use credentials of that organization. To go over to the other one, remove the file first.',
  );
}

/** What AWS answers has the form that config/ is read in: nothing is written that cannot be read. */
function requireWritable(snapshot: Snapshot): void {
  const [problem] = parseSnapshot(formatSnapshot(snapshot)).problems;
  if (!problem) return;
  throw new CommandError(
    exitCode.environment,
    `AWS Organizations gives what config/organization.json cannot hold: ${problem.message} (${formatPosition(problem.at)} as it would be)`,
    'Nothing was written. Please report it.',
  );
}
