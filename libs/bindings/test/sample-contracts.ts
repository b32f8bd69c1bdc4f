import type { Contract, JsonSchema } from '@busbar/contracts';
import { SourceDocument } from '@busbar/problem';

const document = new SourceDocument('config/sample.yaml', '{}');

/** A contract by hand. */
export function contractOf(type: string, schema: JsonSchema, more: Partial<Contract> = {}): Contract {
  const [name = '', major = '1'] = type.split('@');
  const [domain = ''] = name.split('.');
  return {
    type,
    major: Number(major),
    version: `${major}.0.0`,
    lifecycle: { state: 'active' },
    schema,
    schemaDocument: document,
    examples: [],
    event: {
      name,
      domain,
      title: name,
      description: `What ${name} means.`,
      owner: 'team',
      publisher: `${domain}-service`,
      volume: { averagePerSecond: 1, peakPerSecond: 1 },
      document,
    },
    domain: { name: domain, description: '', owner: 'team', source: `acme.${domain}`, document },
    ...more,
  };
}

/** One of everything that contracts may use. */
export const everything: JsonSchema = {
  type: 'object',
  description: 'One of everything.',
  required: ['id', 'state', 'at', 'lines', 'target', 'nothing'],
  properties: {
    id: { type: 'string', description: 'The id.', format: 'uuid' },
    state: { type: 'string', enum: ['OPEN', "DON'T KNOW", 'back\\slash'] },
    color: { type: 'string', enum: ['RED', 'BLUE'], 'x-extensible': true },
    at: { type: 'string', format: 'date-time' },
    nothing: { type: ['string', 'null'], minLength: 2, maxLength: 4 },
    count: { type: 'integer', minimum: 0, exclusiveMaximum: 10, multipleOf: 2 },
    ratio: { type: 'number', exclusiveMinimum: 0, maximum: 1 },
    flag: { type: 'boolean', deprecated: true, description: 'Ends a comment: */' },
    code: { type: 'string', pattern: '^[A-Z]{2}\\d+$' },
    fixed: { type: 'string', const: 'v' },
    labels: { type: 'object', additionalProperties: { type: 'string', maxLength: 3 } },
    tags: { type: 'array', items: { type: 'string', enum: ['a', 'b'] }, uniqueItems: true },
    boxes: { type: 'array', items: { $ref: '#/definitions/Box' }, uniqueItems: true },
    lines: { type: 'array', items: { $ref: '#/definitions/Line' }, minItems: 1, maxItems: 2 },
    'odd-name': { type: 'object', properties: { deep: { type: 'string' } } },
    target: {
      oneOf: [
        {
          type: 'object',
          required: ['kind', 'url'],
          properties: { kind: { const: 'web' }, url: { type: 'string', format: 'uri' } },
        },
        { $ref: '#/definitions/Place' },
      ],
      'x-discriminator': 'kind',
      'x-extensible': true,
    },
    closedTarget: {
      oneOf: [
        { type: 'object', required: ['kind'], properties: { kind: { const: 'a' }, n: { type: 'integer' } } },
        { type: 'object', required: ['kind'], properties: { kind: { const: 'b' } } },
      ],
      'x-discriminator': 'kind',
    },
  },
  definitions: {
    Line: {
      type: 'object',
      description: 'A line.',
      required: ['text'],
      properties: { text: { type: 'string' }, color: { type: 'string', enum: ['RED'], 'x-extensible': true } },
    },
    Box: { type: 'object', required: ['size'], properties: { size: { type: 'integer' } } },
    Place: { type: 'object', required: ['kind', 'room'], properties: { kind: { const: 'place' }, room: { type: 'string' } } },
  },
};

export const everythingExample = {
  id: '0192f0c1-7a5e-7c3d-9b1a-2f4e6d8c0a11',
  state: 'OPEN',
  color: 'RED',
  at: '2026-02-04T10:00:00Z',
  nothing: null,
  count: 4,
  ratio: 0.5,
  flag: true,
  code: 'AB12',
  fixed: 'v',
  labels: { one: 'abc' },
  tags: ['a', 'b'],
  boxes: [{ size: 1 }, { size: 2 }],
  lines: [{ text: 'x', color: 'RED' }],
  'odd-name': { deep: 'x' },
  target: { kind: 'web', url: 'https://a.example/' },
  closedTarget: { kind: 'a', n: 1 },
};
