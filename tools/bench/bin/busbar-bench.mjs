#!/usr/bin/env node
/** `npm run bench [-- name…]`: runs the benchmarks of this folder, one after another, each in a process of its own. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const sources = join(dirname(fileURLToPath(import.meta.url)), '..', 'src');
const tsx = createRequire(import.meta.url).resolve('tsx/cli');
const known = readdirSync(sources, { withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => entry.name.slice(0, -'.ts'.length));

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !known.includes(name));
if (asked.includes('--help') || unknown.length > 0) {
  console.error(`usage: npm run bench [-- ${known.map((name) => `[${name}]`).join(' ')}]`);
  process.exit(asked.includes('--help') ? 0 : 2);
}

const [cpu] = cpus();
console.log(`${cpus().length} × ${cpu?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`);
for (const name of asked.length > 0 ? asked : known) {
  console.log(`\n${name}`);
  const { status } = spawnSync(process.execPath, [tsx, join(sources, `${name}.ts`)], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
