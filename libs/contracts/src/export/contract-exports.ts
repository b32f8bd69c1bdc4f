import { closeObjects } from '../schema';
import { type FileEdits, jsonText } from '../lifecycle';
import type { Contract, JsonSchema } from '../model';
import { type Dialect, exportedMap, exportedSchema } from './exported-schema';

/** Who consumes what, for catalogs. */
export interface ExportContext {
  readonly company: string;
  readonly consumers: readonly { readonly service: string; readonly eventType: string }[];
  readonly services: readonly { readonly name: string; readonly description: string; readonly owner: string }[];
  readonly teams: readonly { readonly name: string; readonly description: string; readonly email: string }[];
}

/** Files by path, relative to where they are written. */
export type ExportFormat = (contracts: readonly Contract[], around: ExportContext) => FileEdits;

/** Envelope of every event on the bus: what EventBridge adds, and the metadata. */
const METADATA: JsonSchema = {
  type: 'object',
  description: 'What the client library adds to every event.',
  required: ['id', 'type', 'version', 'time', 'publisher', 'correlationId'],
  properties: {
    id: { type: 'string', description: 'UUIDv7; stays the same over retries and replays.', format: 'uuid' },
    type: { type: 'string', description: 'Event type.' },
    version: { type: 'string', description: 'Version of the contract.' },
    time: { type: 'string', description: 'When it was published.', format: 'date-time' },
    publisher: { type: 'string', description: 'Service.' },
    correlationId: { type: 'string', description: 'What belongs to one story.' },
    causationId: { type: 'string', description: 'The event that this one follows from.' },
    traceparent: { type: 'string', description: 'W3C trace context.' },
  },
};

/** `delivery.status.updated@1` → `delivery.status.updated.v1`, for names that take no `@`. */
function plainName({ event, major }: Contract): string {
  return `${event.name}.v${major}`;
}

/**
 * AsyncAPI 3.0: one document, a channel for each event type, an operation for publishing it.
 *
 * @see https://www.asyncapi.com/docs/reference/specification/v3.0.0
 */
export const asyncApi: ExportFormat = (contracts, { company }) => {
  const channels: Record<string, unknown> = {};
  const operations: Record<string, unknown> = {};
  const messages: Record<string, unknown> = {};
  const schemas: Record<string, unknown> = { Metadata: METADATA };
  for (const contract of contracts) {
    const { type, event, domain, schema, lifecycle, version } = contract;
    const name = plainName(contract);
    const dialect: Dialect = { version: 'draft-07', reference: (definition) => `#/components/schemas/${name}.${definition}` };
    schemas[name] = exportedSchema(schema, dialect);
    for (const [definition, below] of Object.entries(exportedMap(schema.definitions ?? {}, dialect)))
      schemas[`${name}.${definition}`] = below;
    messages[name] = {
      name: type,
      title: event.title,
      summary: event.description,
      contentType: 'application/json',
      payload: {
        type: 'object',
        required: ['source', 'detail-type', 'detail'],
        properties: {
          source: { const: domain.source },
          'detail-type': { const: type },
          detail: {
            type: 'object',
            required: ['metadata', 'data'],
            properties: { metadata: { $ref: '#/components/schemas/Metadata' }, data: { $ref: `#/components/schemas/${name}` } },
          },
        },
      },
      tags: [{ name: domain.name }, { name: lifecycle.state }],
      'x-contract': { version, owner: event.owner, lifecycle },
    };
    channels[name] = {
      address: type,
      title: event.title,
      description: event.description,
      messages: { event: { $ref: `#/components/messages/${name}` } },
    };
    operations[`publish.${name}`] = {
      action: 'send',
      channel: { $ref: `#/channels/${name}` },
      summary: `Published by ${event.publisher}.`,
      messages: [{ $ref: `#/channels/${name}/messages/event` }],
    };
  }
  const document = {
    asyncapi: '3.0.0',
    info: { title: `Events of ${company}`, version: '1.0.0', description: 'Every event type on the central bus.' },
    defaultContentType: 'application/json',
    channels,
    operations,
    components: { messages, schemas },
  };
  return new Map([['asyncapi.json', jsonText(document)]]);
};

/**
 * EventBridge Schema Registry: for each event type its whole event, envelope included, as JSONSchemaDraft4 and as OpenApi3, in files
 * that are named as the registry names schemas, `source@detail-type`.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-schema.html
 */
export const eventBridge: ExportFormat = (contracts) =>
  new Map(
    contracts.flatMap((contract) => {
      const name = `${contract.domain.source}@${contract.type}`;
      return [
        [`JSONSchemaDraft4/${name}.json`, jsonText(draft4Event(contract))],
        [`OpenApi3/${name}.json`, jsonText(openApiEvent(contract))],
      ] as const;
    }),
  );

/** The fields of an event on the bus, as AWS's own schemas have them. */
function awsEvent({ type, domain }: Contract, detail: string): Record<string, unknown> {
  const text = { type: 'string' };
  return {
    type: 'object',
    required: ['detail-type', 'resources', 'id', 'source', 'time', 'detail', 'region', 'version', 'account'],
    'x-amazon-events-detail-type': type,
    'x-amazon-events-source': domain.source,
    properties: {
      detail: { $ref: detail },
      account: text,
      'detail-type': { type: 'string', enum: [type] },
      id: text,
      region: text,
      resources: { type: 'array', items: text },
      source: { type: 'string', enum: [domain.source] },
      time: { type: 'string', format: 'date-time' },
      version: text,
    },
  };
}

function detailOf(metadata: string, data: string): object {
  return { type: 'object', required: ['metadata', 'data'], properties: { metadata: { $ref: metadata }, data: { $ref: data } } };
}

function draft4Event(contract: Contract): object {
  const { schema, event } = contract;
  const dialect: Dialect = { version: 'draft-04', reference: (name) => `#/definitions/Data.${name}` };
  const definitions = Object.entries(exportedMap(schema.definitions ?? {}, dialect)).map(([name, one]) => [`Data.${name}`, one]);
  return {
    $schema: 'http://json-schema.org/draft-04/schema#',
    id: `https://schemas.${contract.domain.source}/${contract.type}/${contract.version}`,
    title: event.title,
    description: event.description,
    ...awsEvent(contract, '#/definitions/Detail'),
    definitions: {
      Detail: detailOf('#/definitions/Metadata', '#/definitions/Data'),
      Metadata: exportedSchema(METADATA, dialect),
      Data: exportedSchema(schema, dialect),
      ...Object.fromEntries(definitions),
    },
  };
}

function openApiEvent(contract: Contract): object {
  const { schema, event, version } = contract;
  const at = (name: string): string => `#/components/schemas/${name}`;
  const dialect: Dialect = { version: 'openapi-3.0', reference: (name) => at(`Data.${name}`) };
  const definitions = Object.entries(exportedMap(schema.definitions ?? {}, dialect)).map(([name, one]) => [`Data.${name}`, one]);
  return {
    openapi: '3.0.0',
    info: { version, title: event.title, description: event.description },
    paths: {},
    components: {
      schemas: {
        AWSEvent: awsEvent(contract, at('Detail')),
        Detail: detailOf(at('Metadata'), at('Data')),
        Metadata: exportedSchema(METADATA, dialect),
        Data: exportedSchema(schema, dialect),
        ...Object.fromEntries(definitions),
      },
    },
  };
}

/**
 * CloudEvents 1.0: for each event type its attributes, and a JSON Schema of the structured form.
 *
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md
 */
export const cloudEvents: ExportFormat = (contracts) =>
  new Map(
    contracts.map((contract) => {
      const { type, domain, event, version, schema } = contract;
      const dataschema = `urn:busbar:contract:${type}:${version}`;
      const document = {
        $schema: 'http://json-schema.org/draft-07/schema#',
        $id: `urn:busbar:cloudevent:${type}:${version}`,
        title: event.title,
        description: event.description,
        type: 'object',
        required: ['specversion', 'id', 'source', 'type', 'data'],
        properties: {
          specversion: { const: '1.0' },
          id: { type: 'string', minLength: 1, description: 'metadata.id' },
          source: { const: `urn:busbar:source:${domain.source}` },
          type: { const: type },
          time: { type: 'string', format: 'date-time', description: 'metadata.time' },
          datacontenttype: { const: 'application/json' },
          dataschema: { const: dataschema },
          traceparent: { type: 'string', description: 'Distributed tracing extension; metadata.traceparent' },
          data: exportedSchema(schema, { version: 'draft-07', reference: (name) => `#/definitions/${name}` }),
        },
        ...(schema.definitions && { definitions: schema.definitions }),
      };
      return [`${plainName(contract)}.schema.json`, jsonText(document)] as const;
    }),
  );

/** Plain JSON Schema Draft-07, closed as publishers are held to it: one bundle with a definition for each event type. */
export const jsonSchema: ExportFormat = (contracts, { company }) => {
  const definitions: Record<string, unknown> = {};
  for (const contract of contracts) {
    const name = plainName(contract);
    const { 'x-discriminator': _tag, ...root } = contract.schema;
    const dialect: Dialect = { version: 'draft-07', reference: (definition) => `#/definitions/${name}.${definition}` };
    const closed = closeObjects({
      ...root,
      ...(contract.schema.definitions && { definitions: contract.schema.definitions }),
    }) as JsonSchema;
    definitions[name] = {
      title: contract.event.title,
      description: contract.event.description,
      ...plain(exportedSchema(closed, dialect)),
    };
    for (const [definition, below] of Object.entries(exportedMap(closed.definitions ?? {}, dialect)))
      definitions[`${name}.${definition}`] = plain(below);
  }
  const bundle = { $schema: 'http://json-schema.org/draft-07/schema#', title: `Events of ${company}`, definitions };
  return new Map([['events.schema.json', jsonText(bundle)]]);
};

/** Without `discriminator`, which is Ajv's own. */
function plain(value: unknown): Record<string, unknown> {
  return JSON.parse(JSON.stringify(value, (key, one: unknown) => (key === 'discriminator' ? undefined : one))) as Record<
    string,
    unknown
  >;
}
