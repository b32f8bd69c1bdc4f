import { AppliedPolicy } from '@busbar/contracts';
import { parseManifest, type ConfigFiles } from '@busbar/manifest';
import { hasErrors, formatPosition } from '@busbar/problem';
import { testCompanyFiles } from '@busbar/test-company';
import { compile } from '@busbar/topology';
import { ImpactComparison, type Change, type ChangeFacts, type ChangeOf, type Configuration, type Impact } from '../src';

/** A day of the test company. */
export const TODAY = '2026-12-01';

export function configurationOf(files: ConfigFiles): Configuration {
  const { manifest, governance, problems } = parseManifest(files);
  if (!manifest) throw new Error(problems.map(({ at, message }) => `${formatPosition(at)} ${message}`).join('\n'));
  const compiled = manifest.stages.map(({ name }) => compile(manifest, name));
  if (compiled.some((one) => hasErrors(one.problems))) throw new Error('The topology has problems.');
  return { manifest, governance, topologies: compiled.map(({ topology }) => topology) };
}

export const company = configurationOf(testCompanyFiles());

/** The files of the test company after edits: text that must occur once, and what takes its place; or the text of a whole file. */
export function edited(edits: Readonly<Record<string, string | readonly (readonly [find: string, put: string])[]>>): ConfigFiles {
  const files = new Map(testCompanyFiles());
  for (const [path, edit] of Object.entries(edits)) {
    if (typeof edit === 'string') files.set(`config/${path}`, edit);
    else
      for (const [find, put] of edit) {
        const text = files.get(`config/${path}`) ?? '';
        if (text.split(find).length !== 2) throw new Error(`"${find}" is not in ${path} exactly once.`);
        files.set(
          `config/${path}`,
          text.replace(find, () => put),
        );
      }
  }
  return files;
}

export function impactOfEdits(
  edits: Parameters<typeof edited>[0],
  { before = company, events = [] }: { readonly before?: Configuration; readonly events?: readonly object[] } = {},
): Impact {
  const after = configurationOf(edited(edits));
  const policy = new AppliedPolicy(after.governance.policy, TODAY);
  const comparison = new ImpactComparison({ before, after, policy, today: TODAY });
  for (const event of events)
    comparison.recorded.add(JSON.stringify(event), String((event as Readonly<Record<string, unknown>>)['detail-type']));
  return comparison.impact();
}

export function changesOf<Kind extends keyof ChangeFacts>(impact: Impact, kind: Kind): ChangeOf<Kind>[] {
  return allChanges(impact).filter((change): change is ChangeOf<Kind> & Change => change.kind === kind);
}

export function allChanges({ teams }: Impact): Change[] {
  return teams.flatMap(({ changes }) => changes);
}

/** `gains billing-service/completed: …`, a line each. */
export function lines(changes: readonly Change[]): string[] {
  return changes.map(({ effect, subject, says }) => `${effect} ${subject}: ${says}`);
}
