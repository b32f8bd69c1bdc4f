import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sampleTopology } from '@busbar/constructs/sample-topology';
import { serviceTopology } from '@busbar/topology/service-topology';
import { buildSync } from 'esbuild';

/*
 * A CDK app of a team that has nothing of this workspace: what npm packs is installed in an empty folder, from the registry, with the
 * oldest and the newest CDK that the package says it works with.
 */

const WORKSPACE = join(__dirname, '../../..');
const manifest = JSON.parse(readFileSync(join(WORKSPACE, 'libs/constructs/package.json'), 'utf8')) as {
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
};
const oldest = (name: string): string => (manifest.peerDependencies[name] ?? '').replace('^', '');
const newest = (name: string): string => manifest.devDependencies[name] ?? '';

const folder = mkdtempSync(join(tmpdir(), 'busbar-stranger-'));
let tarball: string;

beforeAll(() => {
  const built = join(folder, 'built');
  node([join(WORKSPACE, 'tools/package-build/bin/package-build.mjs'), '--out', built], join(WORKSPACE, 'libs/constructs'));
  tarball = join(folder, run('npm', ['pack', '--silent', '--pack-destination', folder, built], folder).trim());
  const topology = sampleTopology();
  const drawnByTeam = topology.subscriptions.flatMap((each) =>
    each.name === 'invoice' ? [{ ...each, drawnBy: 'team' as const }] : [],
  );
  const known = serviceTopology({ ...topology, subscriptions: drawnByTeam }, 'service-1');
  writeFileSync(join(folder, 'service-1.dev.json'), JSON.stringify(known));
}, 400_000);
afterAll(() => rmSync(folder, { recursive: true }));

function run(command: string, argv: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync(command, argv, {
    cwd,
    encoding: 'utf8',
    // Nx asks for colour, and Node warns where that contradicts NO_COLOR.
    env: { ...process.env, FORCE_COLOR: undefined, CDK_DISABLE_VERSION_CHECK: 'true' },
  });
  expect({ command: [command, ...argv].join(' '), status, stderr: status === 0 ? '' : `${stdout}${stderr}` }).toMatchObject({
    status: 0,
    stderr: '',
  });
  return stdout;
}

const node = (argv: readonly string[], cwd: string): string => run(process.execPath, argv, cwd);

/** What a team writes. The filter's types stand for those of the generated bindings. */
const STACK = `
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { EventSubscription, on } from '@busbar/constructs';
import { expectConsumer, expectLocalRule, expectNothingLost } from '@busbar/constructs/testing';
import { Delivered, filter } from './bindings';

const app = new App();
const stack = new Stack(app, 'billing', { env: { account: '200000000001', region: 'eu-west-1' } });
new EventSubscription(stack, 'Invoices', {
  service: 'service-1',
  events: [on(Delivered, { entry: 'handler.ts' }, filter)],
});
const template = Template.fromStack(stack);
expectLocalRule(template, Delivered, filter);
expectConsumer(template, 'service-1-invoice');
expectNothingLost(template);



app.synth();
`;

const BINDINGS = (filter: string) => `
interface Filter { readonly status?: readonly unknown[]; readonly [key: string]: unknown }
export const filter = ${filter};
export const Delivered = {
  type: 'parcel.delivered@1',
  pattern: (filter?: Filter) => ({
    source: ['acme.parcel'],
    'detail-type': ['parcel.delivered@1'],
    ...(filter && { detail: { data: filter } }),
  }),
};
`;

const TYPES = `
import { on } from '@busbar/constructs';
interface Data { readonly status?: readonly ('DELIVERED' | 'FAILED')[] }
declare const Delivered: { readonly type: string; pattern(filter?: Data): { source: string[]; 'detail-type': string[] } };
on(Delivered, { entry: 'handler.ts' }, { status: ['DELIVERED'] });
// @ts-expect-error - a value that the contract does not have
on(Delivered, { entry: 'handler.ts' }, { status: ['TELEPORTED'] });
// @ts-expect-error - a field that the contract does not have
on(Delivered, { entry: 'handler.ts' }, { weather: ['FINE'] });
// @ts-expect-error - either a file or code
on(Delivered, { entry: 'handler.ts', code: 5 });
`;

describe.each([
  ['oldest', oldest('aws-cdk-lib'), oldest('constructs'), '2.36.0'],
  ['newest', newest('aws-cdk-lib'), newest('constructs'), '3.0.2'],
])('with the %s CDK, %s', (name, cdk, constructs, nag) => {
  const home = join(folder, name);

  beforeAll(() => {
    mkdirSync(home);
    const dependencies = {
      '@busbar/constructs': `file:${tarball}`,
      'aws-cdk-lib': cdk,
      'cdk-nag': nag,
      constructs,
      esbuild: newest('esbuild') || '0.28.2',
    };
    writeFileSync(join(home, 'package.json'), JSON.stringify({ name, version: '1.0.0', private: true, dependencies }));
    writeFileSync(
      join(home, 'cdk.json'),
      JSON.stringify({ app: 'node app.cjs', context: { 'busbar:topology': '../service-1.dev.json' } }),
    );
    writeFileSync(
      join(home, 'handler.ts'),
      'export const handler = async (event: unknown): Promise<void> => console.log(event);\n',
    );
    const known = JSON.parse(readFileSync(join(folder, 'service-1.dev.json'), 'utf8')) as {
      subscriptions: { pattern: { detail: { data: object } } }[];
    };
    writeFileSync(join(home, 'bindings.ts'), BINDINGS(JSON.stringify(known.subscriptions[0]?.pattern.detail.data)));
    run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', '--no-package-lock'], home);
  }, 400_000);

  it('there is one CDK', () => {
    const packages = readdirSync(join(home, 'node_modules/@busbar/constructs'));
    expect(packages).toEqual(expect.arrayContaining(['cjs', 'esm', 'types', 'package.json', 'README.md']));
    expect(packages).not.toContain('node_modules');
    expect(packages).not.toContain('src');
  });

  it('cdk synth makes the template, and cdk-nag finds nothing', () => {
    const contents = STACK.replace('const template', `${NAG}const template`);
    buildSync({
      stdin: { contents, loader: 'ts', resolveDir: home },
      ...{ bundle: true, packages: 'external', platform: 'node', outfile: join(home, 'app.cjs'), logLevel: 'error' },
    });
    run(
      process.execPath,
      [join(WORKSPACE, 'node_modules/aws-cdk/bin/cdk'), 'synth', '--quiet', '--no-version-reporting', '--no-notices'],
      home,
    );
    const template = JSON.parse(readFileSync(join(home, 'cdk.out/billing.template.json'), 'utf8')) as {
      Resources: Readonly<Record<string, { readonly Type: string }>>;
    };
    const types = Object.values(template.Resources).map(({ Type }) => Type);
    expect(types.filter((type) => type === 'AWS::SQS::Queue')).toHaveLength(3);
    expect(types).toEqual(
      expect.arrayContaining(['AWS::Events::Rule', 'AWS::Lambda::EventSourceMapping', 'AWS::CloudWatch::Alarm']),
    );
  }, 400_000);

  it('is an ES module too', () => {
    const text = `import { EventSubscription, on, useTopology } from '@busbar/constructs';
      import { expectNothingLost } from '@busbar/constructs/testing';
      console.log([EventSubscription, on, useTopology, expectNothingLost].every((each) => typeof each === 'function'));`;
    writeFileSync(join(home, 'use.mjs'), text);
    expect(node(['use.mjs'], home)).toBe('true\n');
  });

  it('has types, as strict as in the workspace', () => {
    writeFileSync(join(home, 'use.mts'), TYPES);
    writeFileSync(join(home, 'use.cts'), TYPES);
    const tsc = join(WORKSPACE, 'node_modules/typescript/bin/tsc');
    const typeRoots = join(WORKSPACE, 'node_modules/@types');
    const options = ['--strict', '--noEmit', '--skipLibCheck', '--target', 'es2022', '--typeRoots', typeRoots, '--types', 'node'];
    expect(node([tsc, ...options, '--module', 'nodenext', 'use.mts', 'use.cts'], home)).toBe('');
  }, 400_000);
});

/** Both versions of cdk-nag: an aspect, or a validation that fails the synthesis. */
const NAG = `
import * as cdkLib from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
const { Validations, Aspects } = cdkLib as any;
if (Validations) Validations.of(app).addPlugins(new (AwsSolutionsChecks as any)(app));
else Aspects.of(app).add(new (AwsSolutionsChecks as any)());
`;
