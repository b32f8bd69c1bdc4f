import { definitionName } from '../schema';
import type { JsonSchema } from '../model';
import type { LintRule } from './lint-rule';

export const referencesRules: readonly LintRule[] = [
  {
    id: 'references/unused-definition',
    purpose: 'Nothing refers to a definition.',
    why: 'The bindings of every language get a type that nothing uses.',
    severity: 'warning',
    *check({ schema, nodes, atKey }) {
      const used = new Set(nodes.map((node) => definitionName(node.schema.$ref ?? '')));
      for (const name of Object.keys(schema.definitions ?? {})) {
        if (!used.has(name))
          yield { at: atKey(['definitions', name]), message: `Nothing refers to "${name}".`, fix: 'Use it, or remove it.' };
      }
    },
  },
  {
    id: 'references/repeated-object',
    purpose: 'The same object is defined twice.',
    why: 'Sooner or later, only one of the two is changed.',
    severity: 'warning',
    *check({ nodes, at }) {
      const seen = new Set<string>();
      for (const { schema, path } of nodes) {
        if (Object.keys(schema.properties ?? {}).length < 2) continue;
        const shape = JSON.stringify(shapeOf(schema));
        if (seen.has(shape)) {
          yield {
            at: at(path),
            message: 'An earlier object has the same shape.',
            fix: 'Move it to a definition, and refer to that from both.',
          };
        }
        seen.add(shape);
      }
    },
  },
];

/** What decides about data, without what only informs. */
function shapeOf(schema: JsonSchema): unknown {
  const { title: _title, description: _description, examples: _examples, ...rest } = schema;
  const properties = Object.entries(rest.properties ?? {}).map(([name, field]) => [name, shapeOf(field)]);
  return [properties.sort(), { ...rest, properties: undefined }];
}
