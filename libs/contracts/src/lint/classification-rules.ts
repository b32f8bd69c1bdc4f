import { isMap, type Path } from '@busbar/problem';
import { fieldAt } from '../schema';
import type { JsonSchema } from '../model';
import { filterFields } from './filter-fields';
import type { LintRule } from './lint-rule';
import { typesOf, wordsOf } from './schema-nodes';

/** What the last words of a field's name say about people, and how it has to be classified then. */
const PERSONAL: readonly (readonly [words: RegExp, classification: string])[] = [
  [/(?:^|\s)(?:e ?mail|phone|mobile|telephone|fax)(?: (?:address|number))?$/, 'pii:contact'],
  [/(?:^|\s)(?:(?:first|last|full|given|family|middle|maiden|birth|user|person) name|surname|signed by)$/, 'pii:name'],
  [/(?:^|\s)(?:latitude|longitude|street|postal code|zip|zip code|house number|home address|ip address)$/, 'pii:location'],
  [
    /(?:^|\s)(?:resident id|person id|user id|customer id|courier id|passport number|social security number|ssn|licence plate)$/,
    'pii:id',
  ],
  [/(?:^|\s)(?:date of birth|birth date|birthday|born on)$/, 'pii:id'],
];
const SECRETS = /(?:^|\s)(?:password|passphrase|secret|api key|access key|private key|token|pin code|cvv|card number)$/;

/** The classification that a field seems to need, by its name and its format; undefined when nothing hints at personal data. */
export function personalDataIn(field: string, { format }: JsonSchema): string | undefined {
  const words = wordsOf(field).join(' ');
  return format === 'email' ? 'pii:contact' : PERSONAL.find(([name]) => name.test(words))?.[1];
}

export const classificationRules: readonly LintRule[] = [
  {
    id: 'classification/personal-data-unmarked',
    purpose: 'A field that looks like personal data is not classified.',
    why: 'Classified data can be found, redacted and deleted. Unclassified data turns up in logs.',
    severity: 'error',
    *check({ fields, atKey }) {
      for (const { field, path, schema, classification } of fields) {
        if (classification !== undefined || schema.$ref !== undefined || typesOf(schema).includes('object')) continue;
        const kind = personalDataIn(field, schema);
        if (kind === undefined) continue;
        yield {
          at: atKey(path),
          message: `"${field}" looks like personal data and is not classified.`,
          fix: `Add "x-classification": "${kind}", or "internal" if it is about no person.`,
        };
      }
    },
  },
  {
    id: 'classification/secret-in-event',
    purpose: 'An event carries a secret.',
    why: 'Events are archived, replayed and dead-lettered in many accounts; a secret does not stay secret there.',
    severity: 'error',
    *check({ fields, atKey }) {
      for (const { field, path, schema, classification } of fields) {
        const named = SECRETS.test(wordsOf(field).join(' ')) && typesOf(schema).includes('string');
        if (!named && classification !== 'secret') continue;
        yield {
          at: atKey(path),
          message: `"${field}" is a secret.`,
          fix: 'Send a reference to where an authorized service can fetch it.',
        };
      }
    },
  },
  {
    id: 'classification/free-text-unmarked',
    purpose: 'A long free-text field is not classified.',
    why: 'People write names, phone numbers and worse into every free-text field.',
    severity: 'warning',
    *check({ fields, atKey }) {
      for (const { field, path, schema, classification } of fields) {
        if (classification !== undefined || !typesOf(schema).includes('string')) continue;
        if (schema.format ?? schema.pattern ?? schema.enum ?? schema.const) continue;
        if (schema.maxLength !== undefined && schema.maxLength <= 200) continue;
        yield {
          at: atKey(path),
          message: `"${field}" accepts free text of more than 200 characters and is not classified.`,
          fix: 'Add "x-classification", or a pattern or a smaller "maxLength".',
        };
      }
    },
  },
  {
    id: 'classification/wrong-kind-of-personal-data',
    purpose: 'The classification of a field does not fit its format.',
    why: 'Redaction and retention depend on the classification.',
    severity: 'warning',
    *check({ fields, at }) {
      for (const { field, path, schema } of fields) {
        const kind = schema['x-classification'];
        if (schema.format !== 'email' || kind === undefined || kind === 'pii:contact' || kind === 'secret') continue;
        yield {
          at: at([...path, 'x-classification']),
          message: `"${field}" is a mail address and classified as "${kind}".`,
          fix: 'Write "pii:contact".',
        };
      }
    },
  },
  {
    id: 'classification/real-address-in-example',
    purpose: 'An example holds an email address that may belong to somebody.',
    why: 'Demos and tests publish examples. RFC 2606 reserves domain names for that.',
    severity: 'error',
    *check({ contract }) {
      for (const { data, document } of contract.examples) {
        for (const { path, text } of texts(data, ['data'])) {
          const domain = /@([a-z0-9.-]+\.[a-z]{2,})$/i.exec(text)?.[1];
          if (domain === undefined || /(?:^|\.)(?:example(?:\.(?:com|net|org))?|test|invalid|localhost)$/i.test(domain)) continue;
          yield { at: document.at(path), message: 'This mail address may be real.', fix: 'Use a domain such as "example.com".' };
        }
      }
    },
  },
  {
    id: 'classification/filter-on-personal-data',
    purpose: 'A subscription filters on personal data.',
    why: 'The value ends up in rules and templates, where nobody looks when it has to be deleted.',
    severity: 'warning',
    *check({ schema, contract, consumers }) {
      for (const { eventType, filter, document, path, name } of consumers) {
        if (eventType !== contract.type || !filter) continue;
        for (const { field, place, values } of filterFields(filter, [], [...path, 'filter'])) {
          // Matchers such as `exists` and `numeric` name nobody.
          const literal = values.findIndex((value) => typeof value === 'string');
          if (literal === -1) continue;
          if (!fieldAt(schema, field).some((found) => found['x-classification']?.startsWith('pii:'))) continue;
          yield {
            at: document.at([...place, literal]),
            message: `The filter of "${name}" holds a value of "${field.join('.')}", which is personal data.`,
            fix: 'Filter on a field that does not identify a person.',
          };
        }
      }
    },
  },
];

function* texts(value: unknown, path: Path): Generator<{ path: Path; text: string }> {
  if (typeof value === 'string') yield { path, text: value };
  else if (Array.isArray(value)) for (const [index, item] of value.entries()) yield* texts(item, [...path, index]);
  else if (isMap(value)) for (const [name, member] of Object.entries(value)) yield* texts(member, [...path, name]);
}
