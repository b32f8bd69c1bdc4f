import type { LintRule } from './lint-rule';
import { wordsOf } from './schema-nodes';

const UNFINISHED = /\b(?:todo|tbd|fixme|xxx|lorem ipsum|to be (?:done|defined|written)|describe (?:this|me))\b/i;

export const docsRules: readonly LintRule[] = [
  {
    id: 'docs/no-title',
    purpose: 'A schema has no title.',
    why: 'Catalogs, exports and bindings use the title.',
    severity: 'error',
    *check({ schema, at }) {
      if (!schema.title)
        yield { at: at([]), message: 'The schema has no "title".', fix: 'Add a human-readable name of the event.' };
    },
  },
  {
    id: 'docs/no-description',
    purpose: 'An event, a field or a definition has no description.',
    why: 'Consumers never meet the authors of the event; they guess what is not written here.',
    severity: 'error',
    *check({ nodes, atKey, at }) {
      for (const { schema, path, field } of nodes) {
        const needsOne = field !== undefined || path.length === 0 || (path.length === 2 && path[0] === 'definitions');
        if (!needsOne || schema.$ref !== undefined || schema.description) continue;
        // The tag of a union says the same in every branch.
        if (schema.const !== undefined) continue;
        const name = path.length === 0 ? 'The schema' : `"${String(path.at(-1))}"`;
        yield {
          at: path.length === 0 ? at([]) : atKey(path),
          message: `${name} has no "description".`,
          fix: 'Say what it means, in which unit, and when it is absent.',
        };
      }
    },
  },
  {
    id: 'docs/description-repeats-name',
    purpose: 'A description says nothing that the name does not say.',
    why: '"pickupWindow: The pickup window." answers no question. Whose? In which time zone? Can it still change?',
    severity: 'warning',
    *check({ nodes, at }) {
      for (const { schema, path, field } of nodes) {
        if (field === undefined || schema.description === undefined) continue;
        const said = wordsOf(schema.description).filter((word) => !FILLERS.has(word));
        const named = new Set(wordsOf(field));
        // A single word of ordinary language needs no more than itself, nor does an id, which only says whose; others do.
        if (named.size < 2 || named.has('id') || said.some((word) => !named.has(word))) continue;
        yield {
          at: at([...path, 'description']),
          message: `The description of "${field}" only repeats its name.`,
          fix: 'Say what a consumer could not guess.',
        };
      }
    },
  },
  {
    id: 'docs/unfinished-text',
    purpose: 'A description is still a placeholder.',
    why: 'A released version never changes; a description that is missing then stays missing.',
    severity: 'error',
    *check({ nodes, at, contract: { event } }) {
      for (const key of ['title', 'description'] as const) {
        if (UNFINISHED.test(event[key]))
          yield { at: event.document.at([key]), message: `The ${key} of the event is not finished.`, fix: 'Write it.' };
      }
      for (const { schema, path } of nodes) {
        if (schema.description !== undefined && UNFINISHED.test(schema.description))
          yield { at: at([...path, 'description']), message: 'This description is not finished.', fix: 'Write it.' };
      }
    },
  },
  {
    id: 'docs/event-barely-described',
    purpose: 'The description of an event is too short to say what happened and who cares.',
    why: 'It is the first thing that people read when they look for an event to subscribe to.',
    severity: 'warning',
    *check({ contract: { event } }) {
      if (wordsOf(event.description).length < 5)
        yield {
          at: event.document.at(['description']),
          message: 'The description of the event has fewer than five words.',
          fix: 'Say what has happened when the event is sent, and who should care.',
        };
    },
  },
];

const FILLERS = new Set(['the', 'a', 'an', 'of', 'this', 'its', 'is', 'for', 'in', 'on', 'at', 'field', 'value', 'property']);
