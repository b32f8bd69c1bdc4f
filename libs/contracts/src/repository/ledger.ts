import { createHash } from 'node:crypto';
import { readShape, SourceDocument, type Problem } from '@busbar/problem';
import { contractProblem } from '../contract-problems';
import { eventTypeName, parseEventTypeName } from './event-type-name';
import { EVENTS_FOLDER, type Layout } from './layout';
import type { DeprecationEntry, EventTypeName, LedgerEntry } from '../model';
import { type Ledger, ledgerShape } from './shapes';

/** An entry of the ledger, and whether its file is still what was released. */
export interface RecordedRelease extends LedgerEntry {
  readonly file: string;
  readonly intact: boolean;
}

/** What the ledger says of the released files. */
export interface LedgerReading {
  readonly problems: readonly Problem[];
  /** Released files that are what was released. All of them when the ledger cannot be read, so that there is one problem only. */
  readonly trusted: ReadonlySet<string>;
  /** Files with the name of a release that the ledger does not have: a release was interrupted, or the entry is lost. */
  readonly unrecorded: ReadonlySet<string>;
  /** Event types that the ledger has a release of. */
  readonly released: ReadonlySet<EventTypeName>;
  /** Entries by `releaseKey`. */
  readonly entries: ReadonlyMap<string, LedgerEntry>;
  readonly recorded: readonly RecordedRelease[];
  /** The last of each event type; undefined when the ledger cannot be read. */
  readonly deprecations: ReadonlyMap<EventTypeName, DeprecationEntry> | undefined;
}

/** SHA-256 of a released file, as the ledger holds it. */
export function hashOfRelease(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

export function readLedger(layout: Layout, files: ReadonlyMap<string, string>): LedgerReading {
  const releasedFiles = new Map<string, ReleasedFile>();
  for (const [domain, { events }] of layout.domains) {
    for (const [event, { majors }] of events) {
      for (const [major, { releases, draft }] of majors) {
        const type = eventTypeName(`${domain}.${event}`, major);
        for (const { version, file } of releases) releasedFiles.set(releaseKey(type, version), { type, file, draft });
      }
    }
  }
  const file = layout.ledger ?? `${EVENTS_FOLDER}ledger.json`;
  const document = new SourceDocument(file, files.get(file) ?? '{ "releases": [] }');
  const { value: ledger, problems } = readShape(document, ledgerShape);
  if (!ledger)
    return {
      problems,
      trusted: new Set([...releasedFiles.values()].map(({ file }) => file)),
      unrecorded: new Set(),
      released: new Set(),
      entries: new Map(),
      recorded: [],
      deprecations: undefined,
    };
  const reading = {
    problems: [] as Problem[],
    trusted: new Set<string>(),
    unrecorded: new Set<string>(),
    released: new Set(ledger.releases.map((entry) => entry.type)),
    entries: new Map(ledger.releases.map((entry) => [releaseKey(entry.type, entry.version), entry])),
  };
  compareWithFiles(ledger, document, releasedFiles, files, reading);
  const recorded = ledger.releases.map((entry): RecordedRelease => {
    const path = expectedFile(entry.type, entry.version);
    return { ...entry, file: path, intact: reading.trusted.has(path) };
  });
  return { ...reading, recorded, deprecations: new Map(ledger.deprecations?.map((entry) => [entry.type, entry])) };
}

function compareWithFiles(
  ledger: Ledger,
  document: SourceDocument,
  releasedFiles: ReadonlyMap<string, ReleasedFile>,
  files: ReadonlyMap<string, string>,
  {
    problems,
    trusted,
    unrecorded,
  }: { readonly problems: Problem[]; readonly trusted: Set<string>; readonly unrecorded: Set<string> },
): void {
  const named = new Set<string>();
  let previousTime = -Infinity;
  ledger.releases.forEach((entry, index) => {
    const key = releaseKey(entry.type, entry.version);
    const at = document.at(['releases', index]);
    const time = Date.parse(entry.releasedAt);
    if (time < previousTime) {
      problems.push(
        contractProblem(
          'ledger/out-of-order',
          at,
          `The release of ${key} is older than the one before it.`,
          'Restore the order; add new entries at the end.',
        ),
      );
    }
    previousTime = Math.max(time, previousTime);
    const file = releasedFiles.get(key)?.file;
    if (named.has(key)) {
      problems.push(
        contractProblem(
          'ledger/duplicate-entry',
          at,
          `The release of ${key} is in the ledger twice.`,
          'Remove the entry that was added.',
        ),
      );
    } else if (file === undefined) {
      const path = expectedFile(entry.type, entry.version);
      problems.push(
        contractProblem(
          'ledger/missing-file',
          at,
          `"${path}" is not there, though it was released.`,
          'Restore the file; what was released stays.',
        ),
      );
    } else if (hashOfRelease(files.get(file) ?? '') !== entry.sha256) {
      problems.push(
        contractProblem(
          'ledger/hash-mismatch',
          { file, line: 1, column: 1 },
          `This is not what ${entry.releasedBy} released on ${entry.releasedAt.slice(0, 10)}.`,
          'Restore the file, make the change in draft.schema.json, and release it as a new version.',
        ),
      );
    } else trusted.add(file);
    named.add(key);
  });
  for (const [key, { type, file, draft }] of releasedFiles) {
    if (named.has(key)) continue;
    unrecorded.add(file);
    const isDraft = draft !== undefined && files.get(draft) === files.get(file);
    problems.push(
      contractProblem(
        'ledger/missing-entry',
        { file, line: 1, column: 1 },
        `The release of ${key} is not in the ledger.`,
        isDraft ? `\`busbar contract release ${type}\` completes it.` : recoveryOf(type),
      ),
    );
  }
}

/** What to do with a released file that is not in the ledger and is not what the draft is. It may be published: it has to stay. */
export function recoveryOf(type: EventTypeName): string {
  return (
    'Restore its entry in ledger.json from version control. If its release was interrupted, copy it to draft.schema.json; ' +
    `\`busbar contract release ${type}\` then completes it.`
  );
}

interface ReleasedFile {
  readonly type: EventTypeName;
  readonly file: string;
  /** The file of the draft of the same major. */
  readonly draft: string | undefined;
}

/** `delivery.status.updated@1 (1.0.0)`, for messages too. */
export function releaseKey(type: EventTypeName, version: string): string {
  return `${type} (${version})`;
}

function expectedFile(type: EventTypeName, version: string): string {
  const { event = type, major = 0 } = parseEventTypeName(type) ?? {};
  const [domain = '', ...rest] = event.split('.');
  return `${EVENTS_FOLDER}${domain}/${rest.join('.')}/v${major}/${version}.schema.json`;
}
