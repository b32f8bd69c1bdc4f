import { sampleTopology } from '@busbar/constructs/sample-topology';
import { SecretValue, Stack, type Stage } from 'aws-cdk-lib';
import { CfnTopic } from 'aws-cdk-lib/aws-sns';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesize } from '../src/index';

/* Whatever way the text of a secret comes into a template, nothing is written. */

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'busbar-rollout-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const dev = sampleTopology();
const secret = '{{resolve:secretsmanager:prod/db:SecretString:password}}';
const [inbox] = dev.inboxes;
const withSubscription = (change: Readonly<Record<string, unknown>>) => ({
  ...dev,
  inboxes: [
    { ...inbox, subscriptions: inbox?.subscriptions.map((each, index) => (index === 0 ? { ...each, ...change } : each)) },
  ],
});

test.each([
  ['a description', withSubscription({ description: secret }), undefined, '/Description'],
  ['a pattern', withSubscription({ pattern: { source: [secret] } }), undefined, '/EventPattern/source/0'],
  [
    'a key of a pattern',
    withSubscription({ pattern: { source: ['a'], detail: { [secret]: ['a'] } } }),
    undefined,
    '/EventPattern/detail',
  ],
  [
    "a service team's stack",
    dev,
    (stage: Stage) => {
      const stack = new Stack(stage, 'team', { env: { account: '200000000001', region: 'eu-west-1' } });
      new CfnTopic(stack, 'Topic', { displayName: SecretValue.secretsManager('prod/db').unsafeUnwrap() });
    },
    '/DisplayName',
  ],
])('refuses a secret in %s', async (_, topology, services, place) => {
  const outdir = join(directory, 'cdk.out');
  const done = synthesize({ topologies: [topology as typeof dev], outdir, ...(services && { services }) });
  await expect(done).rejects.toThrow(place);
  await expect(done).rejects.toThrow('has a dynamic reference');
  expect(readdirSync(directory)).toEqual([]);
});
