import { testCompanyConfig } from '@busbar/test-company';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const app = resolve(__dirname, '../src/app.ts');
const tsx = require.resolve('tsx');

interface AssemblyManifest {
  readonly artifacts: Readonly<Record<string, { readonly type: string }>>;
}

/** What the `cdk` command line runs for the test company, with `--context`. */
function run(context: object) {
  const outdir = join(mkdtempSync(join(tmpdir(), 'busbar-')), 'cdk.out');
  const { status, stderr } = spawnSync(process.execPath, ['--import', tsx, app], {
    cwd: dirname(testCompanyConfig),
    env: { ...process.env, CDK_VALIDATION: 'false', CDK_OUTDIR: outdir, CDK_CONTEXT_JSON: JSON.stringify(context) },
    encoding: 'utf8',
  });
  return { status, stderr, outdir, remove: () => rmSync(dirname(outdir), { recursive: true }) };
}

describe('the app of the `cdk` command line', () => {
  it('draws the pipeline of a stage that asks for approval, and says why not its stacks', () => {
    const { status, stderr, outdir, remove } = run({ stage: 'prod' });
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr:
        'Stage "prod" asks for approval, which a deployment by hand would pass by: its stacks are left out. ' +
        'With "--context deploy-by-hand=prod" they are there.\n',
    });
    const { artifacts } = JSON.parse(readFileSync(join(outdir, 'manifest.json'), 'utf8')) as AssemblyManifest;
    const listed = Object.entries(artifacts).filter(([, { type }]) =>
      /^(?:aws:cloudformation:stack|cdk:cloud-assembly)$/.test(type),
    );
    expect(listed.map(([id]) => id).sort()).toEqual(['busbar-pipeline-prod', 'busbar-rollout']);
    // The files of the slots are there for CodePipeline.
    expect(readdirSync(outdir)).toContain('assembly-busbar-pipeline-prod-switch-1');
    remove();
  });

  it('says what is wrong and what to do, without a stack trace', () => {
    const { status, stderr, remove } = run({ stage: 'prd' });
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: 'There is no stage "prd".\nThe stages are "dev", "staging", "prod".\n',
    });
    remove();
  });
});
