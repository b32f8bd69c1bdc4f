import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { CommandError, exitCode } from '../exit';

/**
 * Reads events, one a line: as EventBridge delivers them (`source`, `detail-type`, `detail`) or as entries of PutEvents (`Source`,
 * `DetailType`, `Detail`). Empty lines are left out. Lines are read as they come: a recording may be larger than memory.
 *
 * @param file a path, or `-` for stdin
 * @param each gets an event as EventBridge delivers it, as JSON text, and its `detail-type`
 * @throws CommandError (usage) with the line that is no event
 */
export async function readRecordedEvents(file: string, each: (text: string, detailType: string) => void): Promise<void> {
  const input = file === '-' ? process.stdin : createReadStream(file, 'utf8');
  const opened = new Promise<void>((resolve, reject) => {
    if (file === '-') resolve();
    else input.once('open', () => resolve()).once('error', reject);
  });
  try {
    await opened;
  } catch (error) {
    throw new CommandError(
      exitCode.usage,
      `"${file}" cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'unknown error'}.`,
      'Name a file with one JSON event a line.',
    );
  }
  let number = 0;
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    number++;
    if (line.trim() === '') continue;
    const event = eventOf(line);
    if (event === undefined)
      throw new CommandError(
        exitCode.usage,
        `Line ${number} of "${file}" is no event.`,
        'Each line is one JSON object with source, detail-type and detail, or an entry of PutEvents.',
      );
    each(event.text, event.detailType);
  }
}

function eventOf(line: string): { readonly text: string; readonly detailType: string } | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { source, 'detail-type': detailType, detail } = value as Readonly<Record<string, unknown>>;
  // The text itself, not what JSON.parse made of it: numbers are as they were written.
  if (typeof source === 'string' && typeof detailType === 'string' && isObject(detail)) return { text: line, detailType };
  const { Source, DetailType, Detail } = value as Readonly<Record<string, unknown>>;
  if (typeof Source !== 'string' || typeof DetailType !== 'string' || typeof Detail !== 'string') return undefined;
  const text = `{"source":${JSON.stringify(Source)},"detail-type":${JSON.stringify(DetailType)},"detail":${Detail}}`;
  return isJson(Detail) ? { text, detailType: DetailType } : undefined;
}

function isJson(text: string): boolean {
  try {
    return isObject(JSON.parse(text));
  } catch {
    return false;
  }
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
