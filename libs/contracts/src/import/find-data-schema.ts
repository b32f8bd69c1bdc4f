import { isMap, type Path } from '@busbar/problem';
import { type Draft, draftOf, type Json, SchemaError } from '@busbar/schema-containment';

/** Where in a document the schema of an event's data is, and by the rules of which draft it is written. */
export interface DataSchema {
  readonly start: Path;
  readonly draft: Draft;
  /** What the schema of an envelope says that the event is. */
  readonly eventType?: string;
}

/**
 * The schema of the data in a file: the whole file, or what an envelope has around it. Knows the schemas of EventBridge's
 * registry (Draft-04 and OpenAPI 3), discovered ones and those of `busbar contract export eventbridge`.
 *
 * @throws SchemaError for a `$schema` that is no draft, and for OpenAPI documents with several schemas
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-schema.html
 */
export function findDataSchema(value: unknown): DataSchema {
  if (isMap(value) && typeof value['openapi'] === 'string') {
    const start = ['components', 'schemas', mainSchema(value)];
    return withoutEnvelope(value, start, value['openapi'].startsWith('3.0') ? 'draft-04' : '2020-12');
  }
  return withoutEnvelope(value, [], draftOf(value as Json));
}

/** Whether a JSON value is meant as a schema; the data of events has no such fields together. */
export function isSchema(value: unknown): boolean {
  if (typeof value === 'boolean') return true;
  if (!isMap(value)) return false;
  if (typeof value['$schema'] === 'string' || typeof value['openapi'] === 'string') return true;
  if (isMap(value['properties'])) return value['type'] === 'object' || Object.values(value['properties']).every(isMap);
  return ['oneOf', 'anyOf', 'allOf'].some((keyword) => Array.isArray(value[keyword])) || typeof value['$ref'] === 'string';
}

function mainSchema(document: Readonly<Record<string, unknown>>): string {
  const schemas = isMap(document['components']) ? document['components']['schemas'] : undefined;
  const names = isMap(schemas) ? Object.keys(schemas) : [];
  const [only, ...others] = names.includes('AWSEvent') ? ['AWSEvent'] : names;
  if (only !== undefined && others.length === 0) return only;
  throw new SchemaError(
    only === undefined
      ? 'The document has no schemas.'
      : `The document has ${names.length} schemas, and none is called "AWSEvent".`,
    '/components/schemas',
  );
}

function withoutEnvelope(document: unknown, start: Path, draft: Draft): DataSchema {
  const at = followed(document, start);
  const fields = fieldsAt(document, at);
  if (!fields || !Object.hasOwn(fields, 'detail') || !Object.hasOwn(fields, 'detail-type')) return { start, draft };
  const eventType = eventTypeOf(valueAt(document, at), fields['detail-type']);
  const detail = followed(document, [...at, 'properties', 'detail']);
  const below = fieldsAt(document, detail);
  const isOurs = below && Object.hasOwn(below, 'metadata') && Object.hasOwn(below, 'data');
  return { start: isOurs ? [...detail, 'properties', 'data'] : detail, draft, ...(eventType !== undefined && { eventType }) };
}

function eventTypeOf(event: unknown, detailType: unknown): string | undefined {
  const named = isMap(event) ? event['x-amazon-events-detail-type'] : undefined;
  if (typeof named === 'string') return named;
  const listed = isMap(detailType) ? (detailType['const'] ?? [detailType['enum'] ?? []].flat()[0]) : undefined;
  return typeof listed === 'string' ? listed : undefined;
}

function fieldsAt(document: unknown, path: Path): Readonly<Record<string, unknown>> | undefined {
  const schema = valueAt(document, path);
  return isMap(schema) && isMap(schema['properties']) ? schema['properties'] : undefined;
}

/** The path of what stands at a path, references within the document followed. */
function followed(document: unknown, path: Path): Path {
  let found = path;
  for (let hops = 0; hops < 100; hops++) {
    const schema = valueAt(document, found);
    const reference = isMap(schema) ? schema['$ref'] : undefined;
    if (typeof reference !== 'string' || !reference.startsWith('#/')) break;
    found = reference
      .slice(2)
      .split('/')
      .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  }
  return found;
}

function valueAt(document: unknown, path: Path): unknown {
  let value = document;
  for (const step of path) value = isMap(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  return value;
}
