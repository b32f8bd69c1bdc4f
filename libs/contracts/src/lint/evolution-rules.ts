import type { LintRule } from './lint-rule';
import { typesOf } from './schema-nodes';

const MOST_REQUIRED = 15;
const DEEPEST = 6;

export const evolutionRules: readonly LintRule[] = [
  {
    id: 'evolution/closed-enum',
    purpose: 'An enum may not grow.',
    why: 'Adding a value to a closed enum is a breaking change: consumers validate against the old list. Almost every enum grows.',
    severity: 'warning',
    *check({ nodes, at }) {
      for (const { schema, path } of nodes) {
        if (!schema.enum || schema['x-extensible'] !== undefined || schema.enum.length < 2) continue;
        yield {
          at: at([...path, 'enum']),
          message: 'The enum is closed: no value can be added within this major.',
          fix: 'Add "x-extensible": true; or false, if it is complete by nature.',
        };
      }
    },
  },
  {
    id: 'evolution/closed-union',
    purpose: 'A union may not get another branch.',
    why: 'Adding a branch to a closed union is a breaking change.',
    severity: 'warning',
    *check({ nodes, at }) {
      for (const { schema, path } of nodes) {
        if (!schema.oneOf || schema['x-extensible'] !== undefined) continue;
        yield {
          at: at([...path, 'oneOf']),
          message: 'The union is closed: no branch can be added within this major.',
          fix: 'Add "x-extensible": true; or false, if it is complete by nature.',
        };
      }
    },
  },
  {
    id: 'evolution/unbounded-text',
    purpose: 'A string has no maximum length.',
    why: 'Adding one later breaks replay; without one, an event can exceed the size limit of the bus.',
    severity: 'warning',
    *check({ nodes, at }) {
      for (const { schema, path } of nodes) {
        if (!typesOf(schema).includes('string')) continue;
        if (schema.maxLength !== undefined || schema.enum || schema.const !== undefined) continue;
        // The form bounds them; the sizes that it leaves open are small in practice.
        if (schema.pattern !== undefined || (schema.format !== undefined && !OPEN_FORMATS.has(schema.format))) continue;
        yield { at: at(path), message: 'The string has no "maxLength".', fix: 'Add one that no real event will ever reach.' };
      }
    },
  },
  {
    id: 'evolution/unbounded-list',
    purpose: 'A list has no maximum length.',
    why: 'Adding one later breaks replay; without one, an event can exceed the size limit of the bus.',
    severity: 'warning',
    *check({ nodes, at }) {
      for (const { schema, path } of nodes) {
        if (typesOf(schema).includes('array') && schema.maxItems === undefined)
          yield { at: at(path), message: 'The list has no "maxItems".', fix: 'Add one that no real event will ever reach.' };
      }
    },
  },
  {
    id: 'evolution/list-of-anything',
    purpose: 'A list does not say what its items are.',
    why: 'Every type is allowed now, so no type can be required later.',
    severity: 'error',
    *check({ nodes, at }) {
      for (const { schema, path } of nodes) {
        if (typesOf(schema).includes('array') && !schema.items)
          yield { at: at(path), message: 'The list has no "items".', fix: 'Say what its items are.' };
      }
    },
  },
  {
    id: 'evolution/empty-object',
    purpose: 'An object has neither fields nor a schema for its values.',
    why: 'Objects are closed for publishers: only "{}" could ever be sent.',
    severity: 'error',
    *check({ nodes, at }) {
      for (const { schema, path } of nodes) {
        if (!typesOf(schema).includes('object') || schema.additionalProperties || schema.oneOf) continue;
        if (Object.keys(schema.properties ?? {}).length > 0) continue;
        yield {
          at: at(path),
          message: 'The object has no fields.',
          fix: 'Add "properties", or "additionalProperties" for a map.',
        };
      }
    },
  },
  {
    id: 'evolution/much-required',
    purpose: `An object requires more than ${MOST_REQUIRED} fields.`,
    why: 'A required field can never be left out again within a major.',
    severity: 'warning',
    *check({ nodes, at }) {
      for (const { schema, path } of nodes) {
        const count = schema.required?.length ?? 0;
        if (count <= MOST_REQUIRED) continue;
        yield {
          at: at([...path, 'required']),
          message: `${count} fields are required.`,
          fix: 'Require only what every such event will always have; make the rest optional, or group it.',
        };
      }
    },
  },
  {
    id: 'evolution/required-and-deprecated',
    purpose: 'A field is deprecated and required.',
    why: 'It cannot be left out within this major, so consumers have no reason to move.',
    severity: 'warning',
    *check({ fields, at }) {
      for (const { schema, path, field, required } of fields) {
        if (schema.deprecated && required)
          yield {
            at: at([...path, 'deprecated']),
            message: `"${field}" is deprecated, and every event of this major must have it.`,
            fix: 'Say in the description what to read instead, and leave it out of the next major.',
          };
      }
    },
  },
  {
    id: 'evolution/default-of-required',
    purpose: 'A required field has a default.',
    why: 'The default never applies; it only makes readers believe that the field may be absent.',
    severity: 'warning',
    *check({ fields, at }) {
      for (const { schema, path, field, required } of fields) {
        if (schema.default !== undefined && required)
          yield {
            at: at([...path, 'default']),
            message: `"${field}" is required and has a default.`,
            fix: 'Remove one of the two.',
          };
      }
    },
  },
  {
    id: 'evolution/many-flags',
    purpose: 'An object has four flags or more.',
    why: 'Flags that exclude each other are one state. An enum can grow, and rules out impossible combinations.',
    severity: 'warning',
    *check({ nodes, at }) {
      for (const { schema, path } of nodes) {
        const flags = Object.entries(schema.properties ?? {}).filter(([, field]) => typesOf(field).includes('boolean'));
        if (flags.length < 4) continue;
        yield {
          at: at([...path, 'properties']),
          message: `${flags.map(([name]) => `"${name}"`).join(', ')} are flags.`,
          fix: 'Replace flags that exclude each other by one enum.',
        };
      }
    },
  },
  {
    id: 'evolution/deep-nesting',
    purpose: `Objects and lists are nested more than ${DEEPEST} deep.`,
    why: 'Filters name the whole path, so every change of the structure breaks them.',
    severity: 'warning',
    *check({ nodes, at }) {
      for (const node of nodes) {
        if (node.field === undefined) continue;
        let depth = 0;
        for (let outer = node.parent; outer; outer = outer.parent) depth++;
        if (depth === DEEPEST + 1) yield { at: at(node.path), message: `This is ${depth} deep.`, fix: 'Flatten it.' };
      }
    },
  },
];

/** Formats that allow any length; mail addresses and host names end by their own rules. */
const OPEN_FORMATS = new Set(['uri']);
