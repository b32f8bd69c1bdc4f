import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildSync } from 'esbuild';
import type { CorpusCase, CorpusResult } from '../../corpus';
import type { GeneratedFiles } from '../../src';

const WORKSPACE = join(__dirname, '../../../..');
const DIST = join(__dirname, '../../dist');

/** More than `strict`: what the strictest of projects set. */
const STRICTEST = {
  target: 'es2022',
  lib: ['es2023'],
  module: 'esnext',
  moduleResolution: 'bundler',
  strict: true,
  noUncheckedIndexedAccess: true,
  noPropertyAccessFromIndexSignature: true,
  exactOptionalPropertyTypes: true,
  noImplicitOverride: true,
  noImplicitReturns: true,
  noFallthroughCasesInSwitch: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  allowUnreachableCode: false,
  verbatimModuleSyntax: true,
  isolatedModules: true,
  skipLibCheck: true,
  types: ['node'],
};

/** Compiles with `tsc` in a folder of its own below `dist`; what it complains about, or nothing. */
export function compile(name: string, files: GeneratedFiles, more: Readonly<Record<string, string>>): string {
  const folder = join(DIST, name);
  rmSync(folder, { recursive: true, force: true });
  const compilerOptions = { ...STRICTEST, rootDir: WORKSPACE, outDir: join(folder, 'out') };
  const settings = { 'tsconfig.json': JSON.stringify({ compilerOptions, include: ['**/*.ts'] }) };
  for (const [path, text] of [...files, ...Object.entries(more), ...Object.entries(settings)]) write(join(folder, path), text);
  const tsc = join(WORKSPACE, 'node_modules/typescript/bin/tsc');
  return spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' }).stdout;
}

/** Compiles, and runs the corpus through the constructors and `parse`. */
export function runCorpus(files: GeneratedFiles, cases: readonly CorpusCase[]): CorpusResult[] {
  const name = 'typescript-corpus';
  const complaints = compile(name, files, { 'main.ts': PROGRAM });
  if (complaints !== '') throw new Error(complaints);
  const program = join(DIST, name, 'main.cjs');
  const entry = join(DIST, name, 'out/libs/bindings/dist', name, 'main.js');
  buildSync({ entryPoints: [entry], outfile: program, bundle: true, platform: 'node', format: 'cjs', logLevel: 'error' });
  const { stdout, stderr } = spawnSync(process.execPath, [program], {
    input: JSON.stringify(cases),
    encoding: 'utf8',
    maxBuffer: 1e9,
  });
  if (stderr !== '') throw new Error(stderr);
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as CorpusResult);
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

const PROGRAM = `
import { readFileSync } from 'node:fs';
import { EventValidationError, parseJson, printJson, uuidV7, type AnyEventType } from '@busbar/client/event';
import { eventTypes } from './src/index';

interface Case {
  readonly id: string;
  readonly eventType: string;
  readonly view: 'publisher' | 'consumer';
  readonly data: string;
}

function metadataOf({ type, version, publisher }: AnyEventType) {
  const id = uuidV7();
  return { id, type, version, publisher, time: '2026-02-04T10:00:00.000Z', correlationId: id };
}

function resultOf({ id, eventType: type, view, data: text }: Case) {
  const eventType = eventTypes.get(type);
  if (eventType === undefined) throw new Error(type);
  const data = parseJson(text);
  try {
    const event = view === 'publisher' ? eventType.from(data) : eventType.parse({ metadata: metadataOf(eventType), data });
    return { id, valid: true, issues: [], output: printJson(event.data) };
  } catch (error) {
    if (!(error instanceof EventValidationError)) throw error;
    return { id, valid: false, issues: error.issues };
  }
}

const cases = JSON.parse(readFileSync(0, 'utf8')) as readonly Case[];
process.stdout.write(cases.map((one) => JSON.stringify(resultOf(one)) + '\\n').join(''));
`;
