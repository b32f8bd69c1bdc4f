import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { hashOfRelease } from '@busbar/contracts';
import { testCompanyConfig } from '@busbar/test-company';
import { timeOfBusbar, type ProcessTime } from './processes/cpu-time';

/**
 * `busbar contract check` on a large company: 1,000 event types, each with five released versions; once as main is (drafts are
 * what was released, but for ten), once at its worst, with every draft changed. CPU time of the whole process.
 */
const types = 1_000;
const versions = 5;
const goalCpuSeconds = 10;

const folder = mkdtempSync(join(tmpdir(), 'busbar-bench-'));
try {
  for (const part of ['platform.yaml', 'organization.json', 'teams.yaml', 'stages', 'services'])
    cpSync(join(testCompanyConfig, part), join(folder, 'config', part), { recursive: true });
  const platform = join(folder, 'config/platform.yaml');
  writeFileSync(
    platform,
    'company: larkhill\nbusName: larkhill-events\narchiveRetentionDays: 30\nretry: { maximumEventAgeInSeconds: 10800, maximumRetryAttempts: 60 }\nobjectives: { latencyP90Milliseconds: 80, successPercent: 99.99 }\n',
  );
  for (const [what, changed] of [
    ['ten drafts changed', 10],
    ['every draft changed', types],
  ] as const) {
    writeEvents(changed);
    const { cpu, wall, status, stderr } = check();
    console.log(
      `${types} event types × ${versions} versions, ${what}: ${cpu.toFixed(2)} s CPU (goal ${goalCpuSeconds}), ${wall.toFixed(2)} s wall`,
    );
    if (status !== 0) console.log(stderr.split('\n').slice(0, 12).join('\n'));
    if (status !== 0 || cpu > goalCpuSeconds) process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true });
}

function writeEvents(changed: number): void {
  const releases: object[] = [];
  write(
    'delivery/domain.yaml',
    'name: delivery\ndescription: Getting parcels home.\nowner: fulfilment\nsource: larkhill.delivery\n',
  );
  for (let number = 0; number < types; number++) {
    const name = `thing${number}.changed`;
    write(
      `delivery/${name}/event.yaml`,
      `name: delivery.${name}\ntitle: Thing ${number} changed\ndescription: Thing number ${number} is not what it was before.\nowner: fulfilment\n` +
        'publisher: delivery-service\nvolume: { averagePerSecond: 1, peakPerSecond: 2 }\nlifecycle:\n  v1: { state: active }\n',
    );
    for (let minor = 0; minor < versions; minor++) {
      const text = schema(number, minor);
      write(`delivery/${name}/v1/1.${minor}.0.schema.json`, text);
      releases.push({
        ...{
          type: `delivery.${name}@1`,
          version: `1.${minor}.0`,
          bump: minor === 0 ? 'initial' : 'minor',
          sha256: hashOfRelease(text),
        },
        ...{ releasedBy: 'bench', releasedAt: '2026-01-01T00:00:00Z', reason: 'To measure.' },
      });
    }
    write(`delivery/${name}/v1/draft.schema.json`, schema(number, number < changed ? versions : versions - 1));
    const data = Object.fromEntries([
      ['thingId', '0192f3a4-5b6c-7d8e-9f01-23456789abcd'],
      ['changedAt', '2026-05-04T08:15:30Z'],
      ['status', 'NEW'],
      ['place', { zip: '12345', city: 'Here' }],
      ['parts', ['lid']],
      ['weightGrams', 5],
      ...fields(versions - 1).map((field) => [field, 'x']),
    ]);
    write(`delivery/${name}/v1/examples/usual.json`, JSON.stringify({ summary: 'As usual.', data }));
    write(
      `delivery/${name}/v1/examples/wrong.json`,
      JSON.stringify({
        summary: 'No id.',
        violates: { path: '/thingId', keyword: 'required' },
        data: { ...data, thingId: undefined },
      }),
    );
  }
  write('ledger.json', `${JSON.stringify({ releases }, null, 2)}\n`);
}

/** About the size of the test company's schemas; each minor adds a field and a value. */
function schema(number: number, minor: number): string {
  const text = (description: string, more: object) => ({ type: 'string', description, ...more });
  return `${JSON.stringify(
    {
      $schema: 'http://json-schema.org/draft-07/schema#',
      title: `Thing ${number} changed`,
      type: 'object',
      description: 'What it is now.',
      required: ['thingId', 'changedAt', 'status'],
      properties: {
        thingId: text('The thing, for all its life.', { format: 'uuid' }),
        changedAt: text('When.', { format: 'date-time' }),
        status: text('Where it stands.', {
          enum: ['NEW', 'OLD', ...fields(minor).map((field) => field.toUpperCase())],
          'x-extensible': true,
        }),
        place: { $ref: '#/definitions/Place' },
        parts: { type: 'array', description: 'What it is made of.', maxItems: 20, items: text('A part.', { maxLength: 30 }) },
        weightGrams: { type: 'integer', description: 'On the scales.', minimum: 0, maximum: 70_000 + number },
        ...Object.fromEntries(fields(minor).map((field) => [field, text('Added in a later version.', { maxLength: 40 })])),
      },
      definitions: {
        Place: {
          type: 'object',
          description: 'Where it is.',
          required: ['zip'],
          properties: {
            zip: text('As the country writes it.', { pattern: '^[0-9]{5}$', 'x-classification': 'pii:location' }),
            city: text('By its own name.', { maxLength: 80 }),
          },
        },
      },
    },
    null,
    2,
  )}\n`;
}

function fields(minor: number): string[] {
  return Array.from({ length: minor }, (_, index) => `extra${'abcdefgh'[index] ?? ''}`);
}

function write(path: string, text: string): void {
  const file = join(folder, 'config/events', path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function check(): ProcessTime {
  // A changed source rebuilds the bundle; that is not measured.
  timeOfBusbar(['--help']);
  return timeOfBusbar(['contract', 'check'], folder);
}
