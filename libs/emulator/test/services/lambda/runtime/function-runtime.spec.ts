import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ManualClock } from '../../../../src/time/clock';
import type {
  AbandonedInvocation,
  FunctionDefinition,
  FunctionLogLine,
  FunctionObserver,
  InvocationReport,
} from '../../../../src/services/lambda/runtime/function-definition';
import { FunctionRuntime } from '../../../../src/services/lambda/runtime/function-runtime';
import { GROWTH_CHECK_MS } from '../../../../src/services/lambda/runtime/scaling';

const folders: string[] = [];
const runtimes: FunctionRuntime[] = [];
afterEach(async () => {
  await Promise.all(runtimes.splice(0).map((runtime) => runtime.close()));
});
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

function folder(files: Readonly<Record<string, string>>): string {
  const path = mkdtempSync(join(tmpdir(), 'busbar-function-test-'));
  folders.push(path);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  }
  return path;
}

type Change = Partial<FunctionDefinition> & { readonly files?: Readonly<Record<string, string>> };

/** A function whose index.js is `code`, unless `change` says otherwise. */
function start(
  code: string,
  { files, ...change }: Change = {},
  observer?: FunctionObserver,
  clock?: ManualClock,
): FunctionRuntime {
  const runtime = new FunctionRuntime(
    {
      name: 'consumer',
      arn: 'arn:aws:lambda:eu-west-1:111122223333:function:consumer',
      code: { kind: 'directory', path: folder(files ?? { 'index.js': code }) },
      handler: 'index.handler',
      runtime: 'nodejs20.x',
      region: 'eu-west-1',
      // Time enough for a machine that is busy with other things.
      timeoutSeconds: 60,
      ...change,
    },
    observer,
    clock,
  );
  runtimes.push(runtime);
  return runtime;
}

const handler = (body: string) => `exports.handler = ${body};`;
const ok = (value: unknown) => ({ ok: true, value });

describe('handlers', () => {
  it.each<[string, string, unknown]>([
    ['async', handler('async (event) => ({ got: event.a })'), { got: 1 }],
    ['returning a promise', handler('(event) => new Promise((done) => setTimeout(() => done(event.a), 5))'), 1],
    ['with a callback', handler('(event, context, callback) => { setTimeout(() => callback(null, event.a), 5); }'), 1],
    ['with an immediate callback', handler('(event, context, callback) => callback(null, event.a)'), 1],
    ['with context.succeed', handler('(event, context) => context.succeed(event.a)'), 1],
    ['forgetting their callback', handler('(event, context, callback) => {}'), null],
    ['returning nothing', handler('async () => {}'), null],
    ['returning a value without a promise, which Lambda ignores before Node.js 24', handler('(event) => event.a'), null],
  ])('run when they are %s', async (_, code, value) => {
    expect(await start(code).invoke({ a: 1 })).toEqual(ok(value));
  });

  it('wait for the event loop to empty before a callback counts', async () => {
    const code = handler(`(event, context, callback) => {
      const result = { late: false };
      setTimeout(() => { result.late = true; }, 20);
      callback(null, result);
    }`);
    expect(await start(code).invoke({})).toEqual(ok({ late: true }));
  });

  it('need not wait when they say so', async () => {
    const code = handler(`(event, context, callback) => {
      context.callbackWaitsForEmptyEventLoop = false;
      setTimeout(() => {}, 2000);
      callback(null, 'at once');
    }`);
    expect(await start(code).invoke({})).toEqual(ok('at once'));
  });

  it('have no callbacks from Node.js 24 on, and return plain values', async () => {
    const code = handler('(event, context, callback) => typeof callback');
    expect(await start(code, { runtime: 'nodejs24.x' }).invoke({})).toEqual(ok('undefined'));
  });

  it.each<[string, Change]>([
    ['ES modules by extension', { files: { 'index.mjs': 'export const handler = async () => import.meta.url.slice(0, 5);' } }],
    [
      'ES modules by package.json',
      {
        files: {
          'package.json': '{"type":"module"}',
          'index.js': 'export const handler = async () => import.meta.url.slice(0, 5);',
        },
      },
    ],
    ['CommonJS by extension', { files: { 'index.cjs': 'exports.handler = async () => "file:";' } }],
    [
      'nested files and exports',
      { handler: 'src/app.api.get', files: { 'src/app.js': 'exports.api = { get: async () => "file:" };' } },
    ],
    ['inline code', { code: { kind: 'inline', text: 'exports.handler = async () => "file:";' } }],
  ])('load from %s', async (_, change) => {
    expect(await start('', change).invoke({})).toEqual(ok('file:'));
  });

  it('get a context as on AWS', async () => {
    const code = handler(`async (event, context) => ({ ...context, left: context.getRemainingTimeInMillis() })`);
    const result = await start(code, { timeoutSeconds: 900, memoryMegabytes: 256 }).invoke({});
    expect(result).toEqual(
      ok({
        callbackWaitsForEmptyEventLoop: true,
        functionName: 'consumer',
        functionVersion: '$LATEST',
        invokedFunctionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:consumer',
        memoryLimitInMB: '256',
        awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
        logGroupName: '/aws/lambda/consumer',
        logStreamName: expect.stringMatching(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\]/) as string,
        left: expect.any(Number) as number,
      }),
    );
    const left = (result as { value: { left: number } }).value.left;
    expect(left).toBeGreaterThan(800_000);
    expect(left).toBeLessThanOrEqual(900_000);
  });

  it('get their own environment variables and nothing of this process', async () => {
    process.env['BUSBAR_TEST_SECRET'] = 'secret';
    const runtime = start(handler('async () => process.env'), {
      environment: { TABLE: 't', AWS_REGION: 'mars-1' },
      credentials: { accessKeyId: '111122223333.role', secretAccessKey: 'x' },
      endpointUrl: 'http://localhost:4010',
    });
    const { value } = (await runtime.invoke({})) as { value: Record<string, string> };
    delete process.env['BUSBAR_TEST_SECRET'];
    expect(value).toMatchObject({
      TABLE: 't',
      AWS_REGION: 'eu-west-1',
      AWS_ENDPOINT_URL: 'http://localhost:4010',
      AWS_ACCESS_KEY_ID: '111122223333.role',
      AWS_SECRET_ACCESS_KEY: 'x',
      AWS_LAMBDA_FUNCTION_NAME: 'consumer',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
      _HANDLER: 'index.handler',
    });
    expect(value).not.toHaveProperty('BUSBAR_TEST_SECRET');
    expect(value).not.toHaveProperty('AWS_SESSION_TOKEN');
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ['require', { 'index.js': handler(`async () => typeof require('@aws-sdk/client-eventbridge').PutEventsCommand`) }],
    [
      'import',
      {
        'index.mjs': `import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
          export const handler = async () => typeof PutEventsCommand;`,
      },
    ],
  ])('find the AWS SDK with %s, as on AWS', async (_, files) => {
    expect(await start('', { files, timeoutSeconds: 10 }).invoke({})).toEqual(ok('function'));
  });

  it('find nothing else that this workspace has installed', async () => {
    expect(await start(`require('ajv'); exports.handler = async () => 1;`).invoke({})).toMatchObject({
      ok: false,
      errorType: 'Runtime.ImportModuleError',
      message: expect.stringContaining("Cannot find module 'ajv'") as string,
    });
  });
});

describe('failures', () => {
  it.each<[string, string, string, string | RegExp]>([
    ['an error is thrown', handler('async () => { throw new TypeError("no"); }'), 'TypeError', 'no'],
    ['an error is thrown at once', handler('() => { throw new RangeError("no"); }'), 'RangeError', 'no'],
    ['something else is thrown', handler('async () => { throw "no"; }'), 'string', 'no'],
    ['the callback gets an error', handler('(e, c, callback) => callback(new Error("no"))'), 'Error', 'no'],
    ['the result is not JSON', handler('async () => 1n'), 'Runtime.MarshalError', /Unable to stringify response body/],
    [
      'the process is ended',
      handler('() => process.exit(3)'),
      'Runtime.ExitError',
      /RequestId: .* Error: Runtime exited with error: exit status 3/,
    ],
    [
      'the process is ended as if all were well',
      handler('() => process.exit(0)'),
      'Runtime.ExitError',
      /exited without providing a reason/,
    ],
    [
      'an error is thrown where nobody catches it',
      handler('() => { setTimeout(() => { throw new Error("lost"); }, 1); }'),
      'Error',
      'lost',
    ],
    [
      'a rejection is not handled',
      handler('() => { Promise.reject(new Error("lost")); return new Promise(() => setTimeout(() => {}, 999)); }'),
      'Runtime.UnhandledPromiseRejection',
      'Error: lost',
    ],
    [
      'a promise is never settled',
      handler('async () => { await new Promise(() => {}); }'),
      'Runtime.NodeJsExit',
      /caused by a Promise that was not settled/,
    ],
    [
      'the memory is used up',
      handler('async () => { const a = []; for (;;) a.push(new Array(1e6).fill(a)); }'),
      'Runtime.OutOfMemory',
      /memory/,
    ],
    ['the export is missing', 'exports.other = 1;', 'Runtime.HandlerNotFound', 'index.handler is undefined or not exported'],
    ['the code has a syntax error', 'exports.handler = (', 'Runtime.UserCodeSyntaxError', /SyntaxError/],
    [
      'the code needs a module that is missing',
      'require("nowhere");',
      'Runtime.ImportModuleError',
      /Cannot find module 'nowhere'/,
    ],
    ['the code throws while it is loaded', 'throw new TypeError("at load");', 'TypeError', 'at load'],
    ['the code exits while it is loaded', 'process.exit(7);', 'Runtime.ExitError', 'Runtime exited with error: exit status 7'],
  ])('say what happened when %s', async (_, code, errorType, message) => {
    const result = await start(code).invoke({});
    expect(result).toMatchObject({ ok: false, errorType, timedOut: false });
    expect(result).toMatchObject({ message: typeof message === 'string' ? message : (expect.stringMatching(message) as string) });
  });

  it.each<[string, string]>([
    ['waits for ever', handler('() => new Promise(() => setInterval(() => {}, 1000))')],
    ['never lets go', handler('async () => { for (;;); }')],
  ])('include a time-out when a handler %s', async (_, code) => {
    const runtime = start(code, { timeoutSeconds: 0.2 });
    const result = await runtime.invoke({});
    expect(result).toMatchObject({ ok: false, errorType: 'Sandbox.Timedout', timedOut: true });
    expect(result).toMatchObject({
      message: expect.stringMatching(/^RequestId: [0-9a-f-]{36} Error: Task timed out after 0\.20 seconds$/) as string,
    });
    expect(runtime.environmentCount).toBe(0);
  });

  it('leave the function usable, with a new environment', async () => {
    const runtime = start(
      `let runs = 0; ${handler('async (event) => { runs++; if (event.die) process.exit(1); return runs; }')}`,
    );
    expect(await runtime.invoke({})).toEqual(ok(1));
    expect(await runtime.invoke({})).toEqual(ok(2));
    expect(await runtime.invoke({ die: true })).toMatchObject({ ok: false });
    expect(await runtime.invoke({})).toEqual(ok(1));
  });

  it('do not reach invocations that wait behind them', async () => {
    const runtime = start(handler('async (event) => { if (event.die) process.exit(1); return event.n; }'), { maxConcurrency: 1 });
    const results = await Promise.all([{ n: 1 }, { die: true }, { n: 2 }].map((event) => runtime.invoke(event)));
    expect(results.map(({ ok: well }) => well)).toEqual([true, false, true]);
  });

  it.each<[string, Change, string]>([
    ['another runtime', { runtime: 'python3.12' }, 'consumer: runtime python3.12 cannot be run here; only nodejs can.'],
    ['no time', { timeoutSeconds: 0 }, 'consumer: timeoutSeconds is 0, and must be from 0.001 to 900.'],
    ['a missing folder', { code: { kind: 'directory', path: '/nowhere' } }, 'The code folder /nowhere is missing.'],
    ['a missing archive', { code: { kind: 'zip', path: '/nowhere.zip' } }, 'The code archive /nowhere.zip cannot be read.'],
  ])('are refused before the first invocation: %s', (_, change, message) => {
    expect(() => start('', change)).toThrow(message);
  });

  it('include a handler that is not one', async () => {
    expect(await start('', { handler: '../index.handler' }).invoke({})).toMatchObject({
      errorType: 'Runtime.MalformedHandlerName',
    });
  });

  it('include NODE_OPTIONS that Node.js refuses', async () => {
    expect(await start(handler('async () => 1'), { environment: { NODE_OPTIONS: '--no-such' } }).invoke({})).toMatchObject({
      ok: false,
      errorType: 'Runtime.InitError',
    });
  });
});

describe('environments', () => {
  const sleeper = handler('(event) => new Promise((done) => setTimeout(done, event.ms))');

  it('are reused when idle', async () => {
    const runtime = start(`let runs = 0; ${handler('async () => ++runs')}`);
    for (const run of [1, 2, 3]) expect(await runtime.invoke({})).toEqual(ok(run));
    expect(runtime.environmentCount).toBe(1);
  });

  it('run one invocation at a time', async () => {
    const code = `let running = 0; ${handler(`async () => {
      const others = running++;
      await new Promise((done) => setTimeout(done, 5));
      running--;
      return others;
    }`)}`;
    const runtime = start(code, { maxConcurrency: 2 });
    const results = await Promise.all(Array.from({ length: 20 }, () => runtime.invoke({})));
    expect(results).toEqual(Array(20).fill(ok(0)));
  });

  it('are added while invocations wait, up to the limit', async () => {
    const clock = new ManualClock();
    const runtime = start(sleeper, { maxConcurrency: 3, timeoutSeconds: 60 }, {}, clock);
    await runtime.invoke({ ms: 0 });
    for (let open = 0; open < 8; open++) void runtime.invoke({ ms: 60_000 });
    while (runtime.environmentCount < 3) {
      clock.advance(GROWTH_CHECK_MS);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    for (let looks = 0; looks < 20; looks++) clock.advance(GROWTH_CHECK_MS);
    expect(runtime.environmentCount).toBe(3);
  });

  it('are not added for a burst that one works off before the next look at the line', async () => {
    const clock = new ManualClock();
    const runtime = start(handler('async (event) => event'), {}, {}, clock);
    await runtime.invoke({});
    const results = await Promise.all(Array.from({ length: 200 }, (_, n) => runtime.invoke(n)));
    clock.advance(GROWTH_CHECK_MS);
    expect(results).toEqual(Array.from({ length: 200 }, (_, n) => ok(n)));
    expect(runtime.environmentCount).toBe(1);
  });

  it('end on close, with what runs and waits in them', async () => {
    const runtime = start(sleeper, { maxConcurrency: 1, timeoutSeconds: 60 });
    await runtime.invoke({ ms: 0 });
    const open = [runtime.invoke({ ms: 60_000 }), runtime.invoke({ ms: 0 })];
    runtime.invokeAsync('{"ms":0}');
    await runtime.close();
    expect(await Promise.all(open)).toMatchObject([{ errorType: 'Emulator.Closed' }, { errorType: 'Emulator.Closed' }]);
    await runtime.idle();
    expect(await runtime.invoke({})).toMatchObject({ ok: false, errorType: 'Emulator.Closed' });
    expect(runtime.environmentCount).toBe(0);
  });
});

describe('log lines', () => {
  const collect = () => {
    const lines: FunctionLogLine[] = [];
    return { lines, observer: { log: (line: FunctionLogLine) => lines.push(line) } };
  };

  it('reach the observer with function and request, whole', async () => {
    const { lines, observer } = collect();
    const code = `console.log('loading'); ${handler(`async (event, context) => {
      console.log('one\\ntwo');
      console.error('bad %d', 1);
      process.stdout.write('no ');
      process.stdout.write(Buffer.from('break'));
      return context.awsRequestId;
    }`)}`;
    const result = (await start(code, {}, observer).invoke({})) as { value: string };
    expect(lines).toEqual([
      { functionName: 'consumer', stream: 'stdout', line: 'loading' },
      { functionName: 'consumer', stream: 'stdout', line: 'one', requestId: result.value },
      { functionName: 'consumer', stream: 'stdout', line: 'two', requestId: result.value },
      { functionName: 'consumer', stream: 'stderr', line: 'bad 1', requestId: result.value },
      { functionName: 'consumer', stream: 'stdout', line: 'no break', requestId: result.value },
    ]);
  });

  it.each<[string, string]>([
    ['exits', 'process.exit(1)'],
    ['hangs', 'for (;;);'],
    ['throws', 'throw new Error("no")'],
  ])('are not lost when the handler %s right after', async (how, end) => {
    const { lines, observer } = collect();
    await start(
      handler(`() => { console.log('last words'); ${end}; }`),
      { timeoutSeconds: how === 'hangs' ? 2 : 60 },
      observer,
    ).invoke({});
    expect(lines.map(({ line }) => line)).toEqual(['last words']);
  });
});

describe('asynchronous invocations', () => {
  /** Fails as often as the event says. */
  const flaky = `const tries = {}; ${handler(`async (event, context) => {
    const id = context.awsRequestId;
    tries[id] = (tries[id] ?? 0) + 1;
    if (tries[id] <= event.failures) throw new Error('try ' + tries[id]);
  }`)}`;

  it.each<[number, number[], boolean]>([
    [0, [1], true],
    [1, [1, 2], true],
    [2, [1, 2, 3], true],
    [3, [1, 2, 3], false],
  ])('that fail %d times are tried %j', async (failures, attempts, well) => {
    const reports: InvocationReport[] = [];
    const abandoned: AbandonedInvocation[] = [];
    const runtime = start(flaky, {}, { invoked: (report) => reports.push(report) });
    const requestId = runtime.invokeAsync(JSON.stringify({ failures }), {
      retryDelaysMs: [5, 10],
      onAbandoned: (item) => abandoned.push(item),
    });
    await runtime.idle();
    expect(reports.map((report) => [report.requestId, report.attempt])).toEqual(attempts.map((attempt) => [requestId, attempt]));
    expect(reports.at(-1)?.failure === undefined).toBe(well);
    expect(abandoned).toEqual(
      well
        ? []
        : [
            {
              functionName: 'consumer',
              functionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:consumer',
              requestId,
              payload: { failures },
              attempts: 3,
              condition: 'RetriesExhausted',
              result: { ok: false, errorType: 'Error', message: 'try 3', timedOut: false },
            },
          ],
    );
  });

  it('are given up when the event is too old for another try', async () => {
    const abandoned: AbandonedInvocation[] = [];
    const runtime = start(flaky, {}, { abandoned: (item) => abandoned.push(item) }, new ManualClock());
    runtime.invokeAsync('{"failures":9}', { retryDelaysMs: [1001, 2000], maximumEventAgeSeconds: 1 });
    await runtime.idle();
    expect(abandoned).toMatchObject([{ condition: 'EventAgeExceeded', attempts: 1 }]);
  });

  it('are given up unseen when they became too old while they waited for the function', async () => {
    const clock = new ManualClock();
    const reports: InvocationReport[] = [];
    const abandoned: AbandonedInvocation[] = [];
    const release = join(folder({}), 'release');
    const code = `const { existsSync } = require('node:fs'); ${handler(`async () => {
      console.log('runs');
      while (!existsSync(${JSON.stringify(release)})) await new Promise((done) => setTimeout(done, 1));
    }`)}`;
    const observer: FunctionObserver = { invoked: (report) => reports.push(report), abandoned: (item) => abandoned.push(item) };
    const firstRuns = new Promise((resolve) => Object.assign(observer, { log: resolve }));
    const runtime = start(code, { maxConcurrency: 1 }, observer, clock);
    const first = runtime.invokeAsync('1', { maximumEventAgeSeconds: 60 });
    const late = runtime.invokeAsync('2', { maximumEventAgeSeconds: 60 });
    const patient = runtime.invokeAsync('3', { maximumEventAgeSeconds: 120 });
    await firstRuns;
    clock.advance(61_000);
    writeFileSync(release, '');
    await runtime.idle();
    expect(reports.map(({ requestId }) => requestId)).toEqual([first, patient]);
    expect(abandoned).toMatchObject([{ requestId: late, condition: 'EventAgeExceeded', attempts: 0, payload: 2 }]);
  });

  it('leave no timer behind when the runtime is closed', async () => {
    const runtime = start(flaky);
    runtime.invokeAsync('{"failures":9}');
    await new Promise((resolve) => setTimeout(resolve, 200));
    await runtime.close();
    await runtime.idle();
  });
});

it('refuses a payload that is not JSON', () => {
  return expect(start(handler('async () => 1')).invoke(undefined)).rejects.toThrow('The payload of an invocation must be JSON.');
});
