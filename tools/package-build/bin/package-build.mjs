#!/usr/bin/env node
/**
 * Builds the package in the current folder into `dist`: ES modules, CommonJS and types, with one import path for each entry of
 * its `exports`, so that one loads what one uses. What several entries use is in files that they share, in CommonJS too: a class
 * exists once in each format. Inside the workspace packages are imported as TypeScript; `dist` is what is published.
 *
 *     node tools/package-build/bin/package-build.mjs [--out dist]
 */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const { values } = parseArgs({ options: { out: { type: 'string', default: 'dist' } } });
const home = process.cwd();
const out = resolve(home, values.out);
const workspace = workspaceOf(home);
const manifest = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
const entries = Object.values(manifest.exports).flatMap(sourcesOf);

rmSync(out, { recursive: true, force: true });
const modules = await bundle();
await convertToCommonJs(modules);
declareTypes();
copyFirst([join(home, 'README.md')]);
for (const file of ['LICENSE', 'NOTICE']) copyFirst([join(home, file), join(workspace, file)]);
writeFileSync(join(out, 'package.json'), `${JSON.stringify(publishedManifest(), undefined, 2)}\n`);

/** Files of an export; `./src/*.ts` are all below `src`. */
function sourcesOf(source) {
  if (!source.includes('*')) return [join(home, source)];
  const [before, after] = source.split('*');
  return readdirSync(join(home, before), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(after))
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Other packages stay imports: whoever loads two of these packages has one client, not two. Returns the files written. */
async function bundle() {
  const { metafile } = await build({
    absWorkingDir: home,
    entryPoints: entries,
    outdir: join(out, 'esm'),
    outbase: join(home, 'src'),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    packages: 'external',
    splitting: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    metafile: true,
    logLevel: 'error',
  });
  return Object.keys(metafile.outputs).map((file) => resolve(home, file));
}

/** File by file, so that the shared files stay shared: esbuild itself splits ES modules only. */
async function convertToCommonJs(files) {
  const toCommonJs = {
    name: 'to-commonjs',
    setup({ onResolve }) {
      onResolve({ filter: /./ }, ({ path, kind }) => {
        if (kind === 'entry-point') return undefined;
        return { path: path.startsWith('.') ? path.replace(/\.mjs$/, '.cjs') : path, external: true };
      });
    },
  };
  await build({
    entryPoints: files,
    outdir: join(out, 'cjs'),
    outbase: join(out, 'esm'),
    outExtension: { '.js': '.cjs' },
    bundle: true,
    plugins: [toCommonJs],
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'error',
  });
}

/** `tsc` follows imports into the sources of other packages; only what it says of this one is kept. */
function declareTypes() {
  const scratch = join(out, 'scratch');
  mkdirSync(scratch, { recursive: true });
  const settings = join(scratch, 'tsconfig.json');
  const typeRoots = [join(workspace, 'node_modules/@types')];
  const emit = { noEmit: false, declaration: true, emitDeclarationOnly: true, rootDir: workspace, outDir: scratch };
  const compilerOptions = { ...emit, types: ['node'], typeRoots };
  writeFileSync(settings, JSON.stringify({ extends: join(workspace, 'tsconfig.base.json'), compilerOptions, files: entries }));
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const { status } = spawnSync(process.execPath, [tsc, '-p', settings], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
  cpSync(join(scratch, relative(workspace, home), 'src'), join(out, 'types'), { recursive: true });
  rmSync(scratch, { recursive: true });
}

/** The first of these files that exists, if any. */
function copyFirst(files) {
  const file = files.find((each) => existsSync(each));
  if (file !== undefined) cpSync(file, join(out, basename(file)));
}

function publishedManifest() {
  const { name, version, description, license, sideEffects, dependencies, peerDependencies, peerDependenciesMeta } = manifest;
  const built = (source, folder, extension) => source.replace('./src/', `./${folder}/`).replace(/\.ts$/, extension);
  const exports = Object.entries(manifest.exports).map(([path, source]) => [
    path,
    { types: built(source, 'types', '.d.ts'), import: built(source, 'esm', '.mjs'), require: built(source, 'cjs', '.cjs') },
  ]);
  return {
    ...{ name, version, description, license, sideEffects },
    main: './cjs/index.cjs',
    module: './esm/index.mjs',
    types: './types/index.d.ts',
    exports: Object.fromEntries(exports),
    dependencies:
      dependencies &&
      Object.fromEntries(Object.entries(dependencies).map(([of, range]) => [of, range === '*' ? `^${version}` : range])),
    ...{ peerDependencies, peerDependenciesMeta },
  };
}

function workspaceOf(folder) {
  return existsSync(join(folder, 'tsconfig.base.json')) ? folder : workspaceOf(dirname(folder));
}
