import { isObject, type Json, mapSubschemas, own, SchemaDocument } from '@busbar/schema-containment';

/**
 * The publisher view: what may be sent. Objects are closed at every depth, maps (`additionalProperties` with a schema) excepted;
 * enums and unions are as listed. An object that is put together with `allOf` or stands beside a union cannot be
 * closed from one place and stays as it is.
 *
 * @throws SchemaError for what is no schema.
 */
export function publisherView(schema: unknown): Json {
  return view(schema, close);
}

/**
 * The consumer view: what has to be understood. Unknown properties are ignored; an enum marked `x-extensible` is any value of its
 * type; a union marked `x-extensible` takes any object whose discriminator has a value that no branch has. Limits, formats
 * and the branches that are known are asserted as they stand.
 *
 * @throws SchemaError for what is no schema.
 */
export function consumerView(schema: unknown): Json {
  return view(schema, open);
}

/** Follows references, from the root of a document. */
export type Resolve = (schema: Json) => Json;

/** A resolver for the schemas in a document; what a reference beside `$ref` says is lost. @throws SchemaError */
export function resolverIn(document: SchemaDocument): Resolve {
  return (schema) => {
    let one = schema;
    for (let hops = 0; hops < MAXIMUM_HOPS && isObject(one); hops++) {
      const reference = own(one, '$ref');
      if (typeof reference !== 'string') break;
      one = document.resolve(reference, document.root).schema;
    }
    return one;
  };
}

const MAXIMUM_HOPS = 100;

function view(schema: unknown, change: (schema: Record<string, Json>, resolve: Resolve) => void): Json {
  const document = new SchemaDocument(schema);
  const { root, draft } = document;
  const resolve = resolverIn(document);
  const visit = (one: Json): Json => {
    if (!isObject(one)) return one;
    const changed = mapSubschemas(one, draft, visit);
    change(changed, resolve);
    return changed;
  };
  return visit(root.schema);
}

function close(schema: Record<string, Json>): void {
  const isObjects = [own(schema, 'type')].flat().includes('object') || own(schema, 'properties') !== undefined;
  const isCombined = COMBINATORS.some((keyword) => own(schema, keyword) !== undefined);
  const isDecided = ['additionalProperties', 'unevaluatedProperties'].some((keyword) => own(schema, keyword) !== undefined);
  if (isObjects && !isCombined && !isDecided) schema['additionalProperties'] = false;
}

const COMBINATORS = ['$ref', 'allOf', 'anyOf', 'oneOf', 'if', 'not', 'patternProperties'];

function open(schema: Record<string, Json>, resolve: Resolve): void {
  if (own(schema, 'additionalProperties') === false) delete schema['additionalProperties'];
  if (own(schema, 'unevaluatedProperties') === false) delete schema['unevaluatedProperties'];
  if (own(schema, 'x-extensible') !== true) return;
  openEnum(schema);
  openUnion(schema, resolve);
}

function openEnum(schema: Record<string, Json>): void {
  const listed = own(schema, 'enum');
  if (!Array.isArray(listed)) return;
  delete schema['enum'];
  if (own(schema, 'type') === undefined) schema['type'] = [...new Set((listed as readonly Json[]).map(typeName))];
}

function openUnion(schema: Record<string, Json>, resolve: Resolve): void {
  const branches = own(schema, 'oneOf') as readonly Json[] | undefined;
  if (!Array.isArray(branches)) return;
  const discriminator = own(schema, 'x-discriminator');
  const known = typeof discriminator === 'string' ? branches.map((branch) => tagOf(resolve(branch as Json), discriminator)) : [];
  if (typeof discriminator !== 'string' || known.some((tag) => tag === undefined)) {
    delete schema['oneOf'];
    schema['type'] ??= 'object';
    if (typeof discriminator === 'string') schema['required'] = [discriminator];
    return;
  }
  const tag = { type: 'string', not: { enum: known as readonly string[] } };
  schema['oneOf'] = [
    ...(branches as readonly Json[]),
    { type: 'object', required: [discriminator], properties: { [discriminator]: tag } },
  ];
}

/** The text that tells a branch of a union from the others. */
export function tagOf(branch: Json, discriminator: string): string | undefined {
  const properties = isObject(branch) ? own(branch, 'properties') : undefined;
  const tag = isObject(properties) ? own(properties, discriminator) : undefined;
  if (!isObject(tag)) return undefined;
  const listed = own(tag, 'enum');
  const value = own(tag, 'const') ?? (Array.isArray(listed) && listed.length === 1 ? (listed[0] as Json) : undefined);
  return typeof value === 'string' ? value : undefined;
}

function typeName(value: Json): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
