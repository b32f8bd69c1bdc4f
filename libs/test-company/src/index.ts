export { cfnLint, cfnLintExecutable, requireNoCfnLint, type LintedAssembly } from './cfn-lint';
import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

/*
 * Larkhill: a company that exists for the product's tests and changes only with them. It has what a company has, where a company
 * has it: `config/`, generated bindings in `libs/events`, stacks and a demo in `apps/larkhill`.
 */

/** The folder of its workspace, where `busbar` runs. Not from `__dirname`: this file is bundled into the demo. */
export const testCompanyRoot = dirname(require.resolve('@busbar/test-company/package.json'));

/** Its `config/`. */
export const testCompanyConfig = join(testCompanyRoot, 'config');

/**
 * The files of its `config/` by path from the workspace (`config/platform.yaml`), as `readConfig` of `@busbar/manifest` returns
 * them.
 */
export function testCompanyFiles(): Map<string, string> {
  return filesIn(testCompanyConfig, (path) => /\.(?:json|yaml)$/.test(path) && !path.startsWith('.'));
}

/** Those of its files that describe events: `config/events/**`. */
export function testCompanyEventFiles(): Map<string, string> {
  return new Map([...testCompanyFiles()].filter(([path]) => path.startsWith('config/events/')));
}

/** Its JSON Schemas, released ones and drafts, by path from `config/events/`. */
export function testCompanySchemas(): Map<string, unknown> {
  return new Map(
    [...testCompanyEventFiles()]
      .filter(([path]) => path.endsWith('.schema.json'))
      .map(([path, text]): [string, unknown] => [path.slice('config/events/'.length), JSON.parse(text)]),
  );
}

/** Copies its `config/` into a folder, for tests that edit it. */
export function copyTestCompany(folder: string): void {
  cpSync(testCompanyConfig, join(folder, 'config'), { recursive: true });
}

function filesIn(config: string, isRead: (path: string) => boolean): Map<string, string> {
  const paths = readdirSync(config, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(config, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
    .filter(isRead)
    .sort();
  return new Map(paths.map((path) => [`config/${path}`, readFileSync(join(config, path), 'utf8')]));
}
