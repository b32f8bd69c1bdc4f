import type { Manifest } from '@busbar/manifest';

/** What a path is reviewed by: teams as `config/teams.yaml` names them; none where everybody's review is enough. */
export interface OwnedPath {
  /** Relative to the repository, with a slash before and, for a folder, after it. */
  readonly path: string;
  readonly teams: readonly string[];
  /** Why, for those who read the file. */
  readonly comment?: string;
}

/**
 * Who reviews what of `config/`. In CODEOWNERS the last line that matches decides, so the general ones come first.
 *
 * @param folder of `config/`, relative to the repository: `config`; `''` when it is the repository
 */
export function ownedPaths(
  { platform, services, domains, events, subscriptions }: Manifest,
  folder: string,
): readonly OwnedPath[] {
  const platformTeam = platform.owner ?? 'platform';
  const ownerOf = new Map(services.map(({ name, owner }) => [name, owner]));
  const root = folder === '' ? '/' : `/${folder}/`;
  const onDisk = (file: string): string => `${root}${file.slice('config/'.length)}`;
  const folderOf = (file: string): string => onDisk(file).replace(/[^/]+$/, '');
  const domainOwner = new Map(domains.map(({ name, owner }) => [name, owner]));
  const gated = new Map(events.filter(({ subscribe }) => subscribe === 'approval').map(({ name, owner }) => [name, owner]));
  const files = new Map<string, { readonly service: string; readonly events: Set<string> }>();
  for (const { service, eventType, document } of subscriptions) {
    const known = files.get(document.file) ?? { service, events: new Set() };
    known.events.add(eventType.replace(/@\d+$/, ''));
    files.set(document.file, known);
  }
  return [
    { path: root, teams: [platformTeam] },
    { path: '/.github/CODEOWNERS', teams: [platformTeam] },
    {
      path: `${root}events/ledger.json`,
      teams: [],
      comment: 'Every release writes into the ledger; `busbar contract check` guards it.',
    },
    ...domains.map(({ owner, document }) => ({ path: folderOf(document.file), teams: [owner] })),
    ...events
      .filter(({ owner, domain }) => owner !== domainOwner.get(domain))
      .map(({ owner, document }) => ({ path: folderOf(document.file), teams: [owner] })),
    ...services.map(({ owner, document }) => ({ path: onDisk(document.file), teams: [owner] })),
    ...[...files]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([file, { service, events: subscribed }]) => {
        const owner = ownerOf.get(service) ?? platformTeam;
        const approving = [...subscribed].flatMap((event) => gated.get(event) ?? []).filter((team) => team !== owner);
        return { path: onDisk(file), teams: [...new Set([owner, ...approving.sort()])] };
      }),
  ];
}

const BEGIN = '# busbar:codeowners begin';
const END = '# busbar:codeowners end';

/**
 * The section of CODEOWNERS that Busbar writes, its markers included.
 *
 * @param githubTeams by team: `acme/payments`. Has every team of `paths`
 */
export function renderSection(paths: readonly OwnedPath[], githubTeams: ReadonlyMap<string, string>): string {
  const widest = Math.max(...paths.map(({ path }) => escaped(path).length));
  return [
    `${BEGIN} (made by \`npx busbar codeowners --write\`; lines between the markers are replaced)`,
    ...paths.flatMap(({ path, teams, comment }) => [
      ...(comment === undefined ? [] : [`# ${comment}`]),
      `${escaped(path).padEnd(widest)} ${teams.map((team) => `@${githubTeams.get(team) ?? ''}`).join(' ')}`.trimEnd(),
    ]),
    END,
  ].join('\n');
}

/** A space ends a path, `#` begins a comment; `*`, `?` and `[` stand for other characters. */
function escaped(path: string): string {
  return path.replaceAll(/[\\\s#*?[\]]/g, '\\$&');
}

/** A marker without its other half: where the section ends cannot be told. */
export class BrokenMarkersError extends Error {
  override readonly name = 'BrokenMarkersError';
}

/**
 * CODEOWNERS with the section in the place of the one that it has, or at its end; what people wrote stays, byte by byte.
 *
 * @throws BrokenMarkersError
 */
export function withSection(text: string, section: string): string {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = text.split(/\r?\n/);
  const begins = lines.flatMap((line, at) => (line.startsWith(BEGIN) ? [at] : []));
  const ends = lines.flatMap((line, at) => (line.startsWith(END) ? [at] : []));
  const [begin, end] = [begins[0], ends[0]];
  if (begins.length > 1 || ends.length > 1 || (begin === undefined) !== (end === undefined) || (begin ?? 0) > (end ?? 0))
    throw new BrokenMarkersError(`"${BEGIN}" and "${END}" do not stand around one section.`);
  const written = section.split('\n').join(newline);
  if (begin === undefined || end === undefined) {
    const before = text.trim() === '' ? '' : `${text.replace(/(?:\r?\n)*$/, '')}${newline}${newline}`;
    return `${before}${written}${newline}`;
  }
  return [...lines.slice(0, begin), ...section.split('\n'), ...lines.slice(end + 1)].join(newline);
}
