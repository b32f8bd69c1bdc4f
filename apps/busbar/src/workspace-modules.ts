import { createRequire } from 'node:module';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { CommandError, exitCode } from './exit';

/**
 * Bundles a TypeScript module of the company's workspace, named in `config/platform.yaml`, so that it can be loaded here and in
 * worker threads. What it imports from node_modules stays there.
 *
 * @returns the path of a CommonJS file
 */
export async function bundleWorkspaceModule(source: string): Promise<string> {
  if (!existsSync(source)) {
    throw new CommandError(exitCode.environment, `There is no file "${source}".`, 'Correct `workspace` in config/platform.yaml.');
  }
  const { build } = await import('esbuild');
  const folder = join(dirname(source), '..', 'dist', 'busbar');
  await mkdir(folder, { recursive: true });
  const outfile = join(folder, `${basename(source).replace(/\.[cm]?ts$/, '')}-${process.pid}.cjs`);
  const built = build({
    entryPoints: [source],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    sourcemap: 'inline',
    logLevel: 'error',
    logLimit: 3,
    external: ['aws-cdk-lib', 'constructs', 'esbuild', '@aws-sdk/*', '@smithy/*'],
  });
  await built.catch(() => {
    throw new CommandError(exitCode.environment, `"${source}" does not compile, for the reasons above.`);
  });
  return outfile;
}

/** Loads what `bundleWorkspaceModule` wrote. */
export function requireModule(path: string): unknown {
  return createRequire(path)(path);
}
