import { definitionName } from '../schema';
import type { JsonSchema } from '../model';
import type { LintRule } from './lint-rule';

export const referencesRules: readonly LintRule[] = [
  {
    id: 'references/unused-definition',
    purpose: 'Nothing refers to a definition.',
    why: 'It becomes a type in all bindings that nobody can meet.',
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
    purpose: 'The same object is written out twice.',
    why: 'The two drift apart with the first change that is made to one of them.',
    severity: 'warning',
    *check({ nodes, at }) {
      const seen = new Set<string>();
      for (const { schema, path } of nodes) {
        if (Object.keys(schema.properties ?? {}).length < 2) continue;
        const shape = JSON.stringify(shapeOf(schema));
        if (seen.has(shape)) {
          yield {
            at: at(path),
            message: 'An object of the same shape is written out before.',
            fix: 'Make it a definition, and refer to it from both.',
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
