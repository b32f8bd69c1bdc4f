import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { defineEventType, readerOf, type BusbarEvent } from '@busbar/client/event';
import { validateData, type Contract } from '@busbar/contracts';
import { matches, parsePattern } from '@busbar/event-pattern';
import type { Manifest } from '@busbar/manifest';
import { nearest } from '@busbar/problem';
import { openCompany, topologyOf } from '../company';
import { CommandError, exitCode } from '../exit';
import type { Verb } from '../main';
import { today } from '../today';
import { serviceEnvironment } from '../service-environment';
import { plural } from '../terminal/problems';
import type { Terminal } from '../terminal/terminal';

interface PublishOptions {
  readonly stage: string;
  readonly port: number;
  readonly example?: string;
  readonly dryRun: boolean;
  readonly json?: boolean;
}

/** `busbar publish <event type> [file|-]` */
export const publish: Verb<PublishOptions> = async (terminal, options, type = '', file = '-') => {
  const company = await openCompany(terminal, options);
  const topology = topologyOf(company, options.stage);
  const contract = contractOf(company.manifest, type);
  const data = options.example === undefined ? await readData(file) : exampleOf(contract, options.example);

  checkLifecycle(terminal, contract);
  const issues = validateData(contract, data);
  if (issues.length > 0) {
    if (options.json) terminal.printJson({ type, issues });
    for (const { path, keyword, message } of issues) {
      terminal.say(`  ${terminal.err.bold(path || '/')} ${message} ${terminal.err.dim(`(${keyword})`)}`);
    }
    throw new CommandError(
      exitCode.checkFailed,
      `This is not a valid ${type}: ${plural(issues.length, 'issue')}. Nothing was published.`,
    );
  }

  const publisher = contract.event.publisher;
  const endpoint = `http://127.0.0.1:${options.port}`;
  const environment = serviceEnvironment(topology, publisher, endpoint);
  if (!environment) {
    throw new CommandError(exitCode.usage, `${publisher}, which publishes ${type}, has no account in stage "${options.stage}".`);
  }
  const validate = (value: unknown) => validateData(contract, value);
  const eventType = defineEventType<string, unknown>({
    type,
    version: contract.version,
    source: contract.domain.source,
    publisher,
    read: readerOf(validate),
  });
  const event = eventType.from(data);
  if (options.dryRun) {
    terminal.printJson([entryOf(event, topology.bus.arn)]);
    return exitCode.ok;
  }
  await requireRuntime(endpoint);
  // The client reads its settings as a service would: from the environment.
  Object.assign(process.env, environment);
  const { EventPublisher, PublishError } = await import('@busbar/client');
  const client = new EventPublisher();
  try {
    const receipt = await client.publish(event);
    const subscribers = company.manifest.subscriptions
      .filter(
        ({ eventType: wanted, filter }) =>
          wanted === type && (!filter || matches(parsePattern(JSON.stringify(filter)), data as object)),
      )
      .map(({ service, name }) => `${service}/${name}`);
    if (options.json) terminal.printJson({ type, ...receipt, subscribers });
    else {
      terminal.print(
        `${terminal.out.good('published')} ${type} as ${publisher}`,
        `  id          ${receipt.id}`,
        `  EventId     ${receipt.eventId}`,
        `  attempts    ${receipt.attempts}`,
        `  subscribers ${subscribers.join(', ') || 'none asks for this event'}`,
      );
    }
    return exitCode.ok;
  } catch (error) {
    if (!(error instanceof PublishError)) throw error;
    const [failed] = error.failed;
    throw new CommandError(exitCode.checkFailed, `The bus did not take the event: ${failed?.code}: ${failed?.message}`);
  } finally {
    await client.close();
  }
};

/** The entry that `PutEvents` is called with; a file of it is what `aws events put-events --entries` takes. */
function entryOf({ source, type, metadata, data }: BusbarEvent, eventBusName: string) {
  return { EventBusName: eventBusName, Source: source, DetailType: type, Detail: JSON.stringify({ metadata, data }) };
}

/** What is deprecated may still be published, until its sunset; what is retired may not. */
function checkLifecycle(terminal: Terminal, { type, lifecycle: { state, sunset, replacement } }: Contract): void {
  const instead = replacement === undefined ? undefined : `Publish "${replacement}" instead.`;
  if (state === 'retired') throw new CommandError(exitCode.checkFailed, `${type} is retired. Nothing was published.`, instead);
  if (state !== 'deprecated') return;
  if (sunset !== undefined && sunset < today())
    throw new CommandError(exitCode.checkFailed, `The sunset of ${type} was on ${sunset}. Nothing was published.`, instead);
  terminal.say(
    `${terminal.err.warn('warning')}: ${type} is deprecated; it may be published until ${sunset ?? 'further notice'}. ${instead ?? ''}`.trimEnd(),
  );
}

function contractOf(manifest: Manifest, type: string): Contract {
  const contract = manifest.contracts.find((candidate) => candidate.type === type);
  if (contract) return contract;
  const known = manifest.contracts.map((candidate) => candidate.type);
  const guess = nearest(type, known);
  throw new CommandError(
    exitCode.usage,
    `There is no event type "${type}".`,
    guess ? `Did you mean "${guess}"?` : `The event types are ${known.join(', ')}.`,
  );
}

function exampleOf(contract: Contract, name: string): unknown {
  const valid = contract.examples.filter((example) => example.valid);
  const example = valid.find((candidate) => candidate.name === name);
  if (example) return example.data;
  const names = valid.map((candidate) => candidate.name).join(', ');
  throw new CommandError(exitCode.usage, `${contract.type} has no valid example "${name}".`, `Its valid examples are ${names}.`);
}

async function readData(file: string): Promise<unknown> {
  if (file === '-' && process.stdin.isTTY) process.stderr.write('Type the event’s data as JSON, then Ctrl-D:\n');
  let json: string;
  try {
    json = file === '-' ? await text(process.stdin) : await readFile(file, 'utf8');
  } catch (error) {
    throw new CommandError(
      exitCode.usage,
      `"${file}" cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}.`,
    );
  }
  try {
    return JSON.parse(json) as unknown;
  } catch (error) {
    throw new CommandError(exitCode.usage, `${file === '-' ? 'Standard input' : file} is not JSON: ${(error as Error).message}.`);
  }
}

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
