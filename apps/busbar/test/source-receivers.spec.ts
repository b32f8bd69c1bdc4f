import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sampleTopology } from '@busbar/constructs/sample-topology';
import type { Manifest, Subscription } from '@busbar/manifest';
import { SourceDocument } from '@busbar/problem';
import { checkReceiversInSources } from '../src/source-receivers';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'busbar-stacks-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const document = new SourceDocument(
  'config/subscriptions/service-1.yaml',
  'subscriptions:\n  - name: notify\n    delivery: { kind: function, functionName: service-1-notify }\n',
);
const subscription = {
  service: 'service-1',
  name: 'notify',
  delivery: { kind: 'function', functionName: 'service-1-notify', definedIn: 'workspace' },
  document,
  path: ['subscriptions', 0],
} as unknown as Subscription;

/** What is missing, with these files as the company's stacks; `stacks.ts` is the module that platform.yaml names. */
function missing(files?: Readonly<Record<string, string>>): readonly string[] {
  for (const [name, text] of Object.entries(files ?? {})) writeFileSync(join(directory, name), text);
  const workspace = files ? { serviceStacks: join(directory, 'stacks.ts') } : {};
  const manifest = { platform: { workspace }, subscriptions: [subscription] } as unknown as Manifest;
  return checkReceiversInSources(manifest, [sampleTopology()]).map(
    ({ code, at }) => `${code} ${at.file}:${at.line}:${at.column}`,
  );
}

const cdk = "import { Stack } from 'aws-cdk-lib';\nimport { Function } from 'aws-cdk-lib/aws-lambda';\n";
const elsewhere = "new EventSubscription(this, 'A', { service: 'service-2', events: [] });";
const reported = ['topology/receiver-not-defined config/subscriptions/service-1.yaml:3:15'];

it.each([
  ['there are no stacks', undefined],
  ['an EventSubscription is of another service', { 'stacks.ts': `${cdk}${elsewhere}` }],
  ['the stacks name another function', { 'stacks.ts': `${cdk}new Function({ functionName: 'other' });` }],
  [
    'so do the modules that they import',
    { 'stacks.ts': "import { more } from './more';", 'more.ts': `${cdk}export const more = { subscription: "other" };` },
  ],
])('reports the delivery when %s', (_, files) => {
  expect(missing(files)).toEqual(reported);
});

it.each([
  [
    'an EventSubscription of the service names event types',
    { 'stacks.ts': `${cdk}new EventSubscription(this, 'A', { service: 'service-1', events: [on(ParcelDelivered, code)] });` },
  ],
  [
    'an EventSubscription names the subscription',
    { 'stacks.ts': `${cdk}on(ParcelDelivered, code, {}, { subscription: 'notify' });` },
  ],
  ['the stacks name the function', { 'stacks.ts': `${cdk}new Function({ functionName: "service-1-notify" });` }],
  [
    'a module that they import names it',
    {
      'stacks.ts': "export * from './more.js';",
      'more.ts': "import './stacks';\nexport const more = { subscription: 'notify' };",
    },
  ],
  ['the name is computed', { 'stacks.ts': `${cdk}for (const functionName of all) new Function({ functionName });` }],
  ['it is a sum', { 'stacks.ts': `${cdk}new Function({ functionName: 'no' + 'tify', code });` }],
  ['it is in a template', { 'stacks.ts': `${cdk}new Function({ functionName: \`\${kind}-x\` });` }],
  ['a package may define it', { 'stacks.ts': "export { serviceStacks } from '@acme/stacks';" }],
  ['a module cannot be found', { 'stacks.ts': "export { serviceStacks } from './generated/stacks';" }],
])('says nothing when %s', (_, files) => {
  expect(missing(files)).toEqual([]);
});
