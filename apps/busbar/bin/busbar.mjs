#!/usr/bin/env node
/**
 * Starts the program from a bundle of its sources, and makes that bundle anew when a source has changed since.
 * So `npx busbar` needs no build step, is never stale, and starts as fast as one file loads.
 */
import { createRequire } from 'node:module';
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const home = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(home, 'dist');
const pointer = join(dist, 'current.json');

// When a source does not compile, esbuild has said why.
const bundle = freshBundle() ?? (await makeBundle().catch(() => process.exit(3)));
require(join(dist, bundle, 'main.js')).run(process.argv.slice(2));

/** The bundle's folder if none of the files that went into it has changed. */
function freshBundle() {
  try {
    const { folder, builtAt, inputs } = JSON.parse(readFileSync(pointer, 'utf8'));
    statSync(join(dist, folder, 'main.js'));
    return inputs.every((input) => statSync(join(home, input)).mtimeMs <= builtAt) ? folder : undefined;
  } catch {
    return undefined;
  }
}

async function makeBundle() {
  const { build } = await import('esbuild');
  const builtAt = Date.now();
  const folder = `${builtAt.toString(36)}-${process.pid}`;
  const { metafile } = await build({
    absWorkingDir: home,
    entryPoints: { main: 'src/main.ts', 'demo-worker': 'src/demo/worker.ts' },
    outdir: join(dist, folder),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    sourcemap: true,
    metafile: true,
    logLevel: 'error',
    logLimit: 3,
    // Large, or finding files beside themselves: loaded from node_modules when a verb needs them.
    external: ['aws-cdk-lib', 'constructs', 'cdk-nag', 'esbuild', '@aws-sdk/*', '@smithy/*', '@busbar/emulator/worker.cjs'],
  });
  const inputs = Object.keys(metafile.inputs).filter((input) => !input.includes('node_modules'));
  inputs.push('bin/busbar.mjs', '../../package-lock.json');
  mkdirSync(dist, { recursive: true });
  const previous = pointerOrUndefined();
  writeFileSync(`${pointer}.${process.pid}`, JSON.stringify({ folder, builtAt, inputs, previous: previous?.folder }));
  renameSync(`${pointer}.${process.pid}`, pointer);
  // The bundle before this one may still be running; the one before that is not kept.
  if (previous?.previous) rmSync(join(dist, previous.previous), { recursive: true, force: true });
  return folder;
}

function pointerOrUndefined() {
  try {
    return JSON.parse(readFileSync(pointer, 'utf8'));
  } catch {
    return undefined;
  }
}
