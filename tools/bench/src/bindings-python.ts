/**
 * How long it takes to create an event in Python (data checked, id and time made), next to what `fastjsonschema` and
 * `jsonschema` take to check the same data alone. The two are installed into a folder of their own that is removed afterwards.
 *
 *     npx tsx tools/bench/src/bindings-python.ts [--json]
 *
 * Rounds alternate, so that a busy machine slows all alike: read the ratios, not the microseconds.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { generate } from '@busbar/bindings';
import { closeObjects, type Contract } from '@busbar/contracts';
import { loadManifest } from '@busbar/manifest';
import { testCompanyConfig } from '@busbar/test-company';
import { benchmarkEvent } from './bindings-event';

/** Microseconds for one event. */
export interface PythonTimes {
  readonly create: number;
  readonly fromWire: number;
  readonly fastjsonschema: number;
  readonly jsonschema: number;
}

const GOALS = { fastjsonschema: 1, jsonschema: 10 } as const;

export function measurePython(contract: Contract, data: unknown): PythonTimes {
  const folder = mkdtempSync(join(tmpdir(), 'busbar-bench-'));
  try {
    const files = [...generate('python', [contract])].map(([path, text]): [string, string] => [
      path.replace(/^src\/[^/]+\//, 'src/events/'),
      text,
    ]);
    const { discriminator: _, ...schema } = closeObjects(contract.schema);
    files.push(['sample.json', JSON.stringify({ eventType: contract.type, schema: withoutDiscriminators(schema), data })]);
    for (const [path, text] of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    run('python3', ['-m', 'venv', 'venv'], folder);
    const python = join(folder, 'venv/bin/python');
    run(
      python,
      ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', 'jsonschema[format]', 'fastjsonschema'],
      folder,
    );
    return JSON.parse(run(python, [join(__dirname, 'bindings-python.py'), folder], folder)) as PythonTimes;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Ajv's keyword is none of JSON Schema. */
function withoutDiscriminators(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, member: unknown) => (key === 'discriminator' ? undefined : member)));
}

function run(program: string, args: readonly string[], folder: string): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, PYTHONPATH: join(folder, 'src') },
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`${program} failed:\n${stderr}`);
  return stdout;
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
  const { manifest } = await loadManifest(testCompanyConfig);
  if (!manifest) throw new Error('The test company has errors.');
  const { contract, data, bytes } = benchmarkEvent(manifest.contracts);
  const times = measurePython(contract, data);
  const ratios = { fastjsonschema: times.fastjsonschema / times.create, jsonschema: times.jsonschema / times.create };
  if (values.json) {
    console.log(JSON.stringify({ eventType: contract.type, bytes, microseconds: times, ratios, goals: GOALS }));
    return;
  }
  console.log(`${contract.type}, ${bytes} bytes of data`);
  console.log(`  create         ${times.create.toFixed(1)} µs (from data on the wire: ${times.fromWire.toFixed(1)} µs)`);
  for (const name of ['fastjsonschema', 'jsonschema'] as const) {
    console.log(
      `  ${name.padEnd(14)} ${times[name].toFixed(1)} µs: ${ratios[name].toFixed(1)} times as long (goal: at least ${GOALS[name]})`,
    );
  }
}

if (require.main === module) void main();
