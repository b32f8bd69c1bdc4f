import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import * as ts from 'typescript';

const WORKSPACE = join(__dirname, '../../..');

/** Packages whose README has TypeScript that stands by itself. */
const COMPILED = [
  ...[
    'arn',
    'constructs',
    'contracts',
    'emulator',
    'event-pattern',
    'iam-policy',
    'impact',
    'manifest',
    'problem',
    'schema-containment',
  ],
  'topology',
];
/** Those that also run without files and servers. */
const RUN = ['arn', 'event-pattern', 'iam-policy', 'problem'];

function examplesOf(name: string): readonly string[] {
  const readme = readFileSync(join(WORKSPACE, 'libs', name, 'README.md'), 'utf8');
  const examples = Array.from(readme.matchAll(/^```ts\n(.*?)^```$/gms), ([, text = '']) => text);
  expect(examples).not.toEqual([]);
  return examples;
}

it('the examples of the READMEs compile', () => {
  const sources = new Map(
    COMPILED.flatMap((name) =>
      examplesOf(name).map((text, i) => [join(WORKSPACE, 'libs', name, `README.${i}.ts`), `export {};\n${text}`] as const),
    ),
  );
  const { config } = ts.readConfigFile(join(WORKSPACE, 'tsconfig.base.json'), ts.sys.readFile.bind(ts.sys)) as { config: object };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, WORKSPACE);
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile } = host;
  host.fileExists = (file) => sources.has(file) || fileExists.call(host, file);
  host.readFile = (file) => sources.get(file) ?? readFile.call(host, file);
  const program = ts.createProgram([...sources.keys()], options, host);
  const problems = [...sources.keys()].flatMap((file) => ts.getPreEmitDiagnostics(program, program.getSourceFile(file)));
  expect(ts.formatDiagnostics(problems, { ...host, getCurrentDirectory: () => WORKSPACE })).toBe('');
}, 240_000);

it.each(RUN)('the example of %s prints what its comments say', (name) => {
  const contents = examplesOf(name).join('\n');
  const expected = Array.from(contents.matchAll(/console\.log\(.*\);\s*\/\/ (.*)$/gm), ([, text = '']) => text);
  const { outputFiles } = buildSync({
    stdin: { contents, loader: 'ts', resolveDir: join(WORKSPACE, 'libs', name) },
    ...{ bundle: true, write: false, platform: 'node', format: 'cjs', logLevel: 'error' },
  });
  // Nx asks for colour, the preset for none; Node warns of the two on stderr.
  const { FORCE_COLOR: _, ...env } = process.env;
  const input = outputFiles[0]?.text ?? '';
  const { stdout, stderr, status } = spawnSync(process.execPath, ['-'], { input, encoding: 'utf8', env });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  expect(stdout.split('\n').filter(Boolean)).toEqual(expected);
});
