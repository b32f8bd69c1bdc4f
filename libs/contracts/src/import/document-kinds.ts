import { isMap, type Path } from '@busbar/problem';
import { isSchema } from './schema-keywords';

type Document = Readonly<Record<string, unknown>>;

/** A schema that a document of another kind holds. */
export interface HeldSchema {
  readonly name: string;
  /** Where it is, or the string that it is in. */
  readonly path: Path;
  /** What the document says that the event is. */
  readonly eventType?: string;
  /** The language that the document says the schema is written in, as a media type. */
  readonly format?: string;
}

/** A kind of document that schemas of events are kept in, known by its whole shape and not by one key. */
interface DocumentKind {
  /** As in "This is …". */
  readonly name: string;
  /** What it holds, for messages. */
  readonly holds: string;
  readonly is: (document: Document) => boolean;
  readonly schemas: (document: Document) => readonly HeldSchema[];
}

const isString = (value: unknown): value is string => typeof value === 'string';

const KINDS: readonly DocumentKind[] = [
  {
    // https://docs.aws.amazon.com/cli/latest/reference/schemas/describe-schema.html
    name: 'a schema of the EventBridge registry',
    holds: '"Content" with the schema as a string',
    is: ({ Content, SchemaArn, SchemaName, SchemaVersion, ...rest }) =>
      (isString(SchemaArn) || isString(SchemaName)) &&
      (Content !== undefined || isString(SchemaVersion)) &&
      areAllIn(rest, REGISTRY_KEYS),
    schemas: ({ Content, SchemaName }) =>
      isString(Content) ? [{ name: isString(SchemaName) ? SchemaName : 'Content', path: ['Content'] }] : [],
  },
  {
    // https://docs.aws.amazon.com/cli/latest/reference/schemas/get-discovered-schema.html
    name: 'a discovered schema',
    holds: '"Content" with the schema as a string',
    is: (document) =>
      Object.keys(document).length === 1 && isString(document['Content']) && document['Content'].trimStart().startsWith('{'),
    schemas: () => [{ name: 'Content', path: ['Content'] }],
  },
  {
    // https://docs.aws.amazon.com/cli/latest/reference/schemas/list-schemas.html
    name: 'a list of the EventBridge registry',
    holds: 'schemas with their "Content"',
    is: ({ Schemas, NextToken: _, ...rest }) =>
      Array.isArray(Schemas) &&
      Schemas.every((one) => isMap(one) && isString(one['SchemaName'])) &&
      Object.keys(rest).length === 0,
    schemas: () => [],
  },
  {
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-eventschemas-schema.html
    name: 'a CloudFormation template',
    holds: 'resource of the type AWS::EventSchemas::Schema',
    is: ({ Resources }) =>
      isMap(Resources) &&
      Object.values(Resources).length > 0 &&
      Object.values(Resources).every((one) => isMap(one) && isString(one['Type']) && one['Type'].includes('::')),
    schemas: ({ Resources }) =>
      Object.entries(Resources as Record<string, Document>).flatMap(([name, { Type, Properties }]) =>
        Type === 'AWS::EventSchemas::Schema' && isMap(Properties) && isString(Properties['Content'])
          ? [{ name, path: ['Resources', name, 'Properties', 'Content'] }]
          : [],
      ),
  },
  {
    name: 'an OpenAPI document',
    holds: 'schemas under "components"',
    is: (document) => isString(document['openapi']) && areAllIn(document, OPENAPI_KEYS),
    schemas: ({ components }) => {
      const schemas = isMap(components) && isMap(components['schemas']) ? components['schemas'] : {};
      // What EventBridge's registry makes of an event is called so.
      const names = Object.hasOwn(schemas, 'AWSEvent') ? ['AWSEvent'] : Object.keys(schemas);
      return names.map((name) => ({ name, path: ['components', 'schemas', name] }));
    },
  },
  {
    name: 'an OpenAPI 2 document',
    holds: 'schema that can be read; convert it to OpenAPI 3',
    is: ({ swagger, paths, definitions }) => isString(swagger) && (isMap(paths) || isMap(definitions)),
    schemas: () => [],
  },
  {
    // https://www.asyncapi.com/docs/reference/specification/v3.0.0
    name: 'an AsyncAPI document',
    holds: 'messages with a payload',
    is: (document) => isString(document['asyncapi']) && areAllIn(document, ASYNCAPI_KEYS),
    schemas: messagesOf,
  },
];

const REGISTRY_KEYS = new Set(['Type', 'Description', 'LastModified', 'Tags', 'tags', 'VersionCreatedDate', 'RegistryName']);

const OPENAPI_KEYS = new Set([
  ...['openapi', 'info', 'jsonSchemaDialect', 'servers', 'paths', 'webhooks', 'components', 'security', 'tags', 'externalDocs'],
]);
const ASYNCAPI_KEYS = new Set([
  ...['asyncapi', 'id', 'info', 'servers', 'defaultContentType', 'channels', 'operations', 'components', 'tags', 'externalDocs'],
]);

/** Whether a document has these keys and no others, extensions aside. */
function areAllIn(document: Document, keys: ReadonlySet<string>): boolean {
  return Object.keys(document).every((key) => keys.has(key) || key.startsWith('x-'));
}

/** The messages of an AsyncAPI document, wherever they stand; those that a channel only refers to are under "components". */
function messagesOf({ channels, components }: Document): HeldSchema[] {
  const found: HeldSchema[] = [];
  const add = (messages: unknown, path: Path): void => {
    for (const [name, message] of Object.entries(isMap(messages) ? messages : {})) {
      if (!isMap(message) || message['payload'] === undefined) continue;
      const { payload, name: eventType } = message;
      const isWrapped = isMap(payload) && isString(payload['schemaFormat']) && payload['schema'] !== undefined;
      const format = isWrapped ? payload['schemaFormat'] : message['schemaFormat'];
      found.push({
        name,
        path: [...path, name, 'payload', ...(isWrapped ? ['schema'] : [])],
        ...(isString(eventType) && { eventType }),
        ...(isString(format) && { format }),
      });
    }
  };
  add(isMap(components) ? components['messages'] : undefined, ['components', 'messages']);
  for (const [name, channel] of Object.entries(isMap(channels) ? channels : {})) {
    if (!isMap(channel)) continue;
    add(channel['messages'], ['channels', name, 'messages']);
    // AsyncAPI 2 has one message an operation.
    for (const operation of ['publish', 'subscribe']) add(channel[operation], ['channels', name, operation]);
  }
  return found;
}

/** The kind of document that a value is; undefined for a schema, an event and everything else. */
export function documentKindOf(value: unknown): DocumentKind | undefined {
  return isMap(value) && !isSchema(value) ? KINDS.find(({ is }) => is(value)) : undefined;
}
