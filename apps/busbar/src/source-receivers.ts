import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Manifest } from '@busbar/manifest';
import type { Problem } from '@busbar/problem';
import { checkReceivers, type Topology } from '@busbar/topology';

/**
 * Receivers that the company's stacks cannot define, because their sources name neither the receiver nor a subscription of it.
 * Reads the sources as text: to run them would load the CDK, which takes seconds. Names that are computed, or come from a package,
 * are left to the synthesis, which knows.
 */
export function checkReceiversInSources(manifest: Manifest, topologies: readonly Topology[]): readonly Problem[] {
  const { serviceStacks } = manifest.platform.workspace;
  const sources = serviceStacks === undefined ? [] : sourcesFrom(serviceStacks);
  if (!sources || sources.some(computesNames)) return [];
  return checkReceivers(manifest, topologies, ({ resource, service, subscriptions }) =>
    sources.some(
      (source) => [resource.name, ...subscriptions].some((name) => hasLiteral(source, name)) || subscribesByType(source, service),
    ),
  );
}

/** Packages whose own code defines no receiver of this company. */
const LIBRARIES = /^(?:node:|aws-cdk-lib(?:\/|$)|constructs$|esbuild$|@busbar\/)/;
const IMPORT = /(?:\bfrom|\bimport|\bimport\s*\(|\brequire\s*\()\s*['"]([^'"\n]+)['"]/g;

/** The texts of a module and of what it imports by relative paths. @returns undefined when it imports code that is elsewhere */
function sourcesFrom(module: string): readonly string[] | undefined {
  const found = new Map<string, string>();
  const open = [module];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (found.has(file)) continue;
    if (!existsSync(file)) return undefined;
    const text = readFileSync(file, 'utf8');
    found.set(file, text);
    for (const [, specifier = ''] of text.matchAll(IMPORT)) {
      if (LIBRARIES.test(specifier)) continue;
      const resolved = specifier.startsWith('.') ? resolveSource(join(dirname(file), specifier)) : undefined;
      if (resolved === undefined) return undefined;
      open.push(resolved);
    }
  }
  return [...found.values()];
}

function resolveSource(path: string): string | undefined {
  const stem = path.replace(/\.[cm]?js$/, '');
  return [path, `${stem}.ts`, `${stem}.mts`, `${stem}.cts`, join(path, 'index.ts')].find(
    (file) => /\.[cm]?ts$/.test(file) && existsSync(file),
  );
}

/** Whether a subscription or a function is given as anything but a literal: by shorthand, in a template, as a sum. */
function computesNames(source: string): boolean {
  const given = /\b(?:subscription|functionName)\s*(?:[,}]|:\s*(?!\s)(?<value>'[^'\n]*'\s*[,})\n]|"[^"\n]*"\s*[,})\n])?)/g;
  return [...source.matchAll(given)].some(({ groups }) => groups?.['value'] === undefined);
}

/** Whether an EventSubscription of the service may be what receives: it names event types, not subscriptions. */
function subscribesByType(source: string, service: string): boolean {
  return /\bEventSubscription\b/.test(source) && hasLiteral(source, service);
}

function hasLiteral(source: string, name: string): boolean {
  return [`'${name}'`, `"${name}"`, `\`${name}\``].some((literal) => source.includes(literal));
}
