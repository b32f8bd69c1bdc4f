import { readFile } from 'node:fs/promises';
import { text as textOf } from 'node:stream/consumers';
import type { BusbarEvent } from '@busbar/client/event';
import type { Contract } from '@busbar/contracts';
import { CommandError, exitCode } from '../exit';
import { plural } from '../terminal/plural';
import type { Terminal } from '../terminal/terminal';
import { today } from '../today';
import { flag, integer, optional, required, text } from '../verb/parameters';
import { defineVerb } from '../verb/verb';

export const publish = defineVerb({
  name: 'publish',
  summary: 'check an event against its contract and publish it as the owning service',
  purpose: 'run',
  arguments: {
    eventType: required('for example delivery.status.updated@1'),
    file: optional('JSON of the event’s data; - reads standard input', '-'),
  },
  options: {
    stage: text('<stage>', 'the stage', { default: 'dev' }),
    port: integer('<port>', 'port that `busbar up` serves on', { from: 1, to: 65_535, default: 4010 }),
    example: text('<name>', 'publish this valid example of the contract instead of a file'),
    dryRun: flag('publish nothing; print the entry, for `aws events put-events --entries`'),
  },
  json: '{ type, id, eventId, attempts, delivered: [subscription], failed: [{ subscription, errorCode }], pending, isCurrent }; { type, issues: [{ path, keyword, message }] } when it is not valid',
  run: async (terminal, input) => {
    const { contractOf, openCompany, topologyOf } = await import('../company');
    const { publisherEnvironment } = await import('../service-environment');
    const { servedStageOf } = await import('../served-stage');
    const { deliveriesOf, requireRuntime } = await import('../serving');
    const { defineEventType, readerOf } = await import('@busbar/client/event');
    const { validateData } = await import('@busbar/contracts');
    const company = await openCompany(terminal, input);
    const topology = topologyOf(company, input.stage);
    const type = input.eventType;
    const contract = contractOf(company, type);
    const data = input.example === undefined ? await readData(terminal, input.file) : exampleOf(contract, input.example);

    checkLifecycle(terminal, contract);
    const issues = validateData(contract, data);
    if (issues.length > 0) {
      if (input.json) terminal.printJson({ type, issues });
      for (const { path, keyword, message } of issues) {
        terminal.say(`  ${terminal.err.bold(path || '/')} ${message} ${terminal.err.dim(`(${keyword})`)}`);
      }
      throw new CommandError(
        exitCode.checkFailed,
        `This is not a valid ${type}: ${plural(issues.length, 'issue')}. Nothing was published.`,
      );
    }

    const publisher = contract.event.publisher;
    const endpoint = `http://127.0.0.1:${input.port}`;
    const environment = publisherEnvironment(topology, publisher, endpoint);
    if (!environment) {
      throw new CommandError(exitCode.usage, `${publisher}, which publishes ${type}, has no account in stage "${input.stage}".`);
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
    if (input.dryRun) {
      terminal.printJson([entryOf(event, topology.bus.arn)]);
      return exitCode.ok;
    }
    const served = await requireRuntime(endpoint);
    const isCurrent = served.topologySha256 === servedStageOf(topology).topologySha256;
    if (!isCurrent)
      terminal.say(
        `${terminal.err.warn('warning')}: the runtime at ${endpoint} was started from ${served.stage === input.stage ? 'an older config/' : `stage "${served.stage}"`}.`,
        `${terminal.err.dim('→')} Restart it to use the current config/.`,
      );
    // The client reads its settings as a service would: from the environment.
    Object.assign(process.env, environment);
    const { EventPublisher, PublishError } = await import('@busbar/client');
    const client = new EventPublisher();
    try {
      const receipt = await client.publish(event);
      const { delivered = [], failed = [], pending = 0 } = (await deliveriesOf(endpoint, receipt.eventId)) ?? {};
      if (input.json) terminal.printJson({ type, ...receipt, delivered, failed, pending, isCurrent });
      else {
        const nobody = pending === 0 && failed.length === 0 ? ['nobody asks for this event'] : [];
        terminal.print(
          `${terminal.out.good('published')} ${type} as ${publisher}`,
          `  id         ${receipt.id}`,
          `  EventId    ${receipt.eventId}`,
          `  attempts   ${receipt.attempts}`,
          ...(delivered.length > 0 ? delivered : nobody).map((each, at) => `  ${at === 0 ? 'delivered ' : '          '} ${each}`),
          ...failed.map(({ subscription, errorCode }) => `  ${terminal.out.bad('failed')}     ${subscription}: ${errorCode}`),
          ...(pending > 0
            ? [`  on its way ${plural(pending, 'delivery', 'deliveries')}; \`busbar up\` shows what becomes of them`]
            : []),
        );
      }
      return exitCode.ok;
    } catch (error) {
      if (!(error instanceof PublishError)) throw error;
      const [failed] = error.failed;
      throw new CommandError(exitCode.checkFailed, `The bus did not accept the event: ${failed?.code}: ${failed?.message}`);
    } finally {
      await client.close();
    }
  },
});

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

function exampleOf(contract: Contract, name: string): unknown {
  const valid = contract.examples.filter((example) => example.valid);
  const example = valid.find((candidate) => candidate.name === name);
  if (example) return example.data;
  const names = valid.map((candidate) => candidate.name).join(', ');
  throw new CommandError(exitCode.usage, `${contract.type} has no valid example "${name}".`, `Its valid examples are ${names}.`);
}

async function readData(terminal: Terminal, file: string): Promise<unknown> {
  if (file === '-') terminal.prompt('Type the event’s data as JSON, then Ctrl-D:');
  let json: string;
  try {
    json = file === '-' ? await textOf(process.stdin) : await readFile(file, 'utf8');
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
