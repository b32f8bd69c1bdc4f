import { withYamlEntry } from '@busbar/problem';
import { EVENTS_FOLDER, readExample } from '../repository';
import type { Contract, ContractHistory, Domain, JsonSchema } from '../model';
import { ContractError, type FileEdits, jsonText } from './file-edits';

export interface NewEvent {
  /** `delivery.parcel.scanned`; its first word is the domain. */
  readonly name: string;
  readonly domain: Domain;
  readonly owner: string;
  readonly publisher: string;
  readonly title?: string;
  readonly description?: string;
  /** @default - a draft with the fields that events about a thing have, and examples of it */
  readonly contents?: NewContents;
}

/** What a contract says, beside what it is. */
export interface NewContents {
  /** Within the profile. */
  readonly draft: JsonSchema;
  readonly examples: readonly NewExample[];
}

/** Becomes a file of `examples/`. */
export interface NewExample {
  /** File name without `.json`. */
  readonly name: string;
  readonly summary: string;
  readonly violates?: { readonly path: string; readonly keyword: string };
  readonly data: unknown;
}

const NAME = /^[a-z][a-z0-9-]*(?:\.[a-z][a-z0-9-]*)+$/;

/**
 * A complete, valid contract of a new event, to be changed: event.yaml, a draft and examples.
 *
 * @throws ContractError for a name that is none
 */
export function scaffoldEvent({ name, domain, owner, publisher, title, description, contents }: NewEvent): FileEdits {
  const rest = name.split('.').slice(1);
  if (!NAME.test(name) || name.length > 100)
    throw new ContractError(
      `"${name}" is not the name of an event.`,
      'Write <domain>.<thing>.<what-happened>, as in "delivery.parcel.scanned".',
    );
  const folder = `${EVENTS_FOLDER}${domain.name}/${rest.join('.')}/`;
  const words = rest.join(' ').replaceAll(/[.-]/g, ' ');
  const heading = title ?? contents?.draft.title ?? sentenceCase(words);
  const text =
    description ?? (contents ? (contents.draft.description ?? UNSAID) : `Sent by ${publisher} when this has happened: ${words}.`);
  const { draft, examples } = contents ?? usualContents(rest, words);
  const { $schema, $id, title: _title, type, description: _description, ...keywords } = draft;
  return new Map([
    [`${folder}event.yaml`, eventYaml({ name, heading, text, owner, publisher })],
    [
      `${folder}v1/draft.schema.json`,
      jsonText({
        $schema,
        ...($id !== undefined && { $id }),
        title: heading,
        ...(type !== undefined && { type }),
        description: text,
        ...keywords,
      }),
    ],
    ...examples.map(({ name: example, summary, violates, data }): [string, string] => [
      `${folder}v1/examples/${example}.json`,
      jsonText({ summary, ...(violates && { violates }), data }),
    ]),
  ]);
}

/** What `docs/unfinished-text` finds. */
const UNSAID = 'TODO: say what happened when it is sent, and who should care.';

const EXAMPLE_ID = '0192f3a4-5b6c-7d8e-9f01-23456789abcd';
const EXAMPLE_TIME = '2026-05-04T08:15:30.000Z';

function eventYaml({
  name,
  heading,
  text,
  owner,
  publisher,
}: Readonly<Record<'name' | 'heading' | 'text' | 'owner' | 'publisher', string>>): string {
  return [
    '# yaml-language-server: $schema=../../../.schemas/event.schema.json',
    `name: ${name}`,
    `title: ${JSON.stringify(heading)}`,
    `description: ${JSON.stringify(text)}`,
    `owner: ${owner}`,
    `publisher: ${publisher}`,
    'volume: { averagePerSecond: 1, peakPerSecond: 5 }',
    'lifecycle:',
    '  v1: { state: draft }',
    '',
  ].join('\n');
}

/** An id, a time, an example, and one that is wrong. */
function usualContents(names: readonly string[], words: string): NewContents {
  const [first = ''] = names;
  const thing = `${camelCase(names.length > 1 ? first : (first.split('-')[0] ?? first))}Id`;
  const happened = `${camelCase(names.at(-1)?.split('-')[0] ?? 'happened')}At`;
  return {
    draft: {
      $schema: 'http://json-schema.org/draft-07/schema#',
      type: 'object',
      required: [thing, happened],
      properties: {
        [thing]: { type: 'string', description: 'What the event is about. Stays the same over its life.', format: 'uuid' },
        [happened]: { type: 'string', description: `When it happened (${words}), in UTC.`, format: 'date-time' },
      },
    },
    examples: [
      { name: 'usual', summary: 'As it usually is.', data: { [thing]: EXAMPLE_ID, [happened]: EXAMPLE_TIME } },
      {
        name: 'without-id',
        summary: 'Nobody knows what it is about.',
        violates: { path: `/${thing}`, keyword: 'required' },
        data: { [happened]: EXAMPLE_TIME },
      },
    ],
  };
}

/**
 * The next major of an event. It takes over the draft with the changes that need it, and the old major's draft goes back to what
 * was released. Examples come along as far as they are still what they claim to be.
 *
 * @throws ContractError while the newest major is a draft itself
 */
export function planMajor(newest: Contract, { draft, releases }: ContractHistory): FileEdits {
  const { event, lifecycle } = newest;
  if (lifecycle.state === 'draft')
    throw new ContractError(`"${newest.type}" is still a draft.`, 'Change its draft: nothing was promised yet.');
  const folder = event.document.file.replace(/event\.yaml$/, '');
  const [old, next] = [`${folder}v${newest.major}/`, `${folder}v${newest.major + 1}/`];
  const begin = draft ?? newest.schemaDocument;
  const edits = new Map([
    [`${next}draft.schema.json`, begin.text],
    [event.document.file, withYamlEntry(event.document.text, ['lifecycle', `v${newest.major + 1}`], { state: 'draft' })],
  ]);
  const released = releases.at(-1)?.text;
  if (released !== undefined && released !== begin.text) edits.set(`${old}draft.schema.json`, released);
  for (const { name, document } of newest.examples) {
    if (readExample(name, document, begin.value as JsonSchema).problems.length > 0) continue;
    edits.set(document.file.replace(old, next), document.text);
  }
  return edits;
}

function camelCase(name: string): string {
  return name.replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function sentenceCase(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
