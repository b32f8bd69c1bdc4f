import { isMap } from '@busbar/problem';
import type { JsonSchema } from '../model';
import { resolve } from '../schema';
import type { LintRule } from './lint-rule';

export const examplesRules: readonly LintRule[] = [
  {
    id: 'examples/none-invalid',
    purpose: 'A contract has no invalid example.',
    why: 'A schema that accepts everything accepts every valid example too; only an invalid one shows that it checks.',
    severity: 'warning',
    *check({ contract }) {
      if (contract.examples.some(({ valid }) => !valid) || contract.examples.length === 0) return;
      yield {
        at: contract.event.document.atKey(['lifecycle', `v${contract.major}`]),
        message: `"${contract.type}" has no invalid example.`,
        fix: `Add one with "violates" in "v${contract.major}/examples/".`,
      };
    },
  },
  {
    id: 'examples/field-never-shown',
    purpose: 'A field of the event is in no valid example.',
    why: 'Demos, tests and documents show only what the examples have.',
    severity: 'warning',
    *check({ schema, contract, atKey }) {
      const examples = contract.examples.filter(({ valid }) => valid);
      // Only fields that the examples could have: the draft may be ahead of the release that they are examples of.
      if (examples.length === 0) return;
      for (const name of Object.keys(schema.properties ?? {})) {
        if (!Object.hasOwn(contract.schema.properties ?? {}, name)) continue;
        if (examples.some(({ data }) => isMap(data) && Object.hasOwn(data, name))) continue;
        yield {
          at: atKey(['properties', name]),
          message: `No valid example has "${name}".`,
          fix: 'Add it to an example.',
        };
      }
    },
  },
  {
    id: 'examples/branch-never-shown',
    purpose: 'A branch of a union is in no valid example.',
    why: 'Demos, tests and documents show only what the examples have.',
    severity: 'warning',
    *check({ schema, contract, at }) {
      const examples = contract.examples.filter(({ valid }) => valid);
      if (examples.length === 0) return;
      for (const [name, given] of Object.entries(schema.properties ?? {})) {
        const union: JsonSchema = resolve(schema, given) ?? {};
        const tag = union['x-discriminator'];
        if (!union.oneOf || tag === undefined || !Object.hasOwn(contract.schema.properties ?? {}, name)) continue;
        for (const branch of union.oneOf) {
          const value = resolve(schema, branch)?.properties?.[tag]?.const;
          if (examples.some(({ data }) => isMap(data) && isMap(data[name]) && data[name][tag] === value)) continue;
          yield {
            at: at(['properties', name]),
            message: `No valid example has "${name}" with the "${tag}" ${JSON.stringify(value)}.`,
            fix: 'Add one.',
          };
        }
      }
    },
  },
];
