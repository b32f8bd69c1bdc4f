import { generalProblem, type Problem } from '@busbar/problem';

/** Where the files of contracts lie, by what their paths say. Nothing is read yet. */
export interface Layout {
  readonly domains: ReadonlyMap<string, DomainFiles>;
  readonly ledger?: string;
  readonly problems: readonly Problem[];
}

export interface DomainFiles {
  file?: string;
  readonly events: Map<string, EventFiles>;
}

export interface EventFiles {
  file?: string;
  readonly majors: Map<number, MajorFiles>;
}

export interface MajorFiles {
  draft?: string;
  /** Oldest first. */
  readonly releases: { readonly version: string; readonly file: string }[];
  readonly examples: { readonly name: string; readonly file: string }[];
}

export const EVENTS_FOLDER = 'config/events/';

export function readLayout(files: Iterable<string>): Layout {
  const domains = new Map<string, DomainFiles>();
  const problems: Problem[] = [];
  let ledger: string | undefined;
  for (const file of [...files].filter((path) => path.startsWith(EVENTS_FOLDER)).sort()) {
    if (file === `${EVENTS_FOLDER}ledger.json`) ledger = file;
    else if (!place(file, domains)) problems.push(unexpected(file));
  }
  for (const domain of domains.values()) {
    for (const event of domain.events.values()) {
      for (const major of event.majors.values()) major.releases.sort((a, b) => compareVersions(a.version, b.version));
    }
  }
  return { domains, problems, ...(ledger !== undefined && { ledger }) };
}

/** Puts a file into its place; false when it has none. */
function place(file: string, domains: Map<string, DomainFiles>): boolean {
  const [domainName = '', ...rest] = file.slice(EVENTS_FOLDER.length).split('/');
  if (rest.length === 0) return false;
  const domain = entry(domains, domainName, (): DomainFiles => ({ events: new Map() }));
  if (rest.length === 1) return rest[0] === 'domain.yaml' && Boolean((domain.file = file));

  const [eventName = '', folder = '', name = '', example] = rest;
  const event = entry(domain.events, eventName, (): EventFiles => ({ majors: new Map() }));
  if (rest.length === 2) return folder === 'event.yaml' && Boolean((event.file = file));

  const majorNumber = /^v([1-9]\d{0,3})$/.exec(folder)?.[1];
  if (majorNumber === undefined) return false;
  const major = entry(event.majors, Number(majorNumber), (): MajorFiles => ({ releases: [], examples: [] }));
  if (rest.length === 4 && name === 'examples') {
    const exampleName = /^(.+)\.json$/.exec(example ?? '')?.[1];
    if (exampleName !== undefined) major.examples.push({ name: exampleName, file });
    return exampleName !== undefined;
  }
  if (rest.length !== 3) return false;
  if (name === 'draft.schema.json') return Boolean((major.draft = file));
  const version = /^(\d+\.\d+\.\d+)\.schema\.json$/.exec(name)?.[1];
  if (version !== undefined) major.releases.push({ version, file });
  return version !== undefined;
}

function entry<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const found = map.get(key) ?? make();
  map.set(key, found);
  return found;
}

/** Whether a path is that of a released schema, which is never written a second time. */
export function isReleasedFile(path: string): boolean {
  return path.startsWith(EVENTS_FOLDER) && /\/v[1-9]\d{0,3}\/\d+\.\d+\.\d+\.schema\.json$/.test(path);
}

export function unexpected(file: string): Problem {
  return generalProblem(
    'file/unexpected',
    { file, line: 1, column: 1 },
    `Nothing reads "${file}".`,
    'Move it to where it belongs, give it the right name (.yaml, not .yml), or remove it.',
  );
}

/** Semantic versions without pre-releases, by number. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a.split('.').map(Number), b.split('.').map(Number)];
  return (left[0] ?? 0) - (right[0] ?? 0) || (left[1] ?? 0) - (right[1] ?? 0) || (left[2] ?? 0) - (right[2] ?? 0);
}
