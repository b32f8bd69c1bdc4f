import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
// What the emulator has to load is what the real CDK writes.
// eslint-disable-next-line @nx/enforce-module-boundaries
import { App, Duration, Stack, Stage, aws_lambda as lambda, aws_sqs as sqs } from 'aws-cdk-lib';
import { build } from 'esbuild';
import { loadAssembly, type LoadedAssembly, type ResolvedResource } from '../src';
import { FunctionRuntime, type FunctionDefinition, type FunctionLogLine } from '../src/services/lambda/runtime';

/** From a CDK app to a handler that runs with what its template gives it. */
describe('a function of a synthesized stage', () => {
  const folder = mkdtempSync(join(tmpdir(), 'busbar-load-and-run-'));
  let assembly: LoadedAssembly;

  beforeAll(async () => {
    mkdirSync(join(folder, 'code'));
    writeFileSync(
      join(folder, 'code', 'index.js'),
      `exports.handler = async ({ detail }, context) => {
        console.log(JSON.stringify({ _aws: { CloudWatchMetrics: [] }, event: detail.metadata.id }));
        return { inbox: process.env.INBOX_URL, arn: context.invokedFunctionArn, id: detail.metadata.id };
      };`,
    );
    assembly = await loadAssembly(synthesize(), { stage: 'dev' });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('runs its own code, with its environment and its log lines', async () => {
    const lines: FunctionLogLine[] = [];
    const runtime = new FunctionRuntime(definition(resource('Consumer')), { log: (line) => lines.push(line) });
    const result = await runtime.invoke({ detail: { metadata: { id: '1' } } });
    await runtime.close();
    expect(result).toEqual({
      ok: true,
      value: {
        inbox: 'https://sqs.eu-west-1.amazonaws.com/444455556666/consumer-inbox',
        arn: 'arn:aws:lambda:eu-west-1:444455556666:function:consumer',
        id: '1',
      },
    });
    expect(lines.map(({ line }) => JSON.parse(line) as unknown)).toEqual([{ _aws: { CloudWatchMetrics: [] }, event: '1' }]);
  });

  it('runs inline code, under its own time limit', async () => {
    const runtime = new FunctionRuntime(definition(resource('Slow')));
    const result = await runtime.invoke({});
    await runtime.close();
    expect(result).toMatchObject({ ok: false, timedOut: true, message: expect.stringContaining('after 1.00 seconds') as string });
  });

  it('runs the same from a bundle, without a TypeScript loader', async () => {
    // Inside the package, as a program's bundle is inside the workspace: the worker's file is found through its exports.
    const dist = join(__dirname, '..', 'dist');
    mkdirSync(dist, { recursive: true });
    const outdir = mkdtempSync(join(dist, 'bundle-test-'));
    try {
      const contents = `
        import { loadAssembly } from '../src';
        import { FunctionRuntime } from '../src/services/lambda/runtime';
        async function main() {
          const { stacks } = await loadAssembly(${JSON.stringify(assembly.directory)}, { stage: 'dev' });
          const { name, arn, code } = stacks.flatMap((stack) => stack.resources).find(({ code }) => code?.kind === 'directory');
          const runtime = new FunctionRuntime({ name, arn, code, handler: 'index.handler', runtime: 'nodejs20.x', region: 'eu-west-1' });
          const result = await runtime.invoke({ detail: { metadata: { id: 'bundled' } } });
          await runtime.close();
          console.log(JSON.stringify(result));
        }
        void main();`;
      await build({
        stdin: { contents, resolveDir: __dirname, loader: 'ts' },
        outfile: join(outdir, 'program.cjs'),
        bundle: true,
        platform: 'node',
        format: 'cjs',
        logLevel: 'error',
      });
      const { stdout } = await promisify(execFile)(process.execPath, [join(outdir, 'program.cjs')]);
      expect(JSON.parse(stdout)).toMatchObject({ ok: true, value: { id: 'bundled' } });
    } finally {
      rmSync(outdir, { recursive: true, force: true });
    }
  });

  function resource(construct: string): ResolvedResource {
    const resources = assembly.stacks.flatMap((stack) => stack.resources);
    const found = resources.find(({ type, logicalId }) => type === 'AWS::Lambda::Function' && logicalId.startsWith(construct));
    if (!found) throw new Error(`There is no function "${construct}".`);
    return found;
  }

  function definition({ name, arn, code, region, properties }: ResolvedResource): FunctionDefinition {
    if (arn === undefined || code === undefined) throw new Error('A function has an ARN and code.');
    const { Variables = {} } = (properties['Environment'] ?? {}) as { Variables?: Record<string, string> };
    return {
      name,
      arn,
      code,
      region,
      handler: String(properties['Handler']),
      runtime: String(properties['Runtime']),
      timeoutSeconds: Number(properties['Timeout']),
      environment: Variables,
    };
  }

  function synthesize(): string {
    const app = new App({ outdir: join(folder, 'cdk.out'), analyticsReporting: false });
    const env = { account: '444455556666', region: 'eu-west-1' };
    const stack = new Stack(new Stage(app, 'dev'), 'Service', { env });
    const inbox = new sqs.Queue(stack, 'Inbox', { queueName: 'consumer-inbox' });
    new lambda.Function(stack, 'Consumer', {
      functionName: 'consumer',
      runtime: lambda.Runtime.NODEJS_20_X,
      handler: 'index.handler',
      timeout: Duration.seconds(10),
      code: lambda.Code.fromAsset(join(folder, 'code')),
      environment: { INBOX_URL: inbox.queueUrl },
    });
    new lambda.Function(stack, 'Slow', {
      runtime: lambda.Runtime.NODEJS_22_X,
      handler: 'index.handler',
      timeout: Duration.seconds(1),
      code: lambda.Code.fromInline('exports.handler = () => new Promise(() => setInterval(() => {}, 1000));'),
    });
    return app.synth().directory;
  }
});
