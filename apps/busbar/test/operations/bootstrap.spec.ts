import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { execFileSync, spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { deployableTypes, handlerPermissions } from '@busbar/topology';
import { testCompanyRoot } from '@busbar/test-company';
import { shellLines } from '../../src/operations/bootstrap';
import { busbar } from '../busbar';

const folder = mkdtempSync(join(tmpdir(), 'busbar-bootstrap-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Plan {
  readonly files: Readonly<Record<string, object>>;
  readonly environments: readonly { readonly account: string; readonly stacks: string; readonly commands: readonly string[][] }[];
  readonly last: readonly string[][];
}

describe('busbar bootstrap', () => {
  const run = (...args: readonly string[]) =>
    busbar(['bootstrap', '--out', join(folder, 'policies'), '--config', join(testCompanyRoot, 'config'), ...args], {
      cwd: folder,
    });
  const plan = JSON.parse(run('--stage', 'dev', '--json').stdout) as Plan;
  const commands = plan.environments.flatMap((each) => each.commands);

  it('prepares every account of the stage once, and the tooling account first', () => {
    const accounts = plan.environments.map(({ account }) => account);
    expect(new Set(accounts).size).toBe(accounts.length);
    expect(accounts.slice(0, 2)).toEqual(['161803398874', '024681357902']);
    expect(plan.environments.map(({ stacks }) => stacks)).toEqual(['pipeline', ...accounts.slice(1).map(() => 'stage')]);
  });

  it('lets the pipelines deploy to the accounts of stages, by Busbar’s own bootstrap and its policies', () => {
    const [, ofCentral] = plan.environments;
    const command = ofCentral?.commands[1]?.join(' ') ?? '';
    expect(command).toBe(
      'npx cdk bootstrap aws://024681357902/us-east-1 --qualifier busbar --toolkit-stack-name BusbarToolkit ' +
        `--cloudformation-execution-policies ${policiesOf('024681357902', 'stage')} ` +
        '--trust 161803398874 --trust-for-lookup 161803398874 --termination-protection --profile 024681357902',
    );
    expect(plan.last).toEqual([
      [
        'npx',
        'cdk',
        'deploy',
        'busbar-rollout',
        'busbar-pipeline-dev',
        '--toolkit-stack-name',
        'BusbarToolkit',
        '--profile',
        '161803398874',
      ],
    ]);
  });

  const policiesOf = (account: string, stacks: string) => {
    const template = plan.files[join(folder, `policies/execution-policy-${stacks}.json`)] as { Resources: object };
    return Object.keys(template.Resources)
      .map((_, index) => `arn:aws:iam::${account}:policy/busbar-cloudformation-execution-us-east-1-${index + 1}`)
      .join(',');
  };

  it('writes the templates that its commands name', () => {
    for (const [path, template] of Object.entries(plan.files)) expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(template);
    const named = new Set(commands.flatMap((words) => (words[0] === 'aws' ? [words[words.indexOf('--template-file') + 1]] : [])));
    expect([...named].sort()).toEqual(Object.keys(plan.files).sort());
  });

  it('prints them as a shell reads them', () => {
    const { status, stdout } = run('--stage', 'dev');
    expect(status).toBe(0);
    for (const words of commands) expect(stdout).toContain(shellLines(words).join('\n'));
    expect(shellLines(['aws', 's3', 'ls', '--profile', "it's"])).toEqual(['aws s3 ls \\', String.raw`  --profile 'it'\''s'`]);
  });

  it('uses options that the CDK has', () => {
    const cdk = join(dirname(require.resolve('aws-cdk/package.json')), 'bin/cdk');
    for (const verb of ['bootstrap', 'deploy']) {
      const { stdout } = spawnSync(process.execPath, [cdk, verb, '--help'], { encoding: 'utf8' });
      const used = [...commands, ...plan.last].filter((words) => words[1] === 'cdk' && words[2] === verb).flat();
      const options = [...new Set(used.filter((word) => word.startsWith('--')))];
      expect(options.length).toBeGreaterThan(1);
      expect(options.filter((option) => !new RegExp(`${option}\\b`).test(stdout))).toEqual([]);
    }
  });

  const aws = process.env['BUSBAR_AWS_CLI'];
  it('uses commands that the AWS CLI parses, where one is named in BUSBAR_AWS_CLI', () => {
    if (aws === undefined) {
      if (process.env['BUSBAR_REQUIRE_TOOLCHAINS'] === '1') throw new Error('BUSBAR_AWS_CLI names no executable.');
      return;
    }
    // `cloudformation deploy` is the CLI's own command: without changes it would call AWS, so its own help is asked.
    const help = execFileSync(aws, ['cloudformation', 'deploy', 'help'], {
      encoding: 'utf8',
      env: { ...process.env, AWS_PAGER: '', PAGER: 'cat' },
    });
    const options = [
      ...new Set(
        commands
          .filter(([program]) => program === 'aws')
          .flat()
          .filter((word) => word.startsWith('--')),
      ),
    ];
    expect(options.filter((option) => !help.includes(option))).toEqual([]);
  });
});

describe('the execution policy', () => {
  it('covers every type in the templates of the stages, and no other', () => {
    const out = join(folder, 'cdk.out');
    expect(busbar(['synth', '--out', out]).status).toBe(0);
    const used = typesIn(out);
    const allowed = deployableTypes('stage');
    expect(used.filter((type) => !allowed.includes(type))).toEqual([]);
    const always = allowed.filter(
      (type) => handlerPermissions[type]?.stacks === 'stage' && handlerPermissions[type]?.onlyWhen === undefined,
    );
    expect(always.filter((type) => !used.includes(type))).toEqual([]);
  });
});

function typesIn(assembly: string): readonly string[] {
  const templates = readdirSync(assembly, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.template.json'),
  );
  const types = templates.flatMap((name) => {
    const { Resources = {} } = JSON.parse(readFileSync(join(assembly, name), 'utf8')) as {
      Resources?: Record<string, { Type: string }>;
    };
    return Object.values(Resources).map(({ Type }) => Type);
  });
  return [...new Set(types)].sort();
}
