import {
  compareProblems,
  compareText,
  generalProblem,
  readShape,
  SourceDocument,
  type Path,
  type Problem,
} from '@busbar/problem';
import { contractProblem } from '../contract-problems';
import { eventTypeName, parseEventTypeName } from './event-type-name';
import { readExample } from './examples';
import { type DomainFiles, type EventFiles, EVENTS_FOLDER, type Layout, type MajorFiles, readLayout } from './layout';
import { type LedgerReading, readLedger, type RecordedRelease, releaseKey } from './ledger';
import type {
  Contract,
  ContractExample,
  ContractHistory,
  Domain,
  EventDefinition,
  EventTypeName,
  JsonSchema,
  Lifecycle,
  Release,
} from '../model';
import { checkProfile } from '../schema';
import { domainShape, eventShape } from './shapes';

/** All of `config/events/`. Collections are sorted by name. What could not be read is left out, with a problem that says why. */
export interface ParsedContracts {
  readonly domains: readonly Domain[];
  readonly events: readonly EventDefinition[];
  readonly contracts: readonly Contract[];
  /** Majors by the event's name, as folders and lifecycles name them, also of events that could not be read. */
  readonly declared: ReadonlyMap<string, ReadonlySet<number>>;
  /** Drafts and releases by event type, of every contract in `contracts`. */
  readonly histories: ReadonlyMap<EventTypeName, ContractHistory>;
  /** Every release that the ledger records, oldest first. */
  readonly ledger: readonly RecordedRelease[];
  readonly problems: readonly Problem[];
}

/**
 * Reads the contracts among the files of a configuration. Pure; collects every problem.
 *
 * @param files text by path, `config/events/…`; others are ignored
 */
export function parseContracts(files: ReadonlyMap<string, string>): ParsedContracts {
  const layout = readLayout(files.keys());
  const ledger = readLedger(layout, files);
  const reader = new ContractsReader(files, layout, ledger);
  return reader.read();
}

interface CurrentSchema {
  readonly draft: SourceDocument | undefined;
  readonly schemaDocument: SourceDocument | undefined;
}

class ContractsReader {
  readonly #files: ReadonlyMap<string, string>;
  readonly #layout: Layout;
  readonly #ledger: LedgerReading;
  readonly #domains: Domain[] = [];
  readonly #events: EventDefinition[] = [];
  readonly #contracts: Contract[] = [];
  readonly #histories = new Map<EventTypeName, ContractHistory>();
  readonly #declared = new Map<string, Set<number>>();
  readonly #replacements: {
    readonly type: string;
    readonly replacement: string;
    readonly document: SourceDocument;
    readonly path: Path;
  }[] = [];
  readonly #problems: Problem[];

  constructor(files: ReadonlyMap<string, string>, layout: Layout, ledger: LedgerReading) {
    this.#files = files;
    this.#layout = layout;
    this.#ledger = ledger;
    this.#problems = [...layout.problems, ...ledger.problems];
  }

  read(): ParsedContracts {
    for (const [name, domainFiles] of this.#layout.domains) this.#readDomain(name, domainFiles);
    this.#checkSources();
    this.#checkReplacements();
    return {
      domains: sortedBy(this.#domains, (domain) => domain.name),
      events: sortedBy(this.#events, (event) => event.name),
      contracts: sortedBy(this.#contracts, (contract) => contract.type),
      declared: this.#declared,
      histories: this.#histories,
      ledger: this.#ledger.recorded,
      problems: this.#problems.sort(compareProblems),
    };
  }

  #readDomain(name: string, { file, events }: DomainFiles): void {
    const document = this.#open(file, `${EVENTS_FOLDER}${name}/domain.yaml`);
    let domain: Domain | undefined;
    if (document) {
      const { value, problems } = readShape(document, domainShape);
      this.#problems.push(...problems);
      if (value) {
        this.#checkName(value.name, name, document);
        domain = { ...value, name, document };
        this.#domains.push(domain);
      }
    }
    for (const [event, eventFiles] of events) this.#readEvent(`${name}.${event}`, eventFiles, domain);
  }

  #readEvent(name: string, { file, majors }: EventFiles, domain: Domain | undefined): void {
    const declared = new Set(majors.keys());
    this.#declared.set(name, declared);
    const [domainName = '', ...rest] = name.split('.');
    const document = this.#open(file, `${EVENTS_FOLDER}${domainName}/${rest.join('.')}/event.yaml`);
    if (!document) return;
    const { value, problems } = readShape(document, eventShape);
    this.#problems.push(...problems);
    if (!value) return;
    this.#checkName(value.name, name, document);
    const { lifecycle, ...identity } = value;
    const event: EventDefinition = { ...identity, name, domain: domainName, document };
    this.#events.push(event);
    if (event.volume.peakPerSecond < event.volume.averagePerSecond) {
      this.#report(
        'event/impossible-volume',
        document,
        ['volume', 'peakPerSecond'],
        'The peak is below the average.',
        'Swap the two, or correct one.',
      );
    }
    for (const [folder, state] of Object.entries(lifecycle)) {
      const major = Number(folder.slice(1));
      declared.add(major);
      this.#checkNotice(eventTypeName(name, major), state, document, folder);
      this.#noteReplacement(eventTypeName(name, major), state, document, ['lifecycle', folder, 'replacement']);
      const majorFiles = majors.get(major);
      if (majorFiles) this.#readMajor(event, major, state, majorFiles, domain);
      else
        this.#report(
          'event/no-major',
          document,
          ['lifecycle', folder],
          `There is no folder "${folder}" beside this file.`,
          `Add "${folder}/draft.schema.json", or remove "${folder}" here.`,
          true,
        );
    }
    for (const major of majors.keys()) {
      if (Object.hasOwn(lifecycle, `v${major}`)) continue;
      this.#report(
        'event/undeclared-major',
        document,
        ['lifecycle'],
        `The folder "v${major}" is not in the lifecycle.`,
        `Add "v${major}: { state: draft }".`,
      );
    }
  }

  #readMajor(event: EventDefinition, major: number, lifecycle: Lifecycle, files: MajorFiles, domain: Domain | undefined): void {
    const type = eventTypeName(event.name, major);
    for (const { version, file } of files.releases) {
      if (version.startsWith(`${major}.`)) continue;
      this.#problems.push(
        contractProblem(
          'contract/wrong-version',
          { file, line: 1, column: 1 },
          `Version ${version} is in the folder of major ${major}.`,
          `Versions here begin with "${major}.".`,
        ),
      );
    }
    if (files.releases.length === 0 && lifecycle.state !== 'draft' && !this.#ledger.released.has(type)) {
      this.#report(
        'contract/nothing-released',
        event.document,
        ['lifecycle', `v${major}`, 'state'],
        `"${type}" is ${lifecycle.state}, and was never released.`,
        'Release it, or set its state to draft.',
      );
    }
    const recorded = files.releases.filter(({ file }) => !this.#ledger.unrecorded.has(file));
    const unrecorded = files.releases.filter(({ file }) => this.#ledger.unrecorded.has(file));
    const { draft, schemaDocument } = this.#currentSchema(event, major, { ...files, releases: recorded });
    if (!schemaDocument) return;
    const schema = schemaDocument.value as JsonSchema;
    const examples = this.#readExamples(files, schema, event, major);
    if (!domain) return;
    const releaseOf = ({ version, file }: MajorFiles['releases'][number]): Release => this.#release(type, version, file);
    this.#histories.set(type, { draft, releases: recorded.map(releaseOf), unrecorded: unrecorded.map(releaseOf) });
    this.#contracts.push({
      type,
      event,
      domain,
      major,
      version: recorded.at(-1)?.version ?? `${major}.0.0-draft`,
      lifecycle,
      schema,
      schemaDocument,
      examples,
    });
  }

  /**
   * The draft, and the newest release (the draft when there is none). Each is undefined unless it is within the profile, the
   * release also unless it is what was released.
   */
  #currentSchema(event: EventDefinition, major: number, { draft: file, releases }: MajorFiles): CurrentSchema {
    const found = this.#open(file, event.document.file.replace(/event\.yaml$/, `v${major}/draft.schema.json`));
    const draft = found && this.#isInProfile(found) ? found : undefined;
    const newest = releases.at(-1);
    if (!newest) return { draft, schemaDocument: draft };
    if (!this.#ledger.trusted.has(newest.file)) return { draft, schemaDocument: undefined };
    const release = new SourceDocument(newest.file, this.#files.get(newest.file) ?? '');
    const isSound = release.text === found?.text ? draft !== undefined : this.#isInProfile(release);
    return { draft, schemaDocument: isSound ? release : undefined };
  }

  #release(type: EventTypeName, version: string, file: string): Release {
    const text = this.#files.get(file) ?? '';
    const entry = this.#ledger.entries.get(releaseKey(type, version));
    let document: SourceDocument | undefined;
    return {
      version,
      file,
      text,
      ...(entry && { entry }),
      get document() {
        return (document ??= new SourceDocument(file, text));
      },
    };
  }

  #isInProfile(document: SourceDocument): boolean {
    const problems = checkProfile(document);
    this.#problems.push(...problems);
    return problems.length === 0;
  }

  #readExamples(files: MajorFiles, schema: JsonSchema, event: EventDefinition, major: number): ContractExample[] {
    const examples: ContractExample[] = [];
    let unreadable = false;
    for (const { name, file } of files.examples) {
      const { example, problems } = readExample(name, new SourceDocument(file, this.#files.get(file) ?? ''), schema);
      this.#problems.push(...problems);
      if (example) examples.push(example);
      else unreadable = true;
    }
    if (!unreadable && !examples.some((example) => example.valid)) {
      this.#report(
        'contract/no-example',
        event.document,
        ['lifecycle', `v${major}`],
        `"${event.name}@${major}" has no valid example.`,
        `Add one in "v${major}/examples/".`,
        true,
      );
    }
    return examples;
  }

  #checkSources(): void {
    const owners = new Map<string, string>();
    for (const { name, source, document } of this.#domains) {
      const other = owners.get(source);
      if (other !== undefined)
        this.#report(
          'domain/duplicate-source',
          document,
          ['source'],
          `The domain "${other}" has the source "${source}" too.`,
          'Give each domain its own source.',
        );
      owners.set(source, other ?? name);
    }
  }

  /** What subscribers were promised is in the ledger: editing `event.yaml` does not shorten it. */
  #checkNotice(type: EventTypeName, lifecycle: Lifecycle, document: SourceDocument, folder: string): void {
    if (lifecycle.state !== 'deprecated' || !this.#ledger.deprecations) return;
    const promised = this.#ledger.deprecations.get(type);
    const renew = `\`busbar contract deprecate ${type}\``;
    if (!promised) {
      const message = `The deprecation of "${type}" is not in the ledger.`;
      const fix = `Run ${renew}, which records it; the notice period counts from that day.`;
      this.#report('event/unrecorded-deprecation', document, ['lifecycle', folder, 'state'], message, fix);
      return;
    }
    for (const field of ['since', 'sunset'] as const) {
      const found = lifecycle[field];
      if (found === undefined || found >= promised[field]) continue;
      const message = `The day ${found} is earlier than ${promised[field]}, which the ledger has as "${field}" of "${type}".`;
      const fix = `Write ${promised[field]}${field === 'sunset' ? ' or a later day' : ''}. ${renew} gives notice anew.`;
      this.#report('event/notice-shortened', document, ['lifecycle', folder, field], message, fix);
    }
  }

  #noteReplacement(type: string, { replacement }: Lifecycle, document: SourceDocument, path: Path): void {
    if (replacement !== undefined) this.#replacements.push({ type, replacement, document, path });
  }

  /** When all is read, because a replacement may come later in the alphabet. */
  #checkReplacements(): void {
    for (const { type, replacement, document, path } of this.#replacements) {
      const name = parseEventTypeName(replacement);
      if (replacement !== type && name && this.#declared.get(name.event)?.has(name.major)) continue;
      this.#report(
        'event/unknown-replacement',
        document,
        path,
        replacement === type ? `"${type}" cannot replace itself.` : `There is no event type "${replacement}".`,
        'Name an event type that subscribers can move to.',
      );
    }
  }

  #checkName(name: string, expected: string, document: SourceDocument): void {
    if (name === expected) return;
    this.#problems.push(
      generalProblem(
        'name/differs-from-file',
        document.at(['name']),
        `The name "${name}" is not that of the folder, "${expected}".`,
        `Write "${expected}", or rename the folder.`,
      ),
    );
  }

  /** The document, or a problem that says that it is missing. */
  #open(file: string | undefined, expected: string): SourceDocument | undefined {
    if (file !== undefined) return new SourceDocument(file, this.#files.get(file) ?? '');
    this.#problems.push(
      generalProblem('file/missing', { file: expected, line: 1, column: 1 }, `"${expected}" is missing.`, 'Add it.'),
    );
    return undefined;
  }

  #report(
    code: Parameters<typeof contractProblem>[0],
    document: SourceDocument,
    path: Path,
    message: string,
    fix: string,
    atKey = false,
  ): void {
    this.#problems.push(contractProblem(code, atKey ? document.atKey(path) : document.at(path), message, fix));
  }
}

function sortedBy<Item>(items: readonly Item[], key: (item: Item) => string): Item[] {
  return [...items].sort((a, b) => compareText(key(a), key(b)));
}
