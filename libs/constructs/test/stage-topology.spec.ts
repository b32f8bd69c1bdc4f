import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sampleTopology } from '@busbar/constructs/sample-topology';
import { serviceTopology } from '@busbar/topology/service-topology';
import { App, Stack, Stage } from 'aws-cdk-lib';
import { topologyFor, useTopology } from '../src/index';

const sample = sampleTopology({ accounts: 2 });
const known = serviceTopology(sample, 'service-1');

const folder = mkdtempSync(join(tmpdir(), 'busbar-topology-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(content: unknown): string {
  const path = join(folder, `${Math.random()}.json`);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

test('the nearest scope decides', () => {
  const app = new App();
  useTopology(app, sample);
  const stage = new Stage(app, 'prod');
  useTopology(stage, { ...sample, stage: 'prod' });
  expect(topologyFor(new Stack(stage, 'stack'), 'service-1').stage).toBe('prod');
  expect(topologyFor(new Stack(app, 'stack'), 'service-1').stage).toBe('dev');
});

test('the platform’s topology gives what the service may know, as the exported file does', () => {
  const app = new App();
  useTopology(app, sample);
  const outside = new App();
  useTopology(outside, file(known));
  expect(topologyFor(app, 'service-1')).toEqual(known);
  expect(topologyFor(outside, 'service-1')).toEqual(known);
});

test('the exported file may be named in cdk.json', () => {
  const app = new App({ context: { 'busbar:topology': file(known) } });
  expect(topologyFor(new Stack(app, 'stack'), 'service-1')).toEqual(known);
});

it.each<[string, (app: App) => void, string]>([
  ['nobody says which stage it is', () => undefined, 'does not know of which stage it is. Write the path'],
  ['the file is not there', (app) => useTopology(app, join(folder, 'none.json')), 'cannot be read'],
  ['the file is not JSON', (app) => useTopology(app, file('{')), 'cannot be read'],
  ['the file is something else', (app) => useTopology(app, file({ schema: 'other' })), 'has the schema "other"'],
  [
    'the file is of another service',
    (app) => useTopology(app, file(serviceTopology(sample, 'service-2'))),
    'is that of service "service-2", not of "service-1"',
  ],
])('is an error when %s', (_, use, message) => {
  const app = new App();
  expect(() => {
    use(app);
    topologyFor(app, 'service-1');
  }).toThrow(message);
});

test('is an error for a service that is not in the stage', () => {
  const app = new App();
  useTopology(app, sample);
  expect(() => topologyFor(app, 'nobody')).toThrow(
    'Service "nobody" has no account in stage "dev" (services there: service-1, service-2)',
  );
});
