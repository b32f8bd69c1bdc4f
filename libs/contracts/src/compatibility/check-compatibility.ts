import type { Problem, Severity } from '@busbar/problem';
import { type Bump, bumpOf, type ChangeKind, type Difference, isBreaking } from './differences';
import { compareVersions } from './compare-versions';
import type { Containment } from '@busbar/schema-containment';
import type { AppliedPolicy, Consumer } from '../lint';
import type { Contract, ContractHistory, JsonSchema, Release } from '../model';
import { fieldOf, fixOf, whatHappened } from './change-meanings';
import { type ChangedPart, type Hit, whoIsHit } from './consumers';
import { placeInSchema } from './place-in-schema';
import type { Scalar } from './use-of-value';

/** A change of a draft that readers of released versions notice, or that has to be known before the next change. */
export interface CompatibilityProblem extends Problem {
  readonly difference: Difference;
  /** Released versions that the change is seen against, oldest first. */
  readonly versions: readonly string[];
  /** The data of an event that one side sends and the other refuses, and which is which. */
  readonly counterexample?: { readonly data: unknown; readonly says: string };
  readonly hits: readonly Hit[];
}

export interface Compatibility {
  /** The step that a release of the draft needs; `initial` when nothing was released, undefined when nothing changed. */
  readonly bump: Bump | 'initial' | undefined;
  /** What changed since the newest release. */
  readonly differences: readonly Difference[];
  readonly problems: readonly CompatibilityProblem[];
}

export interface CompatibilityRequest {
  readonly contract: Contract;
  readonly history: ContractHistory;
  readonly consumers: readonly Consumer[];
  readonly policy: AppliedPolicy;
  readonly noticeDays: number;
  /** ISO date. */
  readonly today: string;
}

/**
 * Compares a draft with every released version of its major: what it may publish with their readers, and, unless the event is
 * never replayed, what they published with its readers. Nothing is said of a draft outside the profile or of a retired major.
 */
export function checkCompatibility(request: CompatibilityRequest): Compatibility {
  const { contract, history, policy } = request;
  const { draft, releases } = history;
  const newest = releases.at(-1);
  if (!draft || contract.lifecycle.state === 'retired') return { bump: undefined, differences: [], problems: [] };
  if (!newest) return { bump: 'initial', differences: [], problems: [] };
  // What was released was weighed then, and cannot be changed any more.
  if (newest.text === draft.text) return { bump: undefined, differences: [], problems: [] };

  const noticed = new Map<string, Noticed>();
  let differences: readonly Difference[] = [];
  for (const release of releases) {
    const found = differencesFrom(release, draft.value as JsonSchema, draft.text, contract);
    if (release === newest) differences = found;
    for (const difference of found) notice(noticed, difference, severityOf(difference, request, newest), release.version);
  }
  const problems: CompatibilityProblem[] = [];
  let needsMajor = false;
  for (const { difference, versions, ordinary } of noticed.values()) {
    // What only informs was weighed when the newest release was made.
    if (ordinary === 'warning' && !versions.includes(newest.version)) continue;
    const severity = policy.severityOf(`compatibility/${difference.kind}`, draft.file, ordinary);
    if (severity === 'error') needsMajor = true;
    if (severity !== 'off') problems.push(problemOf(request, difference, versions, severity));
  }
  return { bump: needsMajor ? 'major' : allowedStep(differences), differences, problems };
}

/** A change that readers notice, and the versions whose readers do. */
interface Noticed {
  readonly difference: Difference;
  readonly versions: readonly string[];
  readonly ordinary: Severity;
}

/** One mistake is one problem: what was added in one release and is required now is about one field, whatever it is called. */
function notice(noticed: Map<string, Noticed>, difference: Difference, ordinary: Severity | undefined, version: string): void {
  if (ordinary === undefined) return;
  const { kind, path, about } = difference;
  const key = kind.startsWith('property-') ? `${path}/${about ?? ''}` : `${kind} ${path} ${about ?? ''}`;
  const before = noticed.get(key);
  const milder = before?.ordinary === 'error' && ordinary === 'warning';
  noticed.set(key, milder ? before : { difference, versions: [...(before?.versions ?? []), version], ordinary });
}

/** The step that a change needs once every break in it is approved. */
function allowedStep(differences: readonly Difference[]): Bump | undefined {
  if (differences.length === 0) return undefined;
  return differences.some(isBreaking) ? 'minor' : bumpOf(differences, () => true);
}

function differencesFrom(release: Release, draft: JsonSchema, text: string, { event }: Contract): readonly Difference[] {
  const released = release.text === text ? undefined : readReleased(release);
  if (released === undefined) return [];
  return compareVersions(released, draft, { replay: event.replay !== false }).differences;
}

/** The schema of a release. Positions are not needed of it, and cost ten times as much; what cannot be read has problems of its own. */
function readReleased({ text }: Release): JsonSchema | undefined {
  try {
    return JSON.parse(text) as JsonSchema;
  } catch {
    return undefined;
  }
}

/** Undefined for what readers do not notice. */
function severityOf(difference: Difference, request: CompatibilityRequest, newest: Release): Severity | undefined {
  if (isBreaking(difference)) return 'error';
  if (difference.silent !== undefined) return mayGo(difference, request, newest) ? undefined : 'error';
  if (VALUE_REMOVED.has(difference.kind)) return isAwaited(difference, request, newest) ? 'warning' : undefined;
  return difference.warning === undefined ? undefined : 'warning';
}

const VALUE_REMOVED: ReadonlySet<ChangeKind> = new Set(['enum-value-removed', 'branch-removed']);
const VALUE_CHANGED: ReadonlySet<ChangeKind> = new Set([...VALUE_REMOVED, 'enum-value-added', 'branch-added']);

/** An extensible enum or union may lose a value; but a subscription may pick it out, or say that it reads the field. */
function isAwaited(difference: Difference, { contract, consumers }: CompatibilityRequest, newest: Release): boolean {
  const hits = whoIsHit(consumers, contract.type, changedPart(difference, newest.document.value as JsonSchema));
  return hits.some(({ because, value }) => because === 'reads' || value !== undefined);
}

/** The field that a difference is about; for a value or a branch, also which. */
function changedPart(difference: Difference, schema: JsonSchema): ChangedPart {
  const { kind, path, about, from, to } = difference;
  const field = fieldOf(difference);
  if (!VALUE_CHANGED.has(kind)) return { field };
  const isInList = /\/\*(?:\/|\[|$)/.test(path);
  if (kind.startsWith('enum-')) return { field, value: (from ?? to ?? null) as Scalar, isInList };
  let union: unknown = schema;
  for (const step of placeInSchema(schema, path)) union = (union as Record<string | number, unknown>)[step];
  const tag = (union as JsonSchema)['x-discriminator'];
  return tag === undefined || about === undefined ? { field } : { field: [...field, tag], value: about, isInList };
}

/** A field may go when it was deprecated in the newest release, that is longer ago than the notice period, and nobody reads it. */
function mayGo(
  difference: Difference,
  { contract, consumers, noticeDays, today }: CompatibilityRequest,
  newest: Release,
): boolean {
  if (difference.kind !== 'property-removed' || newest.entry === undefined) return false;
  const field = fieldOf(difference);
  const old = newest.document.value as JsonSchema;
  const path = placeInSchema(old, `${difference.path}/${difference.about ?? ''}`);
  let schema: unknown = old;
  for (const step of path) schema = (schema as Record<string | number, unknown>)[step];
  const days = (Date.parse(today) - Date.parse(newest.entry.releasedAt)) / 86_400_000;
  return (
    (schema as JsonSchema).deprecated === true && days >= noticeDays && whoIsHit(consumers, contract.type, { field }).length === 0
  );
}

function problemOf(
  request: CompatibilityRequest,
  difference: Difference,
  versions: readonly string[],
  severity: Severity,
): CompatibilityProblem {
  const { contract, history, consumers } = request;
  const { draft } = history;
  const schema = (draft?.value ?? {}) as JsonSchema;
  const isRemoval = VALUE_REMOVED.has(difference.kind);
  // What was removed is described in the older version only.
  const old = isRemoval ? ((history.releases.at(-1)?.document.value ?? {}) as JsonSchema) : schema;
  const counterexample = counterexampleOf(difference, versions.at(-1) ?? '');
  const place = placeInSchema(schema, placeOfChange(difference));
  const keyword =
    difference.kind === 'property-removed'
      ? ['properties']
      : difference.about !== undefined && Object.hasOwn(schema, difference.about)
        ? [difference.about]
        : [];
  return {
    code: `compatibility/${difference.kind}`,
    severity,
    at: (draft ?? contract.schemaDocument).atKey([...place, ...keyword]),
    message: `${whatHappened(difference)}; ${consequence(difference, versions)}`,
    fix:
      severity === 'error'
        ? fixOf(difference)
        : isRemoval
          ? 'Have those who are hit changed first.'
          : 'Nothing, if that is meant.',
    difference,
    versions,
    ...(counterexample && { counterexample }),
    hits: severity === 'error' || isRemoval ? whoIsHit(consumers, contract.type, changedPart(difference, old)) : [],
  };
}

/** A field that is there is pointed at itself; one that is gone at what held it. */
function placeOfChange({ kind, path, about, to }: Difference): string {
  if (kind === 'property-renamed' && typeof to === 'string') return `${path}/${to}`;
  return kind.startsWith('property-') && kind !== 'property-removed' ? `${path}/${about ?? ''}` : path;
}

function consequence({ forward, replay, silent, warning }: Difference, versions: readonly string[]): string {
  const range = rangeOf(versions);
  const isBroken = (one: Containment | undefined): boolean => one?.verdict === 'broken';
  if (isBroken(forward) && isBroken(replay))
    return `consumers of ${range} refuse new events, and new consumers those of the archive.`;
  if (isBroken(forward)) return `consumers of ${range} refuse such events.`;
  if (isBroken(replay)) return `events archived under ${range} are refused by new consumers (replay breaks).`;
  const unproven = [forward, replay].find((one) => one?.verdict === 'unproven');
  if (unproven) return `nothing proves that it breaks no reader of ${range}. ${unproven.reason}`;
  return decapitalized(silent ?? warning ?? 'events with it come no more.');
}

function counterexampleOf({ forward, replay }: Difference, version: string): CompatibilityProblem['counterexample'] {
  if (forward.verdict === 'broken' && forward.counterexample !== undefined)
    return {
      data: forward.counterexample,
      says: `sent under the draft, refused under ${version} because ${clause(forward.reason)}`,
    };
  if (replay?.verdict === 'broken' && replay.counterexample !== undefined)
    return { data: replay.counterexample, says: `sent under ${version}, refused by the draft because ${clause(replay.reason)}` };
  return undefined;
}

/** `1.0.0`, `1.0.0 and 1.1.0`, `1.0.0 to 1.4.0`. */
export function rangeOf(versions: readonly string[]): string {
  const [first = '', second] = versions;
  if (second === undefined) return first;
  return versions.length === 2 ? `${first} and ${second}` : `${first} to ${versions.at(-1) ?? ''}`;
}

function clause(sentence: string): string {
  return decapitalized(sentence).replace(/\.$/, '');
}

function decapitalized(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
