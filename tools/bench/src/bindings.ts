/**
 * How fast generated bindings are: creating and parsing events next to Ajv's own compiled validators with the full formats of
 * `ajv-formats`, importing one event, its size, and generating a thousand event types.
 *
 *     npx tsx tools/bench/src/bindings.ts [--json] [--passes 15]
 *
 * Slices of both alternate and the best counts, so that a busy machine says much the same: read the ratios, not the absolute figures.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { buildSync } from 'esbuild';
import { generate, languages } from '@busbar/bindings';
import { closeObjects, type Contract } from '@busbar/contracts';
import { loadManifest } from '@busbar/manifest';
import { testCompanyConfig, testCompanyRoot } from '@busbar/test-company';
import type { AnyEventType } from '@busbar/client/event';
import { benchmarkEvent } from './bindings-event';

export interface Comparison {
  readonly what: string;
  /** Of the JSON text. */
  readonly bytes: number;
  readonly perSecond: number;
  readonly ajvPerSecond: number;
  /** Time of Ajv, which only validates, divided by time of the bindings, which copy, freeze and add metadata, too. */
  readonly ratio: number;
}

export interface Measurements {
  readonly comparisons: readonly Comparison[];
  /** Node's `import()` of one event's bundle in a fresh process, the best of all passes. */
  readonly importMilliseconds: number;
  /** The same of a module with nothing in it: what is left is the event's. */
  readonly emptyImportMilliseconds: number;
  /** All that one event needs, minified. */
  readonly minifiedBytes: number;
  readonly generation: readonly {
    readonly language: string;
    readonly eventTypes: number;
    readonly seconds: number;
    readonly files: number;
  }[];
}

const EVENT = { module: 'delivery/order-scheduled', constructor: 'DeliveryOrderScheduled' };
const EVENT_TYPES = 1_000;

export async function measure(passes: number): Promise<Measurements> {
  const contracts = await readContracts();
  const folder = mkdtempSync(join(tmpdir(), 'busbar-bench-'));
  try {
    const minified = bundle(join(folder, 'event.mjs'), 'esm');
    bundle(join(folder, 'event.cjs'), 'cjs');
    writeFileSync(join(folder, 'empty.mjs'), 'export {};\n');
    const imports = Array.from({ length: passes }, () => ({
      event: importTime(join(folder, 'event.mjs')),
      empty: importTime(join(folder, 'empty.mjs')),
    }));
    return {
      comparisons: compare(contracts, join(folder, 'event.cjs'), passes),
      importMilliseconds: Math.min(...imports.map(({ event }) => event)),
      emptyImportMilliseconds: Math.min(...imports.map(({ empty }) => empty)),
      minifiedBytes: minified,
      generation: measureGeneration(contracts),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function readContracts(): Promise<readonly Contract[]> {
  const { manifest, problems } = await loadManifest(testCompanyConfig);
  if (manifest === undefined) throw new Error(problems.map(({ message }) => message).join('\n'));
  return manifest.contracts;
}

function compare(contracts: readonly Contract[], bundled: string, passes: number): Comparison[] {
  const { contract, data, bytes } = benchmarkEvent(contracts);
  const { [EVENT.constructor]: eventType } = createRequire(__filename)(bundled) as Readonly<Record<string, AnyEventType>>;
  if (eventType === undefined) throw new Error(`${bundled} does not export ${EVENT.constructor}.`);

  const schema = closeObjects(contract.schema);
  const { metadata } = eventType.from(data);
  return [
    { what: 'creation', ...race(() => eventType.from(data), accepts(schema, data), passes), bytes },
    { what: 'parse', ...race(() => eventType.parse({ metadata, data }), accepts(withoutClosing(schema), data), passes), bytes },
  ];
}

function accepts(schema: object, data: unknown): () => void {
  const validate = addFormats(new Ajv({ discriminator: true, allowUnionTypes: true }), { mode: 'full' }).compile(schema);
  return () => {
    if (!validate(data)) throw new Error(`Ajv refuses it: ${JSON.stringify(validate.errors)}`);
  };
}

function withoutClosing(schema: object): object {
  return JSON.parse(
    JSON.stringify(schema, (key, value: unknown) => (key === 'additionalProperties' && value === false ? undefined : value)),
  ) as object;
}

function race(ours: () => unknown, ajv: () => unknown, passes: number): Pick<Comparison, 'perSecond' | 'ajvPerSecond' | 'ratio'> {
  const rounds = 2_000;
  const time = (run: () => unknown) => {
    const started = process.hrtime.bigint();
    for (let i = 0; i < rounds; i++) run();
    return Number(process.hrtime.bigint() - started) / 1e9;
  };
  for (let i = 0; i < 30; i++) [ours, ajv].forEach(time);
  const samples = Array.from({ length: passes * 10 }, () => ({ ours: time(ours), ajv: time(ajv) }));
  // The best of many short slices: others on the machine only add.
  const [best, ajvBest] = [Math.min(...samples.map((sample) => sample.ours)), Math.min(...samples.map((sample) => sample.ajv))];
  return { perSecond: Math.round(rounds / best), ajvPerSecond: Math.round(rounds / ajvBest), ratio: ajvBest / best };
}

/** One event with all that it needs, in one file. Returns how large it is. */
function bundle(outfile: string, format: 'esm' | 'cjs'): number {
  const entry = join(testCompanyRoot, 'libs/events/typescript/src', `${EVENT.module}.ts`);
  buildSync({ entryPoints: [entry], outfile, bundle: true, minify: true, platform: 'node', target: 'node20', format });
  return readFileSync(outfile).length;
}

function importTime(file: string): number {
  const script = `const started = performance.now(); await import(${JSON.stringify(file)}); console.log(performance.now() - started);`;
  return Number(spawnSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' }).stdout);
}

function measureGeneration(contracts: readonly Contract[]): Measurements['generation'] {
  const many = Array.from({ length: EVENT_TYPES }, (_, index): Contract =>
    renamed(contracts[index % contracts.length] as Contract, index),
  );
  return languages.map((language) => {
    const started = performance.now();
    const files = generate(language, many);
    return { language, eventTypes: EVENT_TYPES, seconds: (performance.now() - started) / 1_000, files: files.size };
  });
}

function renamed(contract: Contract, index: number): Contract {
  const name = `${contract.event.name}.copy${index}`;
  return {
    ...contract,
    type: `${name}@${contract.major}`,
    event: { ...contract.event, name },
    lifecycle: { state: 'active' },
  };
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { json: { type: 'boolean' }, passes: { type: 'string', default: '15' } } });
  const measurements = await measure(Number(values.passes));
  if (values.json) {
    console.log(JSON.stringify(measurements, undefined, 2));
    return;
  }
  for (const { what, ratio, perSecond, ajvPerSecond, bytes } of measurements.comparisons) {
    console.log(
      `${what.padEnd(9)} ${ratio.toFixed(2)}× Ajv (goal 1.00): ${perSecond} a second, Ajv ${ajvPerSecond}, ${bytes} bytes of data`,
    );
  }
  console.log(
    `import    ${measurements.importMilliseconds.toFixed(1)} ms (goal 10), of an empty module ${measurements.emptyImportMilliseconds.toFixed(1)} ms`,
  );
  console.log(`size      ${(measurements.minifiedBytes / 1_000).toFixed(1)} kB minified (goal 25)`);
  const total = measurements.generation.reduce((sum, { seconds }) => sum + seconds, 0);
  const each = measurements.generation
    .map(({ language, seconds, files }) => `${language} ${seconds.toFixed(1)} s, ${files} files`)
    .join('; ');
  console.log(`generate  ${total.toFixed(1)} s for ${EVENT_TYPES} event types (goal 30): ${each}`);
}

if (require.main === module) void main();
