import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const WORKSPACE = join(__dirname, '../../..');
const PROGRAM = join(__dirname, '../bin/package-build.mjs');

/** A program of a service team, with the two packages as they would be installed. */
let project: string;
beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'package-build-'));
  for (const [source, name] of [
    ['libs/client', '@busbar/client'],
    ['libs/events/typescript', '@doorstep/events'],
  ] as const) {
    const { status, stderr, stdout } = run([PROGRAM, '--out', join(project, 'node_modules', name)], join(WORKSPACE, source));
    expect([status, stderr, stdout]).toEqual([0, '', '']);
  }
}, 120_000);
afterAll(() => rmSync(project, { recursive: true }));

function run(argv: readonly string[], cwd: string) {
  // Nx asks for colour, and Node warns where that contradicts NO_COLOR.
  return spawnSync(process.execPath, argv, { cwd, encoding: 'utf8', env: { ...process.env, FORCE_COLOR: undefined } });
}

const USE = `
const event = DeliveryStatusUpdated({
  deliveryId: '0192f0c1-7a5e-7c3d-9b1a-2f4e6d8c0a11',
  propertyId: 'prop-4k7m2x9q',
  status: 'DELIVERED',
  previousStatus: null,
  changedAt: '2026-11-24T14:41:20Z',
  carrier: 'ups-us',
});
console.log(event.type, DeliveryStatusUpdated.parse(event).data.status);
`;

it.each([
  ['an ES module', 'main.mjs', `import { DeliveryStatusUpdated } from '@doorstep/events/delivery/status-updated';${USE}`],
  ['CommonJS', 'main.cjs', `const { DeliveryStatusUpdated } = require('@doorstep/events/delivery/status-updated');${USE}`],
])('%s imports one event by its own path', (_, file, text) => {
  writeFileSync(join(project, file), text);
  expect(run([file], project)).toMatchObject({ status: 0, stderr: '', stdout: 'delivery.status.updated@1 DELIVERED\n' });
});

it('the types are as strict as in the workspace', () => {
  const text = `import { DeliveryStatusUpdated } from '@doorstep/events/delivery/status-updated';
  export const type: 'delivery.status.updated@1' = DeliveryStatusUpdated.type;
  // @ts-expect-error - not a value of the enum
  DeliveryStatusUpdated.pattern({ status: ['TELEPORTED'] });`;
  writeFileSync(join(project, 'use.ts'), text);
  const tsc = join(WORKSPACE, 'node_modules/typescript/bin/tsc');
  const typeRoots = join(WORKSPACE, 'node_modules/@types');
  const options = [
    '--strict',
    '--noEmit',
    '--target',
    'es2022',
    '--module',
    'preserve',
    '--typeRoots',
    typeRoots,
    '--types',
    'node',
  ];
  const { stdout } = run([tsc, ...options, 'use.ts'], project);
  expect(stdout).toBe('');
}, 60_000);
