#!/usr/bin/env node
/**
 * Builds the package in the current folder into `dist`: ES modules, CommonJS and types, with one import path for each entry of
 * its `exports`, so that one loads what one uses. What several entries use is in files that they share, in CommonJS too: a class
 * exists once in each format. Inside the workspace packages are imported as TypeScript; `dist` is what is published.
 *
 * `busbar` in package.json says what is special: `bundles` are packages of the workspace that are not published and become part of this
 * one, code and types; `workspaceOnly` are exports that are not published.
 *
 *     node tools/package-build/bin/package-build.mjs [--out dist]
 */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const { values } = parseArgs({ options: { out: { type: 'string', default: 'dist' } } });
const home = process.cwd();
const out = resolve(home, values.out);
const workspace = workspaceOf(home);
const manifest = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
const { bundles = [], workspaceOnly = [] } = manifest.busbar ?? {};
const publishedExports = Object.entries(manifest.exports).filter(([path]) => !workspaceOnly.includes(path));
const entries = publishedExports.flatMap(([, source]) => sourcesOf(source));

/** The specifier of an import or export, also of a type: `import('…')`. */
const IMPORTED = /((?:\bfrom|\bimport)\s*\(?\s*['"])([^'"\n]+)(['"])/g;

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

/** Published packages stay imports: whoever loads two of these packages has one client, not two. Returns the files written. */
async function bundle() {
  const { metafile } = await build({
    absWorkingDir: home,
    entryPoints: entries,
    outdir: join(out, 'esm'),
    outbase: join(home, 'src'),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    plugins: [externalPackages()],
    splitting: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    metafile: true,
    logLevel: 'error',
  });
  requireDeclared(Object.values(metafile.outputs).flatMap(({ imports }) => imports.filter(({ external }) => external)));
  return Object.keys(metafile.outputs).map((file) => resolve(home, file));
}

/** What is not bundled stays an import, and goes when nothing of it is used. */
function externalPackages() {
  return {
    name: 'external-packages',
    setup({ onResolve }) {
      onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
        if (kind === 'entry-point' || isBundled(path)) return undefined;
        return { path, external: true, sideEffects: false };
      });
    },
  };
}

function isBundled(specifier) {
  return bundles.some((each) => (each.endsWith('*') ? specifier.startsWith(each.slice(0, -1)) : packageOf(specifier) === each));
}

function packageOf(specifier) {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

/** A package that is imported and not declared is not there, or another copy, wherever this one is installed. */
function requireDeclared(imports) {
  const declared = { ...manifest.dependencies, ...manifest.peerDependencies };
  const missing = imports.map(({ path }) => path).filter((path) => !path.startsWith('node:') && !(packageOf(path) in declared));
  if (missing.length === 0) return;
  console.error(`${manifest.name} imports ${[...new Set(missing)].join(', ')}, which its package.json does not declare.`);
  process.exit(1);
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
  const compilerOptions = { ...emit, types: ['node'], typeRoots, paths: bundledSources() };
  writeFileSync(settings, JSON.stringify({ extends: join(workspace, 'tsconfig.base.json'), compilerOptions, files: entries }));
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const { status } = spawnSync(process.execPath, [tsc, '-p', settings], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
  keepTypes(scratch);
  rmSync(scratch, { recursive: true });
}

/** Where the sources of bundled packages are, by specifier: through `node_modules`, `tsc` takes them for other people's and emits nothing. */
function bundledSources() {
  const packages = readdirSync(join(workspace, 'libs'))
    .map((name) => join('libs', name, 'package.json'))
    .filter((file) => existsSync(join(workspace, file)));
  return Object.fromEntries(
    packages.flatMap((file) => {
      const { name, exports = {} } = JSON.parse(readFileSync(join(workspace, file), 'utf8'));
      if (!isBundled(name)) return [];
      return Object.entries(exports).map(([path, source]) => [name + path.slice(1), [join(workspace, dirname(file), source)]]);
    }),
  );
}

/** The declarations that the entries lead to. Those of bundled packages come along, below `types/bundled`. */
function keepTypes(scratch) {
  const emitted = (source) => join(scratch, relative(workspace, source).replace(/\.ts$/, '.d.ts'));
  const own = join(scratch, relative(workspace, home), 'src');
  const libraries = join(scratch, 'libs');
  const placeOf = (file) =>
    file.startsWith(own + sep) ? join(out, 'types', relative(own, file)) : join(out, 'types/bundled', relative(libraries, file));
  const open = entries.map(emitted);
  const kept = new Set();
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (kept.has(file)) continue;
    kept.add(file);
    const text = readFileSync(file, 'utf8').replace(IMPORTED, (statement, before, specifier, after) => {
      const found = declarationOf(specifier, file, emitted);
      if (found === undefined) return statement;
      open.push(found);
      const path = relative(dirname(placeOf(file)), placeOf(found))
        .replaceAll(sep, '/')
        .replace(/\.d\.ts$/, '');
      return `${before}${path.startsWith('.') ? path : `./${path}`}${after}`;
    });
    mkdirSync(dirname(placeOf(file)), { recursive: true });
    writeFileSync(placeOf(file), text);
  }
}

/** The emitted file that an import in a declaration means; undefined where it is of another package. */
function declarationOf(specifier, from, emitted) {
  if (specifier.startsWith('.')) {
    const stem = join(dirname(from), specifier);
    return [`${stem}.d.ts`, join(stem, 'index.d.ts')].find((file) => existsSync(file));
  }
  if (!isBundled(specifier)) return undefined;
  const name = packageOf(specifier);
  const folder = realpathSync(join(workspace, 'node_modules', name));
  const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return emitted(join(folder, exports[`.${specifier.slice(name.length)}`]));
}

/** The first of these files that exists, if any. */
function copyFirst(files) {
  const file = files.find((each) => existsSync(each));
  if (file !== undefined) cpSync(file, join(out, basename(file)));
}

function publishedManifest() {
  const { name, version, description, license, sideEffects, dependencies, peerDependencies, peerDependenciesMeta } = manifest;
  const built = (source, folder, extension) => source.replace('./src/', `./${folder}/`).replace(/\.ts$/, extension);
  const exports = publishedExports.map(([path, source]) => [
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
      Object.fromEntries(
        Object.entries(dependencies)
          .filter(([of]) => !isBundled(of))
          .map(([of, range]) => [of, range === '*' ? `^${version}` : range]),
      ),
    ...{ peerDependencies, peerDependenciesMeta },
  };
}

function workspaceOf(folder) {
  return existsSync(join(folder, 'tsconfig.base.json')) ? folder : workspaceOf(dirname(folder));
}
