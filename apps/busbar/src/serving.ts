import { setTimeout as sleep } from 'node:timers/promises';
import { CommandError, exitCode } from './exit';
import type { EventDeliveries, ServedStage } from './served-stage';

/** How often, and for how long, deliveries that are under way are asked for. */
const ASK_EVERY_MS = 25;
const PATIENCE_MS = 3_000;

/** @throws CommandError (environment) when nothing, or something else, serves the endpoint */
export async function requireRuntime(endpoint: string): Promise<ServedStage> {
  const served = await documentAt<ServedStage>(endpoint, 'stage');
  if (served) return served;
  throw new CommandError(
    exitCode.environment,
    `No busbar runtime serves ${endpoint}.`,
    'Start one with `npx busbar up`, or name its --port.',
  );
}

/** What became of an event, as soon as nothing of it is under way, or after three seconds. */
export async function deliveriesOf(endpoint: string, eventId: string): Promise<EventDeliveries | undefined> {
  let wasQuiet = false;
  for (let waited = 0; ; waited += ASK_EVERY_MS) {
    const all = await documentAt<readonly EventDeliveries[]>(endpoint, 'deliveries');
    const found = all?.find((each) => each.eventId === eventId);
    // Twice, since a route has delivered before the next bus has matched.
    const isQuiet = found?.pending === 0;
    if ((isQuiet && wasQuiet) || waited >= PATIENCE_MS) return found;
    wasQuiet = isQuiet;
    await sleep(ASK_EVERY_MS);
  }
}

async function documentAt<Document>(endpoint: string, name: string): Promise<Document | undefined> {
  try {
    const response = await fetch(`${endpoint}/_busbar/${name}`, { signal: AbortSignal.timeout(2_000) });
    return response.ok ? ((await response.json()) as Document) : undefined;
  } catch {
    return undefined;
  }
}
