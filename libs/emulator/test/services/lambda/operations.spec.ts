import { accessKeyIdOf, type Identity } from '../../../src';
import { CENTRAL, Company, parcels, REGION, SUBSCRIBER, type Templates } from '../../company';

const ARN = `arn:aws:lambda:${REGION}:${SUBSCRIBER}:function:parcels`;
const CODE = `exports.handler = async (event, { awsRequestId }) => {
  if (event.fail) throw new TypeError('no ' + event.fail);
  console.log('ran', JSON.stringify(event));
  return { got: event };
};`;

let company: Company;
beforeAll(async () => {
  company = await Company.start(({ subscriber }: Templates) =>
    Object.assign(subscriber.Resources['Function']?.Properties ?? {}, { Code: { ZipFile: CODE }, Timeout: 60 }),
  );
});
afterAll(() => company.stop());

/** As an AWS client asks, told by method and path. */
async function ask(method: string, path: string, { body, identity = { account: SUBSCRIBER }, headers = {} }: Question = {}) {
  const response = await fetch(`${company.endpoint}/2015-03-31/functions${path}`, {
    method,
    ...(body !== undefined && { body }),
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyIdOf(identity)}/20261123/${REGION}/lambda/aws4_request, SignedHeaders=host, Signature=0`,
      ...headers,
    },
  });
  const text = await response.text();
  return {
    status: response.status,
    error: response.headers.get('x-amzn-errortype') ?? undefined,
    functionError: response.headers.get('x-amz-function-error') ?? undefined,
    body: text === '' ? undefined : (JSON.parse(text) as unknown),
  };
}

interface Question {
  readonly body?: string;
  readonly identity?: Identity;
  readonly headers?: Record<string, string>;
}

describe('Invoke', () => {
  it.each([['parcels'], [encodeURIComponent(ARN)], [`${encodeURIComponent(`${ARN}:$LATEST`)}`]])(
    'waits for the answer of %s',
    async (name) => {
      expect(await ask('POST', `/${name}/invocations`, { body: '{"n":9007199254740993}' })).toMatchObject({
        status: 200,
        functionError: undefined,
      });
    },
  );

  it('gives what the function returns, and takes no payload for an empty one', async () => {
    expect((await ask('POST', '/parcels/invocations', { body: '{"n":1}' })).body).toEqual({ got: { n: 1 } });
    expect((await ask('POST', '/parcels/invocations')).body).toEqual({ got: {} });
  });

  it('tells what the function threw', async () => {
    expect(await ask('POST', '/parcels/invocations', { body: '{"fail":"way"}' })).toMatchObject({
      status: 200,
      functionError: 'Unhandled',
      body: { errorType: 'TypeError', errorMessage: 'no way' },
    });
  });

  it('only takes an event when nobody waits, and only asks when it is dry', async () => {
    const invoke = (type: string) =>
      ask('POST', '/parcels/invocations', { body: `{"as":"${type}"}`, headers: { 'x-amz-invocation-type': type } });
    expect(await invoke('DryRun')).toMatchObject({ status: 204, body: undefined });
    expect(await invoke('Event')).toMatchObject({ status: 202, body: undefined });
    await company.emulator.idle();
    const lines = company.journal('function-log').map(({ line }) => line);
    expect(lines).toContain('ran {"as":"Event"}');
    expect(lines).not.toContain('ran {"as":"DryRun"}');
  });
});

it('describes functions as the templates define them', async () => {
  const configuration = {
    FunctionName: 'parcels',
    FunctionArn: ARN,
    Runtime: 'nodejs20.x',
    Handler: 'index.handler',
    Timeout: 60,
  };
  expect(await ask('GET', '')).toMatchObject({ status: 200, body: { Functions: [configuration] } });
  expect(await ask('GET', '/')).toMatchObject({ status: 200, body: { Functions: [configuration] } });
  expect(await ask('GET', '/parcels')).toMatchObject({ status: 200, body: { Configuration: configuration } });
  expect(await ask('GET', '/parcels/configuration')).toMatchObject({ status: 200, body: configuration });
  expect((await ask('GET', '', { identity: { account: CENTRAL } })).body).toEqual({ Functions: [] });
});

it.each<[string, string, string, Question, number, string]>([
  ['a function that is not there', 'POST', '/nothing/invocations', {}, 404, 'ResourceNotFoundException'],
  ['what is not JSON', 'POST', '/parcels/invocations', { body: '{' }, 400, 'InvalidRequestContentException'],
  ['too much', 'POST', '/parcels/invocations', { body: `"${'x'.repeat(6_291_560)}"` }, 413, 'RequestTooLargeException'],
  ['far too much', 'POST', '/parcels/invocations', { body: 'x'.repeat(9_000_000) }, 413, 'RequestEntityTooLargeException'],
  [
    'another type',
    'POST',
    '/parcels/invocations',
    { headers: { 'x-amz-invocation-type': 'x' } },
    400,
    'InvalidParameterValueException',
  ],
  ['a role without permission', 'POST', '/parcels/invocations', { identity: parcels }, 403, 'AccessDeniedException'],
  ['another account', 'GET', `/${encodeURIComponent(ARN)}`, { identity: { account: CENTRAL } }, 403, 'AccessDeniedException'],
  ['nobody', 'GET', '', { headers: { authorization: 'Basic x' } }, 403, 'MissingAuthenticationTokenException'],
  ['an operation that is not there', 'PUT', '/parcels/code', {}, 404, 'UnknownOperationException'],
  ['a name that is no text', 'GET', '/%E0%A4%A', {}, 404, 'ResourceNotFoundException'],
])('refuses %s', async (_what, method, path, question, status, error) => {
  expect(await ask(method, path, question)).toMatchObject({ status, error, body: { message: expect.any(String) } });
});

describe('every parameter is read', () => {
  it.each<[string, string, Record<string, string>, number, string | undefined]>([
    ['GET', '/parcels?Qualifier=$LATEST', {}, 200, undefined],
    ['GET', '/parcels?Qualifier=live', {}, 404, 'ResourceNotFoundException'],
    ['GET', '/parcels/configuration?Qualifier=1', {}, 404, 'ResourceNotFoundException'],
    ['POST', '/parcels/invocations?Qualifier=live', {}, 404, 'ResourceNotFoundException'],
    ['POST', '/parcels/invocations', { 'x-amz-log-type': 'Tail' }, 200, undefined],
    ['POST', '/parcels/invocations', { 'x-amz-log-type': 'All' }, 400, 'ValidationException'],
    ['POST', '/parcels/invocations', { 'x-amz-client-context': 'e30=' }, 400, 'InvalidRequestContentException'],
    ['GET', '?FunctionVersion=ALL&MaxItems=10000', {}, 200, undefined],
    ['GET', '?FunctionVersion=1', {}, 400, 'ValidationException'],
    ['GET', '?MaxItems=0', {}, 400, 'ValidationException'],
    ['GET', '?MaxItems=10001', {}, 400, 'ValidationException'],
    ['GET', '?Marker=x', {}, 400, 'InvalidParameterValueException'],
  ])('%s %s %j: %d', async (method, path, headers, status, error) => {
    expect(await ask(method, path, { headers })).toMatchObject({ status, error });
  });

  it('and a list goes on where the page before it ended', async () => {
    expect((await ask('GET', '?MaxItems=1')).body).toEqual({ Functions: [expect.objectContaining({ FunctionName: 'parcels' })] });
    expect((await ask('GET', '?MaxItems=1&Marker=1')).body).toEqual({ Functions: [] });
  });
});
