import { formatPosition } from '@busbar/problem';
import { importContract } from '../../src/import';

const opened = {
  type: 'object',
  required: ['ticketId'],
  properties: { ticketId: { type: 'string' }, mood: { type: 'text' } },
};
const sound = { ...opened, properties: { ticketId: { type: 'string' }, score: { type: 'integer' } } };
const envelope = {
  type: 'object',
  'x-amazon-events-detail-type': 'support.ticket.opened@1',
  properties: {
    detail: { $ref: '#/components/schemas/TicketOpened' },
    'detail-type': { type: 'string' },
    source: { type: 'string' },
  },
};
const openapi = (schema: object) => ({
  openapi: '3.0.0',
  info: { title: 'TicketOpened', version: '1.0.0' },
  paths: {},
  components: { schemas: { AWSEvent: envelope, TicketOpened: schema } },
});
const described = (schema: object, Type = 'OpenApi3') => ({
  SchemaArn: 'arn:aws:schemas:eu-west-1:111122223333:schema/tickets/support@TicketOpened',
  SchemaName: 'support@TicketOpened',
  SchemaVersion: '1',
  Type,
  LastModified: '2026-05-04T08:15:30Z',
  Content: JSON.stringify(Type === 'OpenApi3' ? openapi(schema) : schema),
});
const template = (schema: object, ...more: string[]) => ({
  Resources: Object.fromEntries(
    ['Opened', ...more].map((name) => [
      name,
      { Type: 'AWS::EventSchemas::Schema', Properties: { Type: 'JSONSchemaDraft4', Content: JSON.stringify(schema) } },
    ]),
  ),
});
const asyncapi = (...names: string[]) => ({
  asyncapi: '3.0.0',
  info: { title: 'Tickets', version: '1.0.0' },
  channels: { tickets: { messages: { opened: { $ref: '#/components/messages/opened' } } } },
  components: {
    messages: Object.fromEntries(names.map((name) => [name, { payload: { $ref: '#/components/schemas/Ticket' } }])),
    schemas: { Ticket: sound },
  },
});

function read(value: unknown, options: { as?: 'schema' | 'events'; eventType?: string; file?: string } = {}) {
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  const { contents, problems, from, name } = importContract({ file: 'in.json', text, ...options });
  return {
    from,
    name,
    fields: contents && Object.keys(contents.draft.properties ?? {}),
    said: problems.map(({ code, at, message }) => `${formatPosition(at)} ${code}: ${message}`),
    text,
  };
}

describe('the schema in a document of another kind', () => {
  it.each(
    (
      [
        ['what `aws schemas describe-schema` prints of an OpenAPI document', described(sound)],
        ['what it prints of a Draft-04 schema', described(sound, 'JSONSchemaDraft4')],
        ['what `aws schemas get-discovered-schema` prints', { Content: JSON.stringify(openapi(sound)) }],
        ['a template with one schema', template(sound)],
        ['a template with several, one of which is chosen', template(sound, 'Other'), 'Opened'],
        [
          'an OpenAPI document with several schemas, one of which is chosen',
          { ...openapi(sound), components: { schemas: { A: sound, B: {} } } },
          'A',
        ],
        ['an AsyncAPI document with one message', asyncapi('opened')],
        ['an AsyncAPI document with several, one of which is chosen', asyncapi('opened', 'closed'), 'closed'],
        [
          'an AsyncAPI 2 document',
          { asyncapi: '2.6.0', info: {}, channels: { tickets: { subscribe: { message: { payload: sound } } } } },
        ],
      ] as [string, unknown, string?][]
    ).map(([what, value, eventType]) => [what, value, eventType] as const),
  )('is read: %s', (_, value, eventType) => {
    expect(read(value, eventType === undefined ? {} : { eventType })).toMatchObject({
      from: 'schema',
      fields: ['ticketId', 'score'],
      said: [],
    });
  });

  it('gives the event its name', () => {
    expect(read(described(sound)).name).toBe('support.ticket.opened');
  });

  it('has its positions in the string that it is in', () => {
    const { said, text } = read(described(opened));
    const line = text.split('\n').findIndex((one) => one.includes('"Content"')) + 1;
    const column = (text.split('\n')[line - 1] ?? '').indexOf('\\"text\\"') + 1;
    expect(said).toEqual([
      expect.stringContaining(`in.json:${line}:${column} import/not-a-schema: "type" does not accept this value`),
    ]);
  });

  it('has the position of its block in a template of YAML', () => {
    const yaml = `Resources:\n  A:\n    Type: AWS::EventSchemas::Schema\n    Properties:\n      Content: |\n        ${JSON.stringify(opened)}\n`;
    expect(read(yaml, { file: 'in.yaml', as: 'schema' }).said).toEqual([expect.stringMatching(/^in.yaml:5:16 /)]);
  });

  it('may be no JSON, which is said where it is not', () => {
    const { said, text } = read({ ...described(sound), Content: '{"openapi": "3.0.0" "info": {}}' }, { as: 'schema' });
    const column = (text.split('\n')[6] ?? '').indexOf('\\"info') + 1;
    expect(said).toEqual([expect.stringMatching(new RegExp(`^in.json:7:${column} syntax/invalid-json: `))]);
  });
});

describe('a document that holds no schema of one event', () => {
  it.each<[string, unknown, RegExp]>([
    ['several messages', asyncapi('opened', 'closed'), /AsyncAPI document with 2 schemas: "opened", "closed"\.$/],
    [
      'several schemas',
      { ...openapi(sound), components: { schemas: { A: sound, B: {} } } },
      /OpenAPI document with 2 schemas: "A", "B"\.$/,
    ],
    ['no schemas', { openapi: '3.1.0', info: {}, paths: {} }, /an OpenAPI document, but it has no schemas under "components"\.$/],
    ['OpenAPI 2', { swagger: '2.0', paths: {}, definitions: {} }, /an OpenAPI 2 document, .* convert it to OpenAPI 3\.$/],
    [
      'a template without schemas',
      { Resources: { Q: { Type: 'AWS::SQS::Queue' } } },
      /template, but it has no resource of the type AWS::EventSchemas::Schema\.$/,
    ],
    ['a list of the registry', { Schemas: [{ SchemaName: 'a@b', SchemaArn: 'arn' }] }, /a list of the EventBridge registry, but/],
    [
      'a message in another language',
      {
        asyncapi: '2.6.0',
        channels: {},
        components: { messages: { m: { schemaFormat: 'application/vnd.apache.avro;version=1.9.0', payload: {} } } },
      },
      /written in application\/vnd\.apache\.avro;version=1\.9\.0, which cannot be read\.$/,
    ],
  ])('is refused in words: %s', (_, value, message) => {
    const { fields, said } = read(value);
    expect(fields).toBeUndefined();
    expect(said).toEqual([expect.stringMatching(message)]);
  });

  it.each<[string, unknown]>([
    ['an event on EventBridge', { 'detail-type': 'a', source: 'b', detail: { orderId: 'x' } }],
    ['samples', [{ orderId: 'x' }]],
    ['the data of an event', { orderId: 'x' }],
  ])('is refused as a schema in one line: %s', (_, value) => {
    const { fields, said } = read(value, { as: 'schema' });
    expect(fields).toBeUndefined();
    expect(said).toEqual([expect.stringMatching(/^in\.json:1:1 import\/not-a-schema: This is not a JSON Schema/)]);
  });
});

describe('what only looks like something else', () => {
  it.each<[string, unknown, string[]]>([
    ['an analytics event with a type and properties', { type: 'track', properties: { page: 'x' } }, ['type', 'properties']],
    ['one whose properties are objects', { type: 'page', properties: { size: { width: 1 } } }, ['type', 'properties']],
    ['one with a reference', { $ref: 'a', orderId: 'x', total: 1 }, ['$ref', 'orderId', 'total']],
    ['one that tells of an OpenAPI document', { openapi: '3.0.0', service: 'x' }, ['openapi', 'service']],
    ['one with content', { Content: 'text', SchemaName: 'x', author: 'y' }, ['Content', 'SchemaName', 'author']],
    ['one with resources', { Resources: { a: 1 } }, ['Resources']],
    [
      'one with a detail of its own',
      { 'detail-type': 'paint', detail: 'matt', colour: 'red' },
      ['detail-type', 'detail', 'colour'],
    ],
  ])('is a sample of an event: %s', (_, value, fields) => {
    expect(read(value)).toMatchObject({ from: 'events', fields, said: [] });
  });

  it.each<[string, unknown, string[]]>([
    [
      'with fields that are called as keywords',
      {
        type: 'object',
        properties: { type: { type: 'string' }, properties: { type: 'object', properties: { a: { type: 'string' } } } },
      },
      ['type', 'properties'],
    ],
    [
      'with a field that is called Content',
      { type: 'object', properties: { Content: { type: 'string' }, SchemaName: { type: 'string' } } },
      ['Content', 'SchemaName'],
    ],
    [
      'with a detail, a type of it, and more',
      {
        type: 'object',
        properties: {
          detail: { type: 'string' },
          'detail-type': { type: 'string' },
          source: { type: 'string' },
          colour: { type: 'string' },
        },
      },
      ['detail', 'detail-type', 'source', 'colour'],
    ],
  ])('is a schema of data: %s', (_, value, fields) => {
    expect(read(value)).toMatchObject({ from: 'schema', fields, said: [] });
  });
});
