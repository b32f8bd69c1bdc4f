import { EventSubscription, on } from '@busbar/constructs';
import { parcelDelivered, sampleTopology, trickyFilter } from '@busbar/constructs/sample-topology';
import { Stack, type Stage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { receiversDefinedBy, synthesize, type Synthesis } from '../src/index';

const topology = sampleTopology({ accounts: 2 });
const directory = mkdtempSync(join(tmpdir(), 'busbar-rollout-'));
let synthesis: Synthesis;

/** A stack of service-1 with its function; service-2 has none. */
function services(stage: Stage): void {
  const stack = new Stack(stage, 'service-1', { env: { account: '200000000001', region: 'eu-west-1' } });
  const notify = on(parcelDelivered, { code: Code.fromInline('//') }, trickyFilter, { subscription: 'notify' });
  new EventSubscription(stack, 'Notify', { service: 'service-1', events: [notify] });
}

beforeAll(async () => {
  synthesis = await synthesize({ topologies: [topology], outdir: join(directory, 'cdk.out'), services });
});
afterAll(() => rmSync(directory, { recursive: true }));

const receiver = {
  stage: 'dev',
  account: '200000000001',
  region: 'eu-west-1',
  service: 'service-1',
  resource: { type: 'AWS::Lambda::Function', noun: 'function', nameProperty: 'FunctionName', name: 'service-1-notify' },
  subscriptions: ['notify'],
};

it('finds a function in the stacks of its account', () => {
  expect(receiversDefinedBy(synthesis.stages)(receiver)).toBe(true);
});

it.each([
  ['of another name', { resource: { ...receiver.resource, name: 'service-1-remind' } }],
  ['of another account', { account: '200000000002' }],
  ['of another stage', { stage: 'prod' }],
  ['of another Region', { region: 'us-east-1' }],
  ['that is something else', { resource: { ...receiver.resource, type: 'AWS::SQS::Queue' } }],
])('does not take one %s for it', (_, change) => {
  expect(receiversDefinedBy(synthesis.stages)({ ...receiver, ...change })).toBe(false);
});
