import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buildSync } from 'esbuild';

const WORKSPACE = join(__dirname, '../../..');
const PROGRAM = join(__dirname, '../bin/package-build.mjs');

/** A project of a service team in which npm has installed the packed client and events. */
let project: string;
beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'package-build-'));
  const folders = [build('libs/client'), build('libs/test-company/libs/events/typescript')];
  const overrides = standInsForDependencies(folders[0] ?? '');
  const dependencies = Object.fromEntries(folders.map((folder) => [manifestOf(folder).name, `file:${pack(folder)}`]));
  write('package.json', JSON.stringify({ name: 'service', version: '1.0.0', private: true, dependencies, overrides }));
  npm('install', '--offline', '--no-audit', '--no-fund', '--cache', join(project, 'cache'));
}, 240_000);
afterAll(() => rmSync(project, { recursive: true }));

function build(source: string): string {
  const out = join(project, 'built', source);
  expect(run([PROGRAM, '--out', out], join(WORKSPACE, source))).toMatchObject({ status: 0, stderr: '', stdout: '' });
  return out;
}

/** Without network, npm has to find in files what the client depends on. No program here needs more than the names. */
function standInsForDependencies(client: string): Record<string, string> {
  const names = Object.entries(manifestOf(client).dependencies ?? {});
  return Object.fromEntries(
    names.map(([name, range]) => {
      write(join('built', name, 'package.json'), JSON.stringify({ name, version: range.replace('^', '') }));
      write(join('built', name, 'index.js'), '');
      return [name, `file:${pack(join(project, 'built', name))}`];
    }),
  );
}

function manifestOf(folder: string): { readonly name: string; readonly dependencies?: Record<string, string> } {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as ReturnType<typeof manifestOf>;
}

function pack(folder: string): string {
  return join(project, npm('pack', '--silent', '--pack-destination', project, folder).trim());
}

function npm(...argv: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync('npm', argv, { cwd: project, encoding: 'utf8' });
  expect({ status, stderr }).toMatchObject({ status: 0 });
  return stdout;
}

function write(file: string, text: string): string {
  const path = join(project, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

function run(argv: readonly string[], cwd = project) {
  // Nx asks for colour, and Node warns where that contradicts NO_COLOR.
  return spawnSync(process.execPath, argv, { cwd, encoding: 'utf8', env: { ...process.env, FORCE_COLOR: undefined } });
}

const DATA = `{
  deliveryId: '0192f0c1-7a5e-7c3d-9b1a-2f4e6d8c0a11',
  propertyId: 'prop-4k7m2x9q',
  status: 'DELIVERED',
  previousStatus: null,
  changedAt: '2026-11-24T14:41:20Z',
  carrier: 'ups-us',
}`;

/** Makes, publishes, consumes, and catches what can go wrong, by the classes of another copy of the client if told so. */
const MAIN = `
async function main() {
  const bus = memoryBus();
  const publisher = new EventPublisher({ transport: bus });
  const consumer = new EventConsumer();
  consumer.on(DeliveryStatusUpdated, ({ data }) => console.log('consumed', data.status));
  await publisher.publish(DeliveryStatusUpdated(${DATA}));
  await consumer.handle(bus.events[0]);
  bus.failNext('MalformedDetail');
  await caught(errors.PublishError, () => publisher.publish(DeliveryStatusUpdated(${DATA})));
  await caught(errors.EventValidationError, () => DeliveryStatusUpdated.from({}));
  await caught(errors.EventValidationError, () => consumer.handle({ ...bus.events[0], detail: { ...bus.events[0].detail, data: {} } }));
  await caught(errors.EnvelopeError, () => consumer.handle({ ...bus.events[0], detail: {} }));
  await caught(errors.UnreadableInputError, () => consumer.handle({}));
  await caught(errors.ConfigurationError, () => new EventPublisher({ transport: bus, maxInFlight: 0 }));
}
async function caught(expected, act) {
  const error = await (async () => act())().catch((thrown) => thrown);
  if (!(error instanceof expected) || !(error instanceof errors.BusbarError) || error.name !== expected.name) throw error;
  console.log('caught', error.code);
}
main();
`;
const PRINTED = `consumed DELIVERED
caught PUBLISH_FAILED
caught EVENT_INVALID
caught EVENT_INVALID
caught ENVELOPE_INVALID
caught INPUT_UNREADABLE
caught CONFIGURATION_INVALID
`;

const SPECIFIERS = {
  client: ['{ EventConsumer, EventPublisher, memoryBus }', '@busbar/client'],
  events: ['{ DeliveryStatusUpdated }', '@larkhill/events/delivery/status-updated'],
  errors: ['errors', '@busbar/client'],
} as const;
type Loading = 'import' | 'require';
const LOADINGS: Loading[] = ['import', 'require'];

/** Loads each of the three as an ES module or as CommonJS. */
function programOf(loadings: Record<keyof typeof SPECIFIERS, Loading>): string {
  const lines = Object.entries(SPECIFIERS).map(([part, [names, from]]) => {
    if (loadings[part as keyof typeof SPECIFIERS] === 'require') return `const ${names} = require('${from}');`;
    return `import ${names === 'errors' ? '* as errors' : names} from '${from}';`;
  });
  return [...lines, MAIN].join('\n');
}

const CREATE_REQUIRE = `import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);\n`;
const combinations = LOADINGS.flatMap((client) =>
  LOADINGS.flatMap((events) => LOADINGS.map((errors) => ({ client, events, errors }))),
);

describe('a service makes, publishes, consumes and catches', () => {
  it('in CommonJS', () => {
    const file = write('main.cjs', programOf({ client: 'require', events: 'require', errors: 'require' }));
    expect(run([file])).toMatchObject({ stderr: '', stdout: PRINTED, status: 0 });
  });

  it.each(combinations)('with the client by $client, events by $events, errors by $errors', (loadings) => {
    const file = write('main.mjs', CREATE_REQUIRE + programOf(loadings));
    expect(run([file])).toMatchObject({ stderr: '', stdout: PRINTED, status: 0 });
  });

  it.each(combinations)('bundled, with the client by $client, events by $events, errors by $errors', (loadings) => {
    const options = { bundle: true, minify: true, platform: 'node', target: 'node20' } as const;
    const entryPoints = [write('source.js', programOf(loadings))];
    buildSync({ ...options, entryPoints, outfile: join(project, 'bundle.cjs'), format: 'cjs' });
    expect(run([join(project, 'bundle.cjs')])).toMatchObject({ stderr: '', stdout: PRINTED, status: 0 });
  });

  it.each(['@busbar/client', '@larkhill/events/*'])('bundled, with %s left outside', (external) => {
    const entryPoints = [write('source.js', programOf({ client: 'require', events: 'import', errors: 'import' }))];
    const options = { bundle: true, minify: true, platform: 'node', target: 'node20', format: 'cjs' } as const;
    buildSync({ ...options, entryPoints, external: [external], outfile: join(project, 'bundle.cjs') });
    expect(run([join(project, 'bundle.cjs')])).toMatchObject({ stderr: '', stdout: PRINTED, status: 0 });
  });
});

it('every error class of one copy recognizes the instances of the other, and no others', () => {
  const text = `${CREATE_REQUIRE}
  const paths = ['@busbar/client', '@busbar/client/event', '@busbar/client/queue'];
  const [ours, theirs] = [[], []];
  for (const path of paths) {
    ours.push(...Object.entries(await import(path)));
    theirs.push(...Object.entries(require(path)));
  }
  const errorsOf = (all) => all.filter(([name]) => name.endsWith('Error'));
  const wrong = [];
  for (const [name, A] of errorsOf(ours)) {
    for (const [other, B] of errorsOf(theirs)) {
      const expected = name === other || other === 'BusbarError';
      if ((Object.create(A.prototype) instanceof B) !== expected) wrong.push(name + ' ' + other);
    }
  }
  console.log(JSON.stringify({ names: [...new Set(errorsOf(ours).map(([name]) => name))].sort(), wrong }));`;
  const { stdout, stderr } = run([write('errors.mjs', text)]);
  expect(stderr).toBe('');
  const { names, wrong } = JSON.parse(stdout) as { names: string[]; wrong: string[] };
  expect(wrong).toEqual([]);
  expect(names).toEqual(expect.arrayContaining(['AwsCallError', 'BusbarError', 'EventTooLargeError', 'SunsetError']));
});

it('what several entries export is one thing, also in CommonJS', () => {
  const text = `
  const client = require('@busbar/client');
  const event = require('@busbar/client/event');
  const all = require('@larkhill/events');
  const one = require('@larkhill/events/delivery/status-updated');
  console.log(
    Object.keys(event).every((name) => client[name] === event[name]),
    all.DeliveryStatusUpdated === one.DeliveryStatusUpdated,
    all.eventTypes.get('delivery.status.updated@1') === one.DeliveryStatusUpdated,
  );`;
  expect(run([write('identity.cjs', text)])).toMatchObject({ stderr: '', stdout: 'true true true\n' });
});

it('the package has what its manifest promises, and its README', () => {
  const folder = join(project, 'node_modules/@busbar/client');
  expect(readdirSync(folder).sort()).toEqual(expect.arrayContaining(['README.md', 'cjs', 'esm', 'package.json', 'types']));
});

it.each([
  ['a bundler', ['use.ts'], 'preserve'],
  ['Node, as an ES module and as CommonJS', ['use.mts', 'use.cts'], 'nodenext'],
])(
  'the types are as strict as in the workspace, for %s',
  (_, files, module) => {
    const text = `import { DeliveryStatusUpdated } from '@larkhill/events/delivery/status-updated';
    import { EventPublisher, type BusbarEvent } from '@busbar/client';
    export const type: 'delivery.status.updated@1' = DeliveryStatusUpdated.type;
    // @ts-expect-error - not a value of the enum
    DeliveryStatusUpdated.pattern({ status: ['TELEPORTED'] });
    // @ts-expect-error - no event type made it
    export const event: BusbarEvent = { type, source: 's', data: {} };
    export const publish = (made: ReturnType<typeof DeliveryStatusUpdated>) => new EventPublisher().publish(made);`;
    const tsc = join(WORKSPACE, 'node_modules/typescript/bin/tsc');
    const typeRoots = join(WORKSPACE, 'node_modules/@types');
    const options = ['--strict', '--noEmit', '--skipLibCheck', '--target', 'es2022', '--typeRoots', typeRoots, '--types', 'node'];
    expect(run([tsc, ...options, '--module', module, ...files.map((file) => write(file, text))]).stdout).toBe('');
  },
  60_000,
);
