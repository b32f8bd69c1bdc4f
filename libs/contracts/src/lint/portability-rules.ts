import type { JsonSchema } from '../model';
import type { LintRule } from './lint-rule';
import { typesOf, wordsOf } from './schema-nodes';

export const portabilityRules: readonly LintRule[] = [
  {
    id: 'portability/unbounded-integer',
    purpose: 'An integer has no bounds that every language can represent.',
    why: 'JavaScript loses digits beyond 2^53, Java’s int beyond 2^31: consumers get another number.',
    severity: 'warning',
    *check({ nodes, at }) {
      for (const { schema, path } of nodes) {
        if (!typesOf(schema).includes('integer') || schema.enum || schema.const !== undefined) continue;
        const least = schema.minimum ?? schema.exclusiveMinimum ?? -Infinity;
        const most = schema.maximum ?? schema.exclusiveMaximum ?? Infinity;
        if (least >= Number.MIN_SAFE_INTEGER && most <= Number.MAX_SAFE_INTEGER) continue;
        yield {
          at: at(path),
          message: 'The integer has no bounds within ±(2^53 − 1).',
          fix: 'Add "minimum" and "maximum"; send larger numbers as strings.',
        };
      }
    },
  },
  {
    id: 'portability/reserved-word',
    purpose: 'The name of a field is a reserved word in several languages.',
    why: 'Its name in the bindings differs from the one in filters and documents.',
    severity: 'warning',
    *check({ fields, atKey }) {
      for (const { field, path } of fields) {
        if (RESERVED.has(field))
          yield { at: atKey(path), message: `"${field}" is reserved in several languages.`, fix: 'Choose a more telling name.' };
      }
    },
  },
  {
    id: 'portability/names-differ-in-case',
    purpose: 'Two fields of an object have the same name in some language.',
    why: 'Bindings turn both "parcelId" and "parcelID" into "parcel_id", and call one of them "parcel_id2".',
    severity: 'warning',
    *check({ nodes, atKey }) {
      for (const { schema, path } of nodes) {
        for (const [name, other] of collisions(Object.keys(schema.properties ?? {})))
          yield {
            at: atKey([...path, 'properties', name]),
            message: `"${name}" and "${other}" become the same name in some languages.`,
            fix: 'Rename one of them.',
          };
      }
    },
  },
  {
    id: 'portability/values-become-one-name',
    purpose: 'Two values of an enum become the same constant in some language.',
    why: 'Bindings turn "in-transit" and "IN_TRANSIT" into one constant.',
    severity: 'error',
    *check({ nodes, at }) {
      for (const { schema, path } of nodes) {
        const values = (schema.enum ?? []).filter((value) => typeof value === 'string');
        for (const [value, other] of collisions(values))
          yield {
            at: at([...path, 'enum', (schema.enum ?? []).indexOf(value)]),
            message: `"${value}" and "${other}" become one constant.`,
            fix: 'Change or remove one of them.',
          };
      }
    },
  },
  {
    id: 'portability/pattern-not-everywhere',
    purpose: 'A pattern uses a construct that some languages do not have.',
    why: 'Go and the other RE2 engines have neither look-around nor back references.',
    severity: 'error',
    *check({ nodes, at }) {
      for (const { schema, path } of nodes) {
        const outside = NOT_EVERYWHERE.find(([form]) => form.test(bare(schema)));
        if (!outside) continue;
        yield {
          at: at([...path, 'pattern']),
          message: `The pattern uses ${outside[1]}.`,
          fix: 'Write the pattern without it, and document the rest in the description.',
        };
      }
    },
  },
  {
    id: 'portability/pattern-without-ends',
    purpose: 'A pattern matches anywhere in a string.',
    why: 'JSON Schema searches the string; Java’s "matches" compares all of it. With "^" and "$" both do the same.',
    severity: 'warning',
    *check({ nodes, at }) {
      for (const { schema, path } of nodes) {
        if (schema.pattern === undefined || (schema.pattern.startsWith('^') && /[^\\]\$$/.test(schema.pattern))) continue;
        yield {
          at: at([...path, 'pattern']),
          message: 'The pattern is not anchored at both ends.',
          fix: 'Begin it with "^" and end it with "$".',
        };
      }
    },
  },
  {
    id: 'portability/digits-differ',
    purpose: 'A pattern uses a character class whose meaning depends on the language.',
    why: '"\\d" and "\\w" match ASCII here, and any script of Unicode in Python and .NET.',
    severity: 'warning',
    *check({ nodes, at }) {
      for (const { schema, path } of nodes) {
        const found = /\\[dwsb]/i.exec(schema.pattern?.replaceAll('\\\\', '') ?? '')?.[0];
        if (found === undefined) continue;
        yield {
          at: at([...path, 'pattern']),
          message: `"${found}" does not mean the same in every language.`,
          fix: 'Write the characters, for example "[0-9]".',
        };
      }
    },
  },
  {
    id: 'portability/fraction-for-money',
    purpose: 'An amount of money can have fractions.',
    why: 'Binary fractions cannot represent cents: 0.1 + 0.2 is not 0.3, and sums differ between services.',
    severity: 'error',
    *check({ fields, atKey }) {
      for (const { field, schema, path } of fields) {
        if (!typesOf(schema).includes('number') || !wordsOf(field).some((word) => MONEY.has(word))) continue;
        yield {
          at: atKey(path),
          message: `"${field}" is an amount of money with fractions.`,
          fix: 'Send an integer in the smallest unit, such as "amountMinor", beside the currency.',
        };
      }
    },
  },
];

/** Reserved in two or more of JavaScript, Python, Java, Kotlin and Go. */
const RESERVED = new Set(
  (
    'abstract as assert async await boolean break byte case catch char class const continue default do double else enum extends ' +
    'false final finally float for func fun goto if implements import in instanceof int interface is long map native new null ' +
    'package private protected public range return short static struct super switch synchronized this throw throws true try ' +
    'type val var void volatile while with yield'
  ).split(' '),
);
// Words that one can hardly do without; every generator escapes them in the languages that reserve them.
for (const word of ['type', 'map', 'range', 'default', 'val', 'fun', 'func', 'as', 'is']) RESERVED.delete(word);

const NOT_EVERYWHERE: readonly (readonly [form: RegExp, name: string])[] = [
  [/\(\?<?[=!]/, 'look-around'],
  [/\\(?:[1-9]|k<)/, 'a back reference'],
  [/\\p\{(?:Script_Extensions|scx)=/, 'script extensions'],
];

const MONEY = new Set(['amount', 'price', 'cost', 'fee', 'total', 'tax', 'discount', 'balance', 'usd', 'eur']);

/** The pattern without escaped backslashes. */
function bare(schema: JsonSchema): string {
  return schema.pattern?.replaceAll('\\\\', '') ?? '';
}

/** Names that are equal when only letters and digits count, each with the earlier one that it equals. */
function collisions(names: readonly string[]): [name: string, other: string][] {
  const seen = new Map<string, string>();
  const found: [string, string][] = [];
  for (const name of names) {
    const key = name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
    const other = seen.get(key);
    if (other !== undefined && key !== '') found.push([name, other]);
    else seen.set(key, name);
  }
  return found;
}
