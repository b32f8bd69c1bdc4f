import { checkContainment } from '../src/check-containment';
import { SchemaError } from '../src/schema/schema-error';

const deep = (levels: number, wrap: (inner: string) => string): unknown => {
  let text = '{}';
  for (let level = 0; level < levels; level++) text = wrap(text);
  return JSON.parse(text) as unknown;
};

function nested(levels: number): object {
  let schema: object = { type: 'integer' };
  for (let level = 0; level < levels; level++) schema = { items: schema };
  return schema;
}

describe('hostile schemas', () => {
  it.each<[string, () => unknown]>([
    ['10,000 levels of items', () => nested(10_000)],
    ['1,000 levels of not', () => deep(1_000, (inner) => `{"not":${inner}}`)],
    [
      'an object that contains itself',
      () => {
        const schema: Record<string, unknown> = { type: 'object' };
        schema['properties'] = { again: schema };
        return schema;
      },
    ],
    ['a reference to itself', () => ({ $ref: '#' })],
    [
      'references in a circle',
      () => ({
        $ref: '#/definitions/a',
        definitions: { a: { allOf: [{ $ref: '#/definitions/b' }] }, b: { not: { $ref: '#/definitions/a' } } },
      }),
    ],
    ['a reference to nowhere', () => ({ properties: { a: { $ref: '#/definitions/b' } } })],
    ['a reference to somewhere else', () => ({ $ref: 'https://example.org/schema.json' })],
    ['a pattern that is none', () => ({ pattern: '(' })],
    ['a pattern that is too long for regular expressions', () => ({ pattern: 'ab?'.repeat(30_000) })],
    ['a type that is none', () => ({ type: 'text' })],
    ['a limit that is text', () => ({ maximum: '5' })],
    ['a length below zero', () => ({ minLength: -1 })],
    ['a multiple of zero', () => ({ multipleOf: 0 })],
    ['a list for an object', () => ({ properties: [] })],
    ['a number for a schema', () => ({ not: 5 })],
    ['NaN', () => ({ maximum: NaN })],
    ['a function', () => ({ default: () => 1 })],
    ['undefined', () => undefined],
    ['an unknown dialect', () => ({ $schema: 'https://example.org/mine' })],
  ])('refuses %s', (_, make) => {
    const schema = make();
    expect(() => checkContainment(schema, { type: 'string' })).toThrow(SchemaError);
    expect(() => checkContainment({ type: 'string' }, schema)).toThrow(SchemaError);
  });

  it('says where a schema is wrong', () => {
    const wrong = { properties: { 'a/b': { items: { minItems: 1.5 } } } };
    expect(() => checkContainment(wrong, true)).toThrow(
      expect.objectContaining({
        path: '/properties/a~1b/items/minItems',
        message: '"minItems" has to be a count (0, 1, 2, …).',
      }),
    );
  });

  it.each<[string, unknown, unknown, RegExp]>([
    ['nested quantifiers', { type: 'string', pattern: '^(a+)+$' }, { pattern: '^(a|a)*$' }, /contained/],
    [
      'nested quantifiers that differ',
      { type: 'string', pattern: '^(a|aa)+$', minLength: 40 },
      { pattern: '^(a+)+b$' },
      /broken/,
    ],
    ['quantifiers without end', { type: 'string', pattern: '(x+x+)+y', minLength: 60 }, { pattern: '(.*)*z' }, /broken/],
    [
      'catastrophe beyond regular languages',
      { type: 'string', pattern: '^(?:(a+)+\\1)+$', minLength: 50 },
      { pattern: 'b' },
      /unproven/,
    ],
    ['huge counted repetition', { type: 'string', pattern: '^(?:a{1,1000}){1,1000}$' }, { maxLength: 10 }, /broken|unproven/],
    [
      'patterns that blow up as automata',
      { type: 'string', pattern: '^(a|b)*a(a|b){18}$' },
      { pattern: '^(a|b)*b(a|b){18}$' },
      /broken|unproven/,
    ],
    [
      'parentheses without end',
      { type: 'string', pattern: `${'('.repeat(500)}a${')'.repeat(500)}` },
      { pattern: 'b' },
      /broken|unproven/,
    ],
    [
      'a long pattern',
      { type: 'string', pattern: 'ab?'.repeat(3_000) },
      { pattern: 'ab?'.repeat(2_999) },
      /broken|unproven|contained/,
    ],
    [
      'two huge enums',
      { enum: Array.from({ length: 50_000 }, (_, at) => `v${at}`) },
      { enum: Array.from({ length: 50_001 }, (_, at) => `v${at}`) },
      /contained/,
    ],
    [
      'two huge enums that differ in the last value',
      { enum: Array.from({ length: 50_000 }, (_, at) => at) },
      { enum: Array.from({ length: 49_999 }, (_, at) => at) },
      /broken/,
    ],
    ['texts and a huge enum', { type: 'string' }, { enum: Array.from({ length: 20_000 }, (_, at) => `v${at}`) }, /broken/],
    ['huge lengths', { type: 'string', minLength: 1e9 }, { minLength: 1e9 + 1 }, /broken|unproven/],
    ['huge arrays', { type: 'array', minItems: 1e9 }, { minItems: 1e9 + 1 }, /broken|unproven/],
    [
      'huge tuples',
      { items: Array.from({ length: 3_000 }, () => ({ type: 'integer' })) },
      { items: Array.from({ length: 3_000 }, () => ({ type: 'number' })) },
      /contained|unproven/,
    ],
    ['huge objects', { type: 'object', minProperties: 1e6 }, { maxProperties: 5 }, /broken|unproven/],
    ['a thousand properties', wide(1_000, 'integer'), wide(1_000, 'number'), /contained/],
    ['numbers beyond floats', { type: 'integer', minimum: 1e308, multipleOf: 7 }, { multipleOf: 3 }, /broken|unproven/],
    [
      'multiples beyond floats',
      { allOf: [{ multipleOf: 9007199254740881 }, { multipleOf: 9007199254740847 }] },
      { const: 0 },
      /broken|unproven/,
    ],
    ['many unions at once', unions(14, 3), { required: ['none'], type: 'object' }, /broken|unproven/],
    [
      'many unions against themselves in another order',
      unions(12, 4),
      { allOf: [{ ...unions(12, 4), title: 'other' }] },
      /contained|unproven/,
    ],
    ['an exponential number of ways', { anyOf: numbersApart(12) }, { oneOf: numbersApart(13) }, /contained|broken|unproven/],
    ['a billion laughs', laughs(30), { type: 'array' }, /contained|broken|unproven/],
    ['a long chain of references', chain(3_000), { type: 'string' }, /broken|unproven/],
    [
      'all names of Object.prototype',
      named('constructor', 'hasOwnProperty', 'toString', '__proto__', 'valueOf'),
      { required: ['toString', '__proto__'] },
      /contained/,
    ],
    ['a name of Object.prototype that is not there', { type: 'object' }, { required: ['__proto__'] }, /broken/],
    [
      'values that are named like methods',
      { enum: [{ valueOf: 1 }, { constructor: 2, __proto__: null }] },
      { type: 'object' },
      /contained/,
    ],
  ])('decides or gives up in time: %s', (_, sub, sup, expected) => {
    const before = process.cpuUsage();
    expect(checkContainment(sub, sup).verdict).toMatch(expected);
    const { user, system } = process.cpuUsage(before);
    // Seconds. Each is linear or has an end (`STEPS`, the states of expressions); the slowest takes less than three on a busy machine.
    expect((user + system) / 1e6).toBeLessThan(10);
  });

  it('does not touch Object.prototype', () => {
    const schema: unknown = JSON.parse(
      '{"type":"object","required":["__proto__"],"properties":{"__proto__":{"type":"object","required":["polluted"]}}}',
    );
    checkContainment(schema, { type: 'object', maxProperties: 0 });
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('is as fast for 190 levels as for few', () => {
    expect(checkContainment(nested(190), nested(190))).toMatchObject({ verdict: 'contained' });
    expect(checkContainment({ ...nested(90), title: 'a' }, nested(90))).toMatchObject({ verdict: 'contained' });
  });
});

function wide(count: number, type: string): object {
  return { type: 'object', properties: Object.fromEntries(Array.from({ length: count }, (_, at) => [`p${at}`, { type }])) };
}

function unions(count: number, branches: number): object {
  const union = (at: number): object => ({
    anyOf: Array.from({ length: branches }, (_, branch) => ({
      properties: { [`p${at}`]: { const: branch } },
      required: [`p${at}`],
    })),
  });
  return { type: 'object', allOf: Array.from({ length: count }, (_, at) => union(at)) };
}

function numbersApart(count: number): object[] {
  return Array.from({ length: count }, (_, at) => ({
    type: 'object',
    properties: { a: { multipleOf: at + 2 }, b: { minimum: at }, c: { maxLength: at } },
  }));
}

/** Each definition refers to the next one twice. */
function laughs(levels: number): object {
  const definitions: Record<string, object> = { [`d${levels}`]: { type: 'integer' } };
  for (let level = 0; level < levels; level++) {
    definitions[`d${level}`] = {
      type: 'array',
      items: [{ $ref: `#/definitions/d${level + 1}` }, { $ref: `#/definitions/d${level + 1}` }],
      minItems: 2,
    };
  }
  return { $ref: '#/definitions/d0', definitions };
}

function chain(length: number): object {
  const definitions: Record<string, object> = { [`d${length}`]: { type: 'integer' } };
  for (let at = 0; at < length; at++)
    definitions[`d${at}`] = {
      type: 'object',
      properties: { next: { $ref: `#/definitions/d${at + 1}` } },
    };
  return { $ref: '#/definitions/d0', definitions };
}

function named(...names: string[]): object {
  return { type: 'object', required: names, properties: Object.fromEntries(names.map((name) => [name, { type: 'string' }])) };
}
