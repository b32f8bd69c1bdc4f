#!/usr/bin/env node
/**
 * Starts the program from a bundle of its sources, and rebuilds that bundle when a source has changed since.
 * So `npx busbar` needs no build step, is never stale, and starts as fast as one file loads.
 */
import { createRequire } from 'node:module';
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const home = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(home, 'dist');
const pointer = join(dist, 'current.json');

// When a source does not compile, esbuild has said why.
const bundle = freshBundle() ?? (await makeBundle().catch(() => process.exit(3)));
require(join(dist, bundle, 'main.js')).run(process.argv.slice(2));

/** The bundle's folder if none of the files that went into it has changed: a file that was moved here may be older than the bundle. */
function freshBundle() {
  try {
    const { folder, inputs } = JSON.parse(readFileSync(pointer, 'utf8'));
    statSync(join(dist, folder, 'main.js'));
    return inputs.every(([input, version]) => versionOf(input) === version) ? folder : undefined;
  } catch {
    return undefined;
  }
}

function versionOf(input) {
  const { mtimeMs, size, ino } = statSync(join(home, input));
  return `${mtimeMs} ${size} ${ino}`;
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
    external: ['aws-cdk-lib', 'constructs', 'cdk-nag', 'esbuild', '@aws-sdk/*', '@smithy/*'],
  });
  const sources = Object.keys(metafile.inputs).filter((input) => !input.includes('node_modules'));
  // A source that changes while it is bundled makes the next start rebuild.
  const inputs = [...sources, 'bin/busbar.mjs', '../../package-lock.json'].map((input) => {
    const version = versionOf(input);
    return [input, statSync(join(home, input)).mtimeMs < builtAt - 100 ? version : 'changing'];
  });
  mkdirSync(dist, { recursive: true });
  writeFileSync(`${pointer}.${process.pid}`, JSON.stringify({ folder, inputs }));
  renameSync(`${pointer}.${process.pid}`, pointer);
  removeOldBundles(folder, builtAt);
  return folder;
}

/** A bundle may be starting workers when the next one is made, and the one after that; an hour later it is not. */
function removeOldBundles(current, now) {
  for (const folder of readdirSync(dist)) {
    const builtAt = parseInt(folder.split('-')[0], 36);
    if (/^[0-9a-z]+-\d+$/.test(folder) && folder !== current && builtAt < now - 3_600_000) {
      rmSync(join(dist, folder), { recursive: true, force: true });
    }
  }
}
