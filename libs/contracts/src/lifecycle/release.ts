import { withYamlEntry } from '@busbar/problem';
import { type Compatibility, whatHappened } from '../compatibility';
import { hashOfRelease, recoveryOf } from '../repository';
import type { Contract, ContractHistory, EventTypeName, LedgerEntry, Release } from '../model';
import { ContractError, type FileEdits } from './file-edits';
import { LEDGER, withRelease } from './ledger-edits';

export interface ReleaseRequest {
  readonly contract: Contract;
  readonly history: ContractHistory;
  readonly compatibility: Compatibility;
  /** Texts of the files that are changed, by path; those that are not there yet are made. */
  readonly files: ReadonlyMap<string, string>;
  readonly by: string;
  /** ISO time. */
  readonly at: string;
  readonly reason: string;
}

export interface PlannedRelease {
  readonly entry: LedgerEntry;
  readonly edits: FileEdits;
}

/**
 * Freezes a draft as the next version. The step is the one that its differences ask for: it cannot be chosen. Writes the
 * released file, the event's changelog and the ledger; the first release also makes the major active.
 *
 * The ledger comes last, since its entry is what makes a release: when the files before it were written and the ledger was not,
 * releasing the same draft again leaves what an undisturbed release leaves.
 *
 * @throws ContractError when there is nothing to release, the draft needs a new major, or there is another file with the name of
 * a release that the ledger does not have
 */
export function planRelease({ contract, history, compatibility, files, by, at, reason }: ReleaseRequest): PlannedRelease {
  const { type, event, major, lifecycle } = contract;
  const { draft, releases, unrecorded = [] } = history;
  const newest = releases.at(-1);
  if (lifecycle.state === 'retired')
    throw new ContractError(`"${type}" is retired.`, 'Open a new major with `busbar contract major`.');
  if (!draft) throw new ContractError(`The draft of "${type}" has errors.`, 'Correct them; `busbar contract check` shows them.');
  if (newest?.text === draft.text || compatibility.bump === undefined)
    throw new ContractError(
      `The draft of "${type}" is what ${newest?.version ?? 'nothing'} is.`,
      'Change draft.schema.json first.',
    );
  const bump = compatibility.bump;
  if (bump === 'major')
    throw new ContractError(
      `The draft of "${type}" breaks consumers: it needs a new major.`,
      `\`busbar contract check ${type}\` shows whom, and with which event; \`busbar contract major ${event.name}\` opens a new major.`,
    );
  const version = nextVersion(newest?.version, bump, major);
  const entry: LedgerEntry = { type, version, bump, sha256: hashOfRelease(draft.text), releasedBy: by, releasedAt: at, reason };
  const folder = event.document.file.replace(/event\.yaml$/, '');
  const changelog = `${folder}CHANGELOG.md`;
  const edits = new Map<string, string>();
  if (!isWritten(unrecorded, version, draft.text, type)) edits.set(`${folder}v${major}/${version}.schema.json`, draft.text);
  edits.set(changelog, withChanges(files.get(changelog) ?? `# ${event.title}\n`, entry, compatibility));
  if (lifecycle.state === 'draft')
    edits.set(event.document.file, withYamlEntry(event.document.text, ['lifecycle', `v${major}`], { state: 'active' }));
  edits.set(LEDGER, withRelease(files.get(LEDGER), entry));
  return { entry, edits };
}

/** Whether an interrupted release has written the file of this one. */
function isWritten(unrecorded: readonly Release[], version: string, text: string, type: EventTypeName): boolean {
  const other = unrecorded.find((one) => one.version !== version || one.text !== text);
  if (!other) return unrecorded.length > 0;
  const why = other.version === version ? 'is not what the draft is' : `the next release is ${version}`;
  throw new ContractError(`"${other.file}" is not in the ledger, and ${why}.`, recoveryOf(type));
}

function nextVersion(newest: string | undefined, bump: LedgerEntry['bump'], major: number): string {
  const [, minor = 0, patch = 0] = newest?.split('.').map(Number) ?? [];
  if (newest === undefined) return `${major}.0.0`;
  return bump === 'minor' ? `${major}.${minor + 1}.0` : `${major}.${minor}.${patch + 1}`;
}

/** Newest first, below the title. A section of the same version is replaced: an interrupted release wrote it. */
function withChanges(
  changelog: string,
  { version, releasedAt, releasedBy, reason }: LedgerEntry,
  { differences }: Compatibility,
): string {
  const [title = '', ...sections] = changelog.split(/\n(?=## )/);
  const rest = sections.filter((one) => !one.startsWith(`## ${version} (`));
  const changes = differences.map((difference) => `- ${whatHappened(difference)}`);
  const section = [
    `## ${version} (${releasedAt.slice(0, 10)})`,
    '',
    `${reason} Released by ${releasedBy}.`,
    ...(changes.length > 0 ? ['', ...changes] : []),
  ];
  return `${[title.trimEnd(), '', ...section].join('\n')}\n${rest.map((one) => `\n${one.trimEnd()}\n`).join('')}`;
}
