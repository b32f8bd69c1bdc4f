import { isMap, type Path, type Problem, type SourceDocument } from '@busbar/problem';
import { type Draft, draftOf, type Json, SchemaError } from '@busbar/schema-containment';
import { documentKindOf, type HeldSchema } from './document-kinds';
import { EmbeddedDocument } from './embedded-document';
import { EVENT_FIELDS, hasOnly } from './event-envelope';
import { importProblem } from './import-problems';
import { stepsOf } from './json-pointer';
import { hasSchemaKeyword } from './schema-keywords';

/** Where the schema of an event's data is, and by the rules of which draft it is written. */
export interface DataSchema {
  /** The file, or a document in one of its strings. */
  readonly document: SourceDocument;
  readonly start: Path;
  readonly draft: Draft;
  /** What the document says that the event is. */
  readonly eventType?: string;
}

/** How deep documents are looked for in strings of documents. */
const DEEPEST = 3;

/**
 * The schema of the data in a file: the whole file, or what an envelope or a document of another kind has around it. Knows the schemas of
 * EventBridge's registry (Draft-04 and OpenAPI 3; the file, what the AWS command line prints, or a CloudFormation resource), discovered
 * ones, those of `busbar contract export eventbridge`, OpenAPI and AsyncAPI documents.
 *
 * @param wanted chooses among several schemas by name
 * @returns problems when there is none, or several
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-schema.html
 */
export function findDataSchema(document: SourceDocument, wanted?: string, depth = 0): DataSchema | readonly Problem[] {
  const { value } = document;
  const kind = documentKindOf(value);
  if (!kind) return isMap(value) || typeof value === 'boolean' ? ofSchema(document, []) : refused(document, [], NO_OBJECT);
  const schemas = kind.schemas(value as Readonly<Record<string, unknown>>);
  const [only, ...others] = schemas.length > 1 ? schemas.filter(({ name }) => name === wanted) : schemas;
  if (!only || others.length > 0) return notOne(document, kind, schemas);
  if (only.format !== undefined && !/json|asyncapi|openapi/.test(only.format))
    return refused(document, only.path, {
      message: `The schema is written in ${only.format}, which cannot be read.`,
      fix: 'Give it as JSON Schema.',
    });
  const held = valueAt(value, only.path);
  if (typeof held !== 'string') return ofSchema(document, only.path, only.eventType);
  const embedded = new EmbeddedDocument(document, only.path, held);
  if (embedded.problems.length > 0) return embedded.placedProblems;
  return depth < DEEPEST ? findDataSchema(embedded, wanted, depth + 1) : refused(document, only.path, NO_OBJECT);
}

const NO_OBJECT = {
  message: 'This is not a JSON Schema, which is an object.',
  fix: 'Give a JSON Schema, or samples with --as events.',
};

function notOne(
  document: SourceDocument,
  { name, holds }: { readonly name: string; readonly holds: string },
  schemas: readonly HeldSchema[],
): readonly Problem[] {
  if (schemas.length === 0)
    return refused(document, [], { message: `This is ${name}, but it has no ${holds}.`, fix: 'Give the schema of one event.' });
  const names = schemas.map((schema) => JSON.stringify(schema.name));
  return refused(document, schemas[0]?.path.slice(0, -1) ?? [], {
    message: `This is ${name} with ${schemas.length} schemas: ${names.slice(0, 8).join(', ')}${names.length > 8 ? ', …' : ''}.`,
    fix: 'Choose the schema of one event with --type <name>.',
  });
}

function refused(
  document: SourceDocument,
  path: Path,
  { message, fix }: { readonly message: string; readonly fix: string },
): readonly Problem[] {
  return [importProblem('import/not-a-schema', document.at(path), message, fix)];
}

/** The schema at a place, or that of the data in it when it is that of an event in its envelope. */
function ofSchema(document: SourceDocument, start: Path, eventType?: string): DataSchema | readonly Problem[] {
  const schema = valueAt(document.value, start);
  if (!hasSchemaKeyword(schema))
    return refused(document, start, {
      message: 'This is not a JSON Schema: none of its keys is a keyword.',
      fix: 'If it is a sample of an event, use --as events.',
    });
  try {
    const found = withoutEnvelope(document.value, start, draftAt(document.value, start));
    return { document, ...(eventType !== undefined && { eventType }), ...found };
  } catch (error) {
    if (!(error instanceof SchemaError)) throw error;
    return refused(document, stepsOf(error.path), { message: error.message, fix: 'Correct the schema.' });
  }
}

function draftAt(value: unknown, start: Path): Draft {
  const { openapi } = value as { openapi?: unknown };
  if (typeof openapi === 'string' && start.length > 0) return openapi.startsWith('3.0') ? 'draft-04' : '2020-12';
  return draftOf(valueAt(value, start) as Json);
}

function withoutEnvelope(document: unknown, start: Path, draft: Draft): Omit<DataSchema, 'document'> {
  const at = followed(document, start);
  const fields = fieldsAt(document, at);
  const isEnvelope = fields && ['detail', 'detail-type', 'source'].every((name) => Object.hasOwn(fields, name));
  if (!isEnvelope || !hasOnly(fields, EVENT_FIELDS)) return { start, draft };
  const eventType = eventTypeOf(valueAt(document, at), fields['detail-type']);
  const detail = followed(document, [...at, 'properties', 'detail']);
  const below = fieldsAt(document, detail);
  const isOurs = below && Object.keys(below).length === 2 && Object.hasOwn(below, 'metadata') && Object.hasOwn(below, 'data');
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
    found = stepsOf(reference.slice(1));
  }
  return found;
}

function valueAt(document: unknown, path: Path): unknown {
  let value = document;
  for (const step of path) value = isMap(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  return value;
}
