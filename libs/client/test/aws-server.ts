import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface AwsCall {
  readonly action: string;
  readonly body: Record<string, unknown>;
  readonly connection: number;
}

export interface AwsAnswer {
  readonly status?: number;
  readonly body?: unknown;
  /** Instead of `body`: as it is. */
  readonly text?: string;
  /** Breaks the connection instead of answering. */
  readonly drop?: boolean;
  /** Sends the first half of the answer, and the rest when this resolves. */
  readonly halfway?: Promise<void>;
}

/** An AWS JSON endpoint whose answers the test gives. Every call is kept. */
export async function awsServer(answer: (call: AwsCall) => AwsAnswer | Promise<AwsAnswer>) {
  const calls: AwsCall[] = [];
  let connections = 0;
  const numbers = new WeakMap<object, number>();
  const server = createServer((request, response) => {
    void (async () => {
      const call: AwsCall = {
        action: String(request.headers['x-amz-target']).replace(/^.*\./, ''),
        body: JSON.parse(await textOf(request)) as Record<string, unknown>,
        connection: numbers.get(request.socket) ?? 0,
      };
      calls.push(call);
      const { status = 200, body = {}, text = JSON.stringify(body), drop, halfway } = await answer(call);
      if (drop === true) {
        request.socket.destroy();
        return;
      }
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': 'r' });
      if (halfway) {
        response.write(text.slice(0, text.length / 2));
        await halfway;
        response.end(text.slice(text.length / 2));
      } else response.end(text);
    })();
  });
  server.on('connection', (socket) => numbers.set(socket, ++connections));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const environment = {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: '111122223333',
    AWS_SECRET_ACCESS_KEY: 'secret',
  };
  const before = { ...process.env };
  Object.assign(process.env, environment);
  return {
    url,
    calls,
    async close() {
      process.env = before;
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
