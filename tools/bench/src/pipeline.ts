import { parseManifest, type Manifest } from '@busbar/manifest';
import { createApp, drawPipelines, RolloutError } from '@busbar/rollout/pipeline';
import { compile, measurePipeline, planPipeline, slotTopologies, type PipelineSize } from '@busbar/topology';
import { testCompanyFiles } from '@busbar/test-company';
import { Stack, type Stage } from 'aws-cdk-lib';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * How large the pipeline of a stage is, synthesized: the test company's prod (with approval and soak) with more accounts, without stacks of
 * service teams and with one in each account. All three slots are in it. The pipelines of three stages are three of these.
 */
const sizes = [10, 50, 100, 200];

console.log('accounts  team stacks  actions  stages  template bytes  estimated   CPU s');
for (const ofTeams of [0, 1]) {
  for (const accounts of sizes) measure(accounts, ofTeams);
}

function measure(accounts: number, ofTeams: number): void {
  const manifest = company(accounts);
  const stage = manifest.stages.at(-1) as Manifest['stages'][number];
  const { rollout, topology } = compile(manifest, stage.name);
  const slots = slotTopologies(rollout, topology);
  const plan = planPipeline(manifest, stage, { slots, serviceStacks: () => accounts * ofTeams });
  if (!plan) throw new Error('the test company has no pipeline');
  const size = measurePipeline(plan);
  const outdir = mkdtempSync(join(tmpdir(), 'busbar-bench-'));
  const begin = process.cpuUsage();
  try {
    const app = createApp({ outdir, validate: false, findings: 'return' });
    drawPipelines(app, { manifest, rollouts: [{ stage, slots }], ...(ofTeams > 0 && { services: oneEach }) });
    app.synth();
    const bytes = statSync(join(outdir, `${plan.stack}.template.json`)).size;
    print(accounts, ofTeams, size, String(bytes), process.cpuUsage(begin));
    if (bytes > size.templateBytes || size.templateBytes > 1.15 * bytes) {
      console.log('The estimate is not between 100 % and 115 % of the template.');
      process.exitCode = 1;
    }
  } catch (error) {
    if (!(error instanceof RolloutError)) throw error;
    print(accounts, ofTeams, size, 'refused', process.cpuUsage(begin));
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

function print(accounts: number, ofTeams: number, size: PipelineSize, bytes: string, { user, system }: NodeJS.CpuUsage): void {
  const { actions, stages, templateBytes } = size;
  const columns = [accounts, accounts * ofTeams, actions, stages, bytes, templateBytes, ((user + system) / 1e6).toFixed(1)];
  const widths = [8, 11, 7, 6, 14, 9, 6];
  console.log(columns.map((value, at) => String(value).padStart(widths[at] ?? 0)).join('  '));
}

/** As many service accounts in each stage: those of the test company, and services that all receive two event types. */
function company(accounts: number): Manifest {
  const files = new Map(testCompanyFiles());
  const organization = JSON.parse(files.get('config/organization.json') ?? '') as { accounts: { parentId: string }[] };
  const [first] = organization.accounts;
  const present = [...files.keys()].filter((path) => path.startsWith('config/services/')).length;
  for (let number = 0; number < accounts - present; number++) {
    const name = `bench-${String(number).padStart(3, '0')}`;
    const id = String(900_000_000_000 + number);
    organization.accounts.push({
      ...{ id, name, email: `${name}@larkhill.example`, state: 'ACTIVE' },
      parentId: first?.parentId ?? '',
    } as (typeof organization.accounts)[number]);
    files.set(
      `config/services/${name}.yaml`,
      `name: ${name}\ndescription: Measures.\nowner: payments\naccounts: { prod: "${id}" }\n`,
    );
    const subscriptions = ['delivery.status.updated@1', 'delivery.attempt.failed@1'].map(
      (eventType, at) => `  - { name: s${at}, description: Number ${at}., eventType: ${eventType} }\n`,
    );
    files.set(`config/subscriptions/${name}.yaml`, `service: ${name}\nsubscriptions:\n${subscriptions.join('')}`);
  }
  files.set('config/organization.json', JSON.stringify(organization));
  const { manifest, problems } = parseManifest(files);
  if (!manifest) throw new Error(problems.map(({ message }) => message).join('\n'));
  return manifest;
}

/** A small stack in each account, as a team would add it. */
function oneEach(stage: Stage, { identities, region }: ReturnType<typeof compile>['topology']): void {
  for (const { service, account } of identities) {
    new CfnQueue(new Stack(stage, service, { env: { account, region } }), 'Queue');
  }
}
