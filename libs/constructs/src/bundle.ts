import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { Construct, IConstruct } from 'constructs';
import { ConstructError } from './construct-error';
import type { HandlerSource } from './event-handler';

/** What an app has bundled, so that the stages of one app bundle a handler once. */
const bundles = new WeakMap<IConstruct, Map<string, string>>();

/**
 * One file with all that a handler imports.
 *
 * @throws ConstructError when there is no such file, it does not compile, or `esbuild` is not installed
 */
export function bundledCode(scope: Construct, source: HandlerSource): Code {
  const entry = resolve(source.entry);
  if (!existsSync(entry)) {
    throw new ConstructError(
      `There is no file "${source.entry}" in "${process.cwd()}". "entry" is the file that exports the handler.`,
    );
  }
  // `cdk ls` and `cdk deploy <another stack>` need no code.
  if (!Stack.of(scope).bundlingRequired) return Code.fromInline('// not bundled: this stack was not asked for');
  const known = bundles.get(scope.node.root) ?? new Map<string, string>();
  bundles.set(scope.node.root, known);
  const key = JSON.stringify([entry, source.bundling]);
  const folder = known.get(key) ?? bundle(entry, source);
  known.set(key, folder);
  return Code.fromAsset(folder);
}

function bundle(entry: string, { bundling = {} }: HandlerSource): string {
  const { external = ['@aws-sdk/*', '@smithy/*'], minify = true, sourceMap = false } = bundling;
  const { buildSync } = esbuildFor(entry);
  try {
    const { outputFiles } = buildSync({
      entryPoints: [entry],
      write: false,
      bundle: true,
      minify,
      sourcemap: sourceMap ? 'inline' : false,
      platform: 'node',
      target: 'node22',
      format: 'cjs',
      external: [...external],
      logLevel: 'silent',
    });
    return keep(entry, outputFiles[0]?.text ?? '');
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new ConstructError(`"${entry}" cannot be bundled: ${message}`);
  }
}

/** A folder for the code, below the app's packages where nobody commits it. Named by its content, so that nobody writes it twice at once. */
function keep(entry: string, code: string): string {
  const modules = join(process.cwd(), 'node_modules');
  const cache = existsSync(modules) ? join(modules, '.cache', 'busbar') : join(tmpdir(), 'busbar-handlers');
  const stem = basename(entry).replace(/\.[^.]+$/, '');
  const folder = join(cache, `${stem}-${createHash('sha256').update(code).digest('hex').slice(0, 16)}`);
  if (existsSync(folder)) return folder;
  mkdirSync(cache, { recursive: true });
  const work = mkdtempSync(join(cache, '.work-'));
  writeFileSync(join(work, 'index.js'), code);
  try {
    renameSync(work, folder);
  } catch (error) {
    rmSync(work, { recursive: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

/** What is used of it; its own types are not those of this package's users. */
interface Esbuild {
  buildSync(options: Readonly<Record<string, unknown>>): { readonly outputFiles: readonly { readonly text: string }[] };
}

/** That of the handler's package, or of the app. */
function esbuildFor(entry: string): Esbuild {
  for (const from of [entry, join(process.cwd(), 'package.json')]) {
    try {
      return createRequire(from)('esbuild') as Esbuild;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    }
  }
  throw new ConstructError(
    'A handler with "entry" is bundled by esbuild, which is not installed here. Run "npm install --save-dev esbuild", or give "code".',
  );
}
