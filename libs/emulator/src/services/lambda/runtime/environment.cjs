'use strict';
/**
 * One execution environment of a Lambda function: this file is the whole program of a worker thread. It loads the function's
 * handler, then runs invocations one at a time, with the semantics of AWS's Node.js runtime.
 *
 * It is plain JavaScript because a worker starts without the loader of the process that starts it: the same file runs under
 * jest, under tsx and beside a bundle.
 *
 * From the main thread: `[requestId, deadlineInEpochMs, eventAsJson]`.
 * To the main thread: `['ready']`, `['log', stream, lines]`, `['done', resultAsJson]`, `['failed', errorType, message]` and, as the
 * last words of the environment, `['crashed', errorType, message]`.
 */
const { existsSync, readFileSync } = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const { pathToFileURL } = require('node:url');
const { isAsyncFunction } = require('node:util').types;
const { parentPort, workerData } = require('node:worker_threads');

const { directory, handlerName, functionName, functionArn, memoryMegabytes, callbacks } = workerData;

const UNSETTLED =
  'The Lambda runtime client detected an unexpected Node.js exit code. ' +
  'This is most commonly caused by a Promise that was not settled.';

/** What AWS's runtime brings along. */
const AWS_SDK = /^@(aws-sdk|smithy)\//;

/** Ends the running invocation once the event loop has nothing left to do. */
let whenLoopIsEmpty;

const output = [captureOutput('stdout'), captureOutput('stderr')];
provideAwsSdk();
process.on('beforeExit', () => {
  const end = whenLoopIsEmpty;
  whenLoopIsEmpty = undefined;
  end?.();
});
process.on('uncaughtException', (error) => crash(...describeError(error)));
process.on('unhandledRejection', (reason) =>
  crash('Runtime.UnhandledPromiseRejection', reason instanceof Error ? `${reason.name}: ${reason.message}` : String(reason)),
);

loadHandler().then(
  (handler) => {
    parentPort.on('message', ([requestId, deadline, event]) => invoke(handler, requestId, deadline, event));
    parentPort.postMessage(['ready']);
  },
  (error) => crash(...describeError(error)),
);

function invoke(handler, requestId, deadline, event) {
  let ended = false;
  const end = (...message) => {
    if (ended) return;
    ended = true;
    whenLoopIsEmpty = undefined;
    parentPort.ref();
    for (const stream of output) stream.flush();
    parentPort.postMessage(message);
  };
  const succeed = (value) => {
    let json;
    try {
      json = JSON.stringify(value);
    } catch (error) {
      return end('failed', 'Runtime.MarshalError', `Unable to stringify response body: ${error.message}`);
    }
    end('done', json ?? 'null');
  };
  const fail = (error) => end('failed', ...describeError(error));

  const context = {
    callbackWaitsForEmptyEventLoop: true,
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: functionArn,
    memoryLimitInMB: String(memoryMegabytes),
    awsRequestId: requestId,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
  /** Without a reference to the port, an empty event loop shows as `beforeExit`. */
  const endWhenLoopIsEmpty = (finish) => {
    whenLoopIsEmpty = finish;
    parentPort.unref();
  };
  const callback = (error, value) => {
    const finish = error == null ? () => succeed(value) : () => fail(error);
    if (error == null && context.callbackWaitsForEmptyEventLoop) endWhenLoopIsEmpty(finish);
    else finish();
  };
  if (callbacks) {
    context.done = callback;
    context.succeed = (value) => callback(null, value);
    context.fail = (error) => callback(error ?? new Error('handled'));
  }

  try {
    const returned = callbacks ? handler(JSON.parse(event), context, callback) : handler(JSON.parse(event), context);
    if (typeof returned?.then === 'function') returned.then(succeed, fail);
    else if (!callbacks) return succeed(returned);
    // Before Node.js 24 a value that is returned without a promise is ignored: the result is the callback's, or null.
    if (!ended && whenLoopIsEmpty === undefined) {
      endWhenLoopIsEmpty(() => (isAsyncFunction(handler) ? end('failed', 'Runtime.NodeJsExit', UNSETTLED) : succeed(null)));
    }
  } catch (error) {
    fail(error);
  }
}

/** @returns the exported function, bound to nothing */
async function loadHandler() {
  const [, moduleName, exportName] = /^([^.]*)\.(.+)$/.exec(path.basename(handlerName)) ?? [];
  if (!moduleName || !exportName || handlerName.includes('..')) {
    throw runtimeError('Runtime.MalformedHandlerName', `Bad handler "${handlerName}": write <file>.<export>`);
  }
  const name = path.join(path.dirname(handlerName), moduleName);
  const base = path.join(directory, name);
  const file = ['.js', '.mjs', '.cjs'].map((extension) => base + extension).find(existsSync);
  if (file === undefined) throw runtimeError('Runtime.ImportModuleError', `Error: Cannot find module '${name}'`);
  const loaded = await load(file);
  const handler = exportName.split('.').reduce((object, key) => object?.[key], loaded);
  if (typeof handler === 'function') return handler;
  throw runtimeError('Runtime.HandlerNotFound', `${handlerName} is undefined or not exported`);
}

async function load(file) {
  try {
    if (!isEsModule(file)) return require(file);
    provideAwsSdkToModules();
    return await import(pathToFileURL(file).href);
  } catch (error) {
    if (error instanceof SyntaxError) throw runtimeError('Runtime.UserCodeSyntaxError', `SyntaxError: ${error.message}`);
    if (error?.code === 'MODULE_NOT_FOUND' || error?.code === 'ERR_MODULE_NOT_FOUND') {
      throw runtimeError('Runtime.ImportModuleError', `Error: ${error.message}`);
    }
    throw error;
  }
}

/** By extension, else by the nearest package.json inside the function's own folder. */
function isEsModule(file) {
  if (!file.endsWith('.js')) return file.endsWith('.mjs');
  for (let folder = path.dirname(file); folder.startsWith(directory); folder = path.dirname(folder)) {
    const manifest = path.join(folder, 'package.json');
    if (existsSync(manifest)) return JSON.parse(readFileSync(manifest, 'utf8')).type === 'module';
  }
  return false;
}

/** AWS puts its SDK beside the function, so bundles leave it out. Here it is the one that is installed with the emulator. */
function provideAwsSdk() {
  const resolve = Module._resolveFilename;
  Module._resolveFilename = function (request, parent, ...rest) {
    try {
      return resolve.call(this, request, parent, ...rest);
    } catch (error) {
      if (!AWS_SDK.test(request)) throw error;
      return resolve.call(this, request, module, ...rest);
    }
  };
}

/** The same for `import`, which has its own resolution; its hooks run in a thread of their own, so only ES modules pay for it. */
function provideAwsSdkToModules() {
  const hooks = `export const resolve = (name, context, next) =>
    next(name, context).catch((error) => {
      if (!${AWS_SDK}.test(name)) throw error;
      return next(name, { ...context, parentURL: ${JSON.stringify(pathToFileURL(__filename).href)} });
    });`;
  Module.register(`data:text/javascript,${encodeURIComponent(hooks)}`);
}

/** Sends whole lines to the main thread at once, so that none is lost when the handler hangs or exits. */
function captureOutput(name) {
  let rest = '';
  process[name].write = (chunk, encoding, callback) => {
    rest += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
    const end = rest.lastIndexOf('\n');
    if (end >= 0) {
      parentPort.postMessage(['log', name, rest.slice(0, end)]);
      rest = rest.slice(end + 1);
    }
    const done = typeof encoding === 'function' ? encoding : callback;
    if (typeof done === 'function') process.nextTick(done);
    return true;
  };
  return {
    flush() {
      if (rest === '') return;
      parentPort.postMessage(['log', name, rest]);
      rest = '';
    },
  };
}

function crash(errorType, message) {
  for (const stream of output) stream.flush();
  parentPort.postMessage(['crashed', errorType, message]);
  process.exit(129);
}

function runtimeError(name, message) {
  return Object.assign(new Error(message), { name });
}

function describeError(error) {
  if (error instanceof Error || typeof error?.message === 'string') return [String(error.name ?? 'Error'), String(error.message)];
  return [typeof error, typeof error === 'object' ? (JSON.stringify(error) ?? '') : String(error)];
}
