import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { preProcessFile } from 'typescript';

const workspace = join(__dirname, '../../..');

/** Packages that still have a circle of imports, or two functions in two files that need each other. */
const withCycles = ['libs/client', 'libs/contracts', 'libs/event-pattern', 'libs/schema-containment'];

/** A company's own: its code is not the product's to judge. */
const ofCompany = ['apps/doorstep', 'libs/events/typescript'];

const packages = execFileSync('git', ['ls-files', '**/package.json'], { cwd: workspace, encoding: 'utf8' })
  .split('\n')
  .map((file) => dirname(file))
  .filter((folder) => existsSync(join(workspace, folder, 'src')) && ![...withCycles, ...ofCompany].includes(folder));

describe('imports, those of types and those at run time included', () => {
  it.each(packages)('have no circle in %s', (folder) => {
    const sources = execFileSync(
      'git',
      ['ls-files', '--cached', '--others', '--exclude-standard', `${folder}/src/**/*.ts`, `${folder}/src/*.ts`],
      {
        cwd: workspace,
        encoding: 'utf8',
      },
    );
    const files = sources.split('\n').filter((file) => file !== '' && existsSync(join(workspace, file)));
    expect(cycleIn(new Map(files.map((file) => [file, importsOf(file)])))).toEqual([]);
  });

  it('are found when they are circular', () => {
    expect(cycleIn(new Map(Object.entries({ a: ['b'], b: ['c'], c: ['d', 'b'], d: [] })))).toEqual(['b', 'c', 'b']);
  });
});

describe('a start of the program', () => {
  it('loads commander and the declarations of the verbs, and nothing that a verb needs to run', async () => {
    const { metafile } = await build({
      entryPoints: [join(workspace, 'apps/busbar/src/main.ts')],
      bundle: true,
      platform: 'node',
      format: 'cjs',
      write: false,
      metafile: true,
      absWorkingDir: workspace,
      plugins: [leaveOutDynamicImports],
    });
    const [output] = Object.values(metafile.outputs);
    const loaded = Object.entries(output?.inputs ?? {}).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : []));
    const foreign = loaded.filter((file) => !file.startsWith('apps/busbar/') && !file.startsWith('node_modules/commander/'));
    expect(foreign.sort()).toEqual([
      'libs/bindings/src/languages.ts',
      'libs/contracts/src/export/format-names.ts',
      'libs/problem/src/operational-error.ts',
    ]);
  });
});

/** Files of the package that a file imports in any way. */
function importsOf(file: string): string[] {
  return preProcessFile(readFileSync(join(workspace, file), 'utf8'), true, true).importedFiles.flatMap(({ fileName }) => {
    if (!fileName.startsWith('.')) return [];
    const path = join(dirname(file), fileName);
    const found = [path, `${path}.ts`, `${path}/index.ts`].find(
      (each) => each.endsWith('.ts') && existsSync(join(workspace, each)),
    );
    return found === undefined ? [] : [found];
  });
}

/** The first circle, from a file to itself; empty when there is none. */
function cycleIn(imports: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>();
  const walk = (file: string, path: readonly string[]): string[] => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return [];
    for (const next of imports.get(file) ?? []) {
      const found = walk(next, [...path, file]);
      if (found.length > 0) return found;
    }
    done.add(file);
    return [];
  };
  for (const file of imports.keys()) {
    const found = walk(file, []);
    if (found.length > 0) return found;
  }
  return [];
}

const leaveOutDynamicImports: Plugin = {
  name: 'leave-out-dynamic-imports',
  setup: ({ onResolve }) => {
    onResolve({ filter: /./ }, ({ kind, path }) => (kind === 'dynamic-import' ? { path, external: true } : undefined));
  },
};
