import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';

/*
 * What users edit may not break a test of the product: not `config/`, not the bindings generated from it, not the company's
 * services. Imports of `@doorstep/*` are refused by lint as well (`layer:company` in eslint.config.mjs).
 */

const workspace = join(__dirname, '../../..');
const company = ['config', 'libs/events', 'apps/doorstep'];
const product = ['apps/busbar', 'libs', 'pipelines', 'stacks', 'tools'];

const pathOf = (file: string) => relative(workspace, file).split(sep).join('/');
const isBelow = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`);

/** Specs, and what supports them: everything below a folder `test`. */
const testFiles = product
  .flatMap((folder) => readdirSync(join(workspace, folder), { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile() && /\.(?:[cm]?[jt]s|py)$/.test(entry.name))
  .map((entry) => pathOf(join(entry.parentPath, entry.name)))
  .filter((path) => /\/test\//.test(path) && !/\/(?:node_modules|dist)\//.test(path))
  .filter((path) => !company.some((folder) => isBelow(path, folder)) && path !== pathOf(__filename));

/** Paths from the workspace that a file spells: `'../../config'`, and the arguments of `join(__dirname, '..', 'config')`. */
function pathsIn(file: string, text: string): string[] {
  const joined = text.replaceAll(/(['"`])\s*,\s*(['"`])/g, '/');
  return [...joined.matchAll(/(?<=['"`]|\/)(?:\.\.\/)+[\w@./-]*/g)].map(([spelled]) =>
    pathOf(resolve(workspace, dirname(file), spelled)),
  );
}

describe('a path in a test file', () => {
  it.each([
    [`join(__dirname, '../../../config')`, 'config'],
    [`join(__dirname, '..', '..', '..', 'config', 'events')`, 'config/events'],
    ['`${__dirname}/../../../apps/doorstep/src/demo.ts`', 'apps/doorstep/src/demo.ts'],
    [`import { all } from '../../../libs/events/typescript/src'`, 'libs/events/typescript/src'],
  ])('is found: %s', (text, path) => {
    expect(pathsIn('libs/manifest/test/a.spec.ts', text)).toContain(path);
  });
});

describe("the product's tests", () => {
  it('are found', () => {
    expect(testFiles.filter((path) => path.endsWith('.spec.ts')).length).toBeGreaterThan(100);
  });

  it.each(testFiles.map((path) => [path]))('%s names nothing that is the company’s', (path) => {
    const text = readFileSync(join(workspace, path), 'utf8');
    expect(text).not.toContain('@doorstep/');
    expect(pathsIn(path, text).filter((named) => company.some((folder) => isBelow(named, folder)))).toEqual([]);
  });
});
