import type { FieldNode, LintRule } from './lint-rule';
import { typesOf, wordsOf } from './schema-nodes';

export const namingRules: readonly LintRule[] = [
  {
    id: 'naming/field-not-camel-case',
    purpose: 'The name of a field is not camelCase.',
    why: 'One style for all fields: people write filters from memory, and a filter on a misspelled field matches nothing.',
    // Any JSON key works as a field; an imported event has the names that it has.
    severity: 'warning',
    *check({ fields, atKey }) {
      for (const { field, path } of fields) {
        if (/^[a-z][a-zA-Z0-9]*$/.test(field)) continue;
        const better = camelCase(field);
        yield {
          at: atKey(path),
          message: `The field "${field}" is not camelCase.`,
          fix: /^[a-z]/.test(better) ? `Name it "${better}".` : 'Choose a name in camelCase that begins with a letter.',
        };
      }
    },
  },
  {
    id: 'naming/definition-not-pascal-case',
    purpose: 'The name of a definition is not PascalCase.',
    why: 'Definitions become types in the bindings of every language.',
    severity: 'warning',
    *check({ schema, atKey }) {
      for (const name of Object.keys(schema.definitions ?? {})) {
        if (/^[A-Z][A-Za-z0-9]*$/.test(name)) continue;
        const better = camelCase(name);
        yield {
          at: atKey(['definitions', name]),
          message: `The definition "${name}" is not PascalCase.`,
          fix: `Name it "${better.charAt(0).toUpperCase()}${better.slice(1)}", here and where it is referred to.`,
        };
      }
    },
  },
  {
    id: 'naming/event-not-past-tense',
    purpose: 'The name of an event does not end in a past participle.',
    why: 'An event is a fact about the past. A name like "order.cancel" reads like a command, and sooner or later somebody uses it as one.',
    severity: 'warning',
    *check({ contract: { event } }) {
      const last = event.name.split('.').at(-1) ?? '';
      if (last.split('-').some((word) => /ed$/.test(word) || PARTICIPLES.has(word))) return;
      yield {
        at: event.document.at(['name']),
        message: `"${event.name}" does not end in a past participle.`,
        fix: 'End it in what has happened, such as "scheduled", "sent" or "moved-in".',
      };
    },
  },
  {
    id: 'naming/mixed-enum-style',
    purpose: 'The values of an enum are not all written in one style.',
    why: 'Filters compare exactly: "IN_TRANSIT" does not match "in-transit".',
    severity: 'warning',
    *check({ nodes, at }) {
      for (const { schema, path } of nodes) {
        const values = (schema.enum ?? []).filter((value) => typeof value === 'string');
        const styles = new Set(values.map(styleOf).filter((style) => style !== 'any'));
        if (styles.size <= 1) continue;
        yield {
          at: at([...path, 'enum']),
          message: `The values are written in ${[...styles].join(' and ')}.`,
          fix: 'Write all of them in one style, preferably UPPER_CASE.',
        };
      }
    },
  },
  {
    id: 'naming/id-without-suffix',
    purpose: 'A field that holds a UUID does not end in "Id".',
    why: 'A reader of "delivery" expects a delivery, not its id.',
    severity: 'warning',
    *check({ fields, atKey }) {
      for (const { field, schema, path } of fields) {
        if (schema.format === 'uuid' && !/(?:^id|Id)$/.test(field))
          yield { at: atKey(path), message: `"${field}" holds an id.`, fix: `Name it "${field}Id".` };
      }
    },
  },
  {
    id: 'naming/time-without-suffix',
    purpose: 'The name of a field does not say that it holds a time or a day.',
    why: '"changedAt" is a time and "dueOn" a day in every language; "changed" could be a flag.',
    severity: 'warning',
    *check({ fields, atKey }) {
      for (const { field, schema, path } of fields) {
        const isTime = schema.format === 'date-time';
        if (!isTime && schema.format !== 'date') continue;
        if (/(?:^(?:at|on|from|to|since|until)|At|On|From|To|Since|Until)$/.test(field)) continue;
        const noun = isTime ? 'a time' : 'a day';
        yield {
          at: atKey(path),
          message: `"${field}" holds ${noun}.`,
          fix: `Name it "${field.replace(/(?:Date|Time)+$/, '')}${isTime ? 'At' : 'On'}".`,
        };
      }
    },
  },
  {
    id: 'naming/quantity-without-unit',
    purpose: 'The name of a field that holds a quantity does not say its unit.',
    why: 'Readers guess a unit that is not in the name. Changing it breaks no validator, but everybody’s numbers.',
    severity: 'warning',
    *check({ fields, atKey }) {
      for (const { field, schema, path } of fields) {
        if (!typesOf(schema).some((type) => type === 'number' || type === 'integer')) continue;
        if (!QUANTITIES.has(wordsOf(field).at(-1) ?? '')) continue;
        yield {
          at: atKey(path),
          message: `"${field}" does not say its unit.`,
          fix: 'Add the unit to the name, as in "weightGrams" or "delayMinutes".',
        };
      }
    },
  },
  {
    id: 'naming/negated-flag',
    purpose: 'The name of a flag is a negation.',
    why: '"notDelivered: false" takes a moment to understand, every time.',
    severity: 'warning',
    *check({ fields, atKey }) {
      for (const { field, schema, path } of fields) {
        if (typesOf(schema).includes('boolean') && /^(?:is|has)?(?:not|no|non|never|without)$/.test(firstWords(field)))
          yield { at: atKey(path), message: `"${field}" is a negation.`, fix: 'Name what is true when the flag is true.' };
      }
    },
  },
  {
    id: 'naming/list-in-singular',
    purpose: 'The name of a list is in the singular.',
    why: 'The bindings of a list read like one item: "event.data.parcel.length".',
    severity: 'warning',
    *check({ fields, atKey }) {
      for (const { field, schema, path } of fields) {
        if (typesOf(schema).includes('array') && !isPlural(field))
          yield { at: atKey(path), message: `"${field}" is a list.`, fix: 'Name it in the plural.' };
      }
    },
  },
];

/** Participles that do not end in "ed" and are likely in the names of events. */
const PARTICIPLES = new Set(
  (
    'begun been bought bound broken brought built caught chosen cut drawn driven fallen found frozen given gone grown held ' +
    'hidden hit kept known laid left lent lost made met overdue paid put read run said seen sent set shown shut sold spent ' +
    'spoken split spread stolen sworn taken thrown told torn undone understood withdrawn won written'
  ).split(' '),
);

const QUANTITIES = new Set(
  (
    'age angle delay depth distance duration height interval latency length lifetime mass period power pressure size speed ' +
    'temperature timeout ttl velocity voltage volume weight width'
  ).split(' '),
);

const PLURALS = new Set(['children', 'people', 'data', 'media', 'men', 'women', 'criteria', 'history', 'schedule', 'feet']);

function isPlural(field: string): boolean {
  const last = wordsOf(field).at(-1) ?? '';
  return /s$/.test(last) || PLURALS.has(last) || /^(?:list|ids)$/.test(last);
}

function firstWords(field: FieldNode['field']): string {
  const [first = '', second = ''] = wordsOf(field);
  return first === 'is' || first === 'has' ? first + second : first;
}

function styleOf(value: string): string {
  if (/^[A-Z][A-Z0-9]*$/.test(value)) return 'UPPER_CASE';
  if (/^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/.test(value)) return 'UPPER_CASE';
  if (/^[a-z][a-z0-9]*$/.test(value)) return 'lower case';
  if (/^[a-z][a-z0-9]*(?:-[a-z0-9]+)+$/.test(value)) return 'lower case';
  if (/^[a-z]+(?:[A-Z][a-z0-9]*)+$/.test(value)) return 'camelCase';
  if (/^(?:[A-Z][a-z0-9]+)+$/.test(value)) return 'PascalCase';
  if (/^[a-z][a-z0-9]*(?:_[a-z0-9]+)+$/.test(value)) return 'snake_case';
  // Mixtures of letters and digits such as "CR123A" or "+1" are codes of somebody else's.
  return 'any';
}

function camelCase(name: string): string {
  return wordsOf(name)
    .map((word, index) => (index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1)))
    .join('');
}
