import { CommandError, exitCode } from './exit';

/** @throws CommandError (environment) when nothing, or something else, serves the endpoint */
export async function requireRuntime(endpoint: string): Promise<void> {
  try {
    const response = await fetch(`${endpoint}/_busbar/health`, { signal: AbortSignal.timeout(2_000) });
    if (response.ok) return;
  } catch {
    // Said below.
  }
  throw new CommandError(
    exitCode.environment,
    `No busbar runtime serves ${endpoint}.`,
    'Start one with `npx busbar up`, or name its --port.',
  );
}
