import type { Path } from '@busbar/problem';
import type { JsonSchema, JsonType } from '../model';

/** A schema in a contract's file, with what stands around it. Definitions are there once, however often they are referred to. */
export interface SchemaNode {
  readonly schema: JsonSchema;
  readonly path: Path;
  /** Name of the field; absent for the root, items, values of maps, branches and definitions. */
  readonly field?: string;
  /** The object that has it as a field, requires it. */
  readonly required: boolean;
  readonly parent?: SchemaNode;
  /** Its own classification, or that of what it stands in. */
  readonly classification?: string;
}

/** Every schema of a file, outermost first. The file must be within the profile, which also bounds its depth. */
export function schemaNodes(root: JsonSchema): SchemaNode[] {
  const nodes: SchemaNode[] = [];
  const visit = (schema: JsonSchema, path: Path, parent?: SchemaNode, field?: string): void => {
    const classification = schema['x-classification'] ?? parent?.classification;
    const node: SchemaNode = {
      schema,
      path,
      required: field !== undefined && (parent?.schema.required?.includes(field) ?? false),
      ...(field !== undefined && { field }),
      ...(parent && { parent }),
      ...(classification !== undefined && { classification }),
    };
    nodes.push(node);
    for (const [name, below] of Object.entries(schema.properties ?? {})) visit(below, [...path, 'properties', name], node, name);
    if (schema.items) visit(schema.items, [...path, 'items'], node);
    if (schema.additionalProperties) visit(schema.additionalProperties, [...path, 'additionalProperties'], node);
    schema.oneOf?.forEach((branch, index) => visit(branch, [...path, 'oneOf', index], node));
  };
  const { definitions, ...rest } = root;
  visit(rest, []);
  for (const [name, definition] of Object.entries(definitions ?? {})) visit(definition, ['definitions', name]);
  return nodes;
}

export function typesOf(schema: JsonSchema): readonly JsonType[] {
  const { type } = schema;
  return typeof type === 'string' ? [type as JsonType] : (type ?? []);
}

/** `dropOffKind` → `drop`, `off`, `kind`. */
export function wordsOf(name: string): string[] {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}
