import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { S3StandIn } from './s3-stand-in';

export interface StandInStack {
  readonly status: string;
  readonly digest?: string;
  readonly endedAt?: string;
  protected?: boolean;
}

/** The services that steps of a pipeline call, behind AWS's wire protocols. Says which role each call was made with. */
export class AwsStandIn {
  readonly s3: S3StandIn;
  /** By `<account>/<stack>`. */
  readonly stacks = new Map<string, StandInStack>();
  /** States of executions of pipelines. */
  readonly executions = new Map<string, string>();
  readonly started: { readonly name: string; readonly sourceRevisions: readonly { readonly revisionValue: string }[] }[] = [];
  /** `<operation> <role>`, without repetitions. */
  readonly calls = new Set<string>();
  readonly #server: Server;

  constructor(bucket: string) {
    this.s3 = new S3StandIn(bucket);
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  /** @returns the endpoint */
  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    const target = request.headers['x-amz-target'];
    if (typeof target === 'string') return this.#pipeline(target.split('.').at(-1) ?? '', body, response);
    if (request.headers['content-type']?.includes('x-www-form-urlencoded')) {
      return this.#query(new URLSearchParams(body), roleOf(request), response);
    }
    this.s3.answer(request, body, response);
  }

  #pipeline(operation: string, body: string, response: ServerResponse): void {
    const input = JSON.parse(body) as { pipelineExecutionId: string } & (typeof this.started)[number];
    const { pipelineExecutionId } = input;
    const status = this.executions.get(pipelineExecutionId);
    if (operation === 'StartPipelineExecution') this.started.push(input);
    else if (status === undefined) {
      response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify({ __type: 'PipelineExecutionNotFoundException', message: 'There is none' }));
      return;
    }
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify({ pipelineExecution: { pipelineExecutionId, status } }));
  }

  #query(input: URLSearchParams, role: string, response: ServerResponse): void {
    const action = input.get('Action') ?? '';
    this.calls.add(`${action} ${role}`.trim());
    const reply = (result: string, status = 200): void => {
      response.writeHead(status, { 'content-type': 'text/xml' });
      response.end(`<${action}Response><${action}Result>${result}</${action}Result></${action}Response>`);
    };
    if (action === 'AssumeRole') {
      // The key says whose session it is.
      const key = Buffer.from(input.get('RoleArn') ?? '').toString('hex');
      return reply(
        `<Credentials><AccessKeyId>${key}</AccessKeyId><SecretAccessKey>x</SecretAccessKey><SessionToken>x</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>`,
      );
    }
    const name = input.get('StackName') ?? '';
    const key = `${accountOf(role)}/${name}`;
    const stack = this.stacks.get(key);
    if (!stack) {
      response.writeHead(400, { 'content-type': 'text/xml' });
      response.end(
        `<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code><Message>Stack with id ${name} does not exist</Message></Error></ErrorResponse>`,
      );
      return;
    }
    if (action === 'UpdateTerminationProtection') stack.protected = input.get('EnableTerminationProtection') === 'true';
    if (action === 'DeleteStack') this.stacks.delete(key);
    if (action === 'DescribeStackEvents') {
      const at = stack.endedAt ?? '2026-11-30T22:00:00Z';
      return reply(`<StackEvents><member><StackName>${name}</StackName><Timestamp>${at}</Timestamp></member></StackEvents>`);
    }
    reply(describeStack(name, stack));
  }
}

function describeStack(name: string, { status, digest, protected: isProtected = false }: StandInStack): string {
  const outputs =
    digest === undefined
      ? ''
      : `<Outputs><member><OutputKey>Deployed</OutputKey><OutputValue>${digest}</OutputValue></member></Outputs>`;
  return `<Stacks><member><StackName>${name}</StackName><StackStatus>${status}</StackStatus><EnableTerminationProtection>${isProtected}</EnableTerminationProtection>${outputs}</member></Stacks>`;
}

/** ARN of the role whose session signed the request; empty for who is none. */
function roleOf({ headers }: IncomingMessage): string {
  const [, key = ''] = /Credential=([^/]+)\//.exec(headers.authorization ?? '') ?? [];
  return /^(?:[0-9a-f]{2})+$/.test(key) ? Buffer.from(key, 'hex').toString() : '';
}

function accountOf(role: string): string {
  return role.split(':')[4] ?? '';
}
