import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { CommandError, exitCode } from './exit';

/** How many ports above a taken one are tried. */
const TRIED = 20;

/**
 * Finds out whether a port can be had before anything that takes seconds.
 *
 * @throws CommandError (environment) with the next free port
 */
export async function requireFreePort(port: number): Promise<void> {
  if (port === 0 || (await isFree(port))) return;
  let next: number | undefined;
  for (let candidate = port + 1; next === undefined && candidate <= Math.min(port + TRIED, 65_535); candidate++) {
    if (await isFree(candidate)) next = candidate;
  }
  throw new CommandError(
    exitCode.environment,
    `Port ${port} on 127.0.0.1 is in use.`,
    `Stop what serves it, or use ${next === undefined ? 'any free one: `--port 0`' : `the next free one: \`--port ${next}\``}.`,
  );
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port === port;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return false;
    throw error;
  } finally {
    server.close();
  }
}
