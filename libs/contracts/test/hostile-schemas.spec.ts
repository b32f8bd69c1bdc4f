import * as fc from 'fast-check';
import { compareVersions } from '../src/compatibility/compare-versions';
import { fieldAt, type JsonSchema, parseContracts, validateData } from '../src';
import { lintContracts } from '../src/lint/lint-contracts';
import { schemaNodes } from '../src/lint/schema-nodes';
import { filesOf, FOLDER, lintRequest, soundSchema } from './small-company';

/** Every problem of a draft that was never released, given as text. */
function problemsOf(draft: string): string[] {
  const files = filesOf({ releases: {}, event: { lifecycle: { v1: { state: 'draft' } } } });
  files.set(`${FOLDER}v1/draft.schema.json`, draft);
  const contracts = parseContracts(files);
  const linted = lintContracts(lintRequest(contracts, {}, {}));
  return [...contracts.problems, ...linted].map(({ code }) => code);
}

const withField = (field: string, more = ''): string =>
  JSON.stringify({ ...soundSchema, properties: { ...soundSchema.properties, X: 0 } })
    .replace('"X":0', `"x": ${field}`)
    .replace(/\}$/, `${more}}`);

describe('hostile schemas', () => {
  const deep = (depth: number): string =>
    `${'{"type":"object","properties":{"a":'.repeat(depth)}{"type":"string"}${'}}'.repeat(depth)}`;
  const refs = (definitions: object): string =>
    withField('{ "$ref": "#/definitions/A" }', `,"definitions":${JSON.stringify(definitions)}`);

  it.each([
    ['nested 10,000 deep', deep(10_000), 'syntax/invalid-json'],
    ['lists nested 100,000 deep', '['.repeat(100_000), 'syntax/invalid-json'],
    [
      'a field with half a character in its name',
      withField('{ "type": "object", "properties": { "a\\ud800": { "type": "string" } } }'),
      'contract/invalid-field-name',
    ],
    [
      '__proto__ as a keyword',
      withField('{ "type": "string", "__proto__": { "type": "object" } }'),
      'contract/unsupported-keyword',
    ],
    ['__proto__ as a definition', refs({ A: { $ref: '#/definitions/__proto__' } }), 'contract/unknown-reference'],
    [
      'constructor as a required field',
      withField('{ "type": "object", "required": ["constructor"], "properties": {} }'),
      'contract/unknown-required',
    ],
    ['toString as a keyword', withField('{ "type": "string", "toString": 1 }'), 'contract/unsupported-keyword'],
    ['a key twice', '{ "type": "object", "type": "object" }', 'syntax/invalid-json'],
    [
      'a pattern of exponential time',
      withField('{ "type": "string", "pattern": "^(a+)+$", "enum": ["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"] }'),
      'contract/hazardous-pattern',
    ],
    [
      'a pattern of exponential time that names classes of Unicode',
      withField(`{ "type": "string", "pattern": "^(\\\\p{L}|\\\\p{Lu})*1$", "enum": ["${'A'.repeat(60)}"] }`),
      'contract/hazardous-pattern',
    ],
    [
      'a pattern that is too long for regular expressions',
      withField(`{ "type": "string", "pattern": "${'ab?'.repeat(30_000)}" }`),
      'contract/invalid-keyword',
    ],
    [
      'references in a circle',
      refs({ A: { $ref: '#/definitions/B' }, B: { $ref: '#/definitions/A' } }),
      'contract/unknown-reference',
    ],
    ['a reference to itself', refs({ A: { $ref: '#/definitions/A' } }), 'contract/unknown-reference'],
    [
      'an object that requires itself',
      refs({ A: { type: 'object', required: ['a'], properties: { a: { $ref: '#/definitions/A' } } } }),
      'contract/endless-value',
    ],
    [
      'a list of at least one of itself',
      refs({ A: { type: 'array', minItems: 1, items: { $ref: '#/definitions/A' } } }),
      'contract/endless-value',
    ],
    [
      'a union of itself',
      refs({ A: { 'x-discriminator': 'k', oneOf: [{ $ref: '#/definitions/A' }] } }),
      'contract/invalid-union',
    ],
    ['a union without branches', withField('{ "oneOf": [], "x-discriminator": "k" }'), 'contract/invalid-keyword'],
    ['a reference to the root', withField('{ "$ref": "#" }'), 'contract/unknown-reference'],
    ['a reference to the network', withField('{ "$ref": "https://example.com/x.json" }'), 'contract/unknown-reference'],
    ['a number too large to be one', withField('{ "type": "integer", "maximum": 1e999 }'), 'contract/invalid-keyword'],
    ['nothing', '', 'syntax/invalid-json'],
    ['null', 'null', 'contract/root-not-object'],
  ])('%s is a problem', (_, draft, code) => {
    expect(problemsOf(draft)).toContain(code);
  });

  it('takes schemas that hold themselves where data ends them, and every look at them ends', () => {
    const schema: JsonSchema = {
      type: 'object',
      properties: { tree: { $ref: '#/definitions/Tree' }, lists: { $ref: '#/definitions/Lists' } },
      definitions: {
        Tree: { type: 'object', properties: { children: { type: 'array', items: { $ref: '#/definitions/Tree' } } } },
        Lists: { type: 'array', items: { $ref: '#/definitions/Lists' } },
      },
    };
    expect(fieldAt(schema, ['lists'])).toEqual([]);
    expect(fieldAt(schema, ['tree', 'children', 'children'])).toHaveLength(1);
    expect(schemaNodes(schema)).toHaveLength(8);
    expect(validateData({ schema }, { lists: [[[]]], tree: { children: [{ children: [] }] } })).toEqual([]);
    expect(compareVersions(schema, schema).differences).toEqual([]);
  });

  it('a thousand fields, enums of a thousand values and a hundred definitions are no problem', () => {
    const many = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => make(index));
    const described = { description: 'Some long enough text.' };
    const definitions = Object.fromEntries(
      many(100, (n) => [`D${n}`, { type: 'object', ...described, properties: { a: { type: 'boolean', ...described } } }]),
    );
    const properties = Object.fromEntries(
      many(1_000, (n) => [
        `f${n}`,
        n < 100
          ? { $ref: `#/definitions/D${n}` }
          : { type: 'string', ...described, 'x-extensible': true, enum: many(n === 500 ? 1_000 : 3, (v) => `V${v}`) },
      ]),
    );
    const codes = problemsOf(
      JSON.stringify({ ...soundSchema, required: [], properties: { ...soundSchema.properties, ...properties }, definitions }),
    );
    expect(codes.filter((code) => code.startsWith('contract/'))).toEqual([]);
  });

  it('any JSON at all gives problems and never an exception', () => {
    const keyword = fc.constantFrom(
      'type',
      'properties',
      'items',
      'oneOf',
      '$ref',
      'enum',
      'const',
      'pattern',
      'required',
      'definitions',
      'additionalProperties',
      'x-discriminator',
      'x-extensible',
      'format',
      'minimum',
      'maxLength',
      '__proto__',
    );
    const { schema } = fc.letrec<{ schema: unknown; value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.jsonValue(),
        fc.constantFrom('object', 'string', 'array', 'uuid', '#/definitions/A', ['string', 'null']),
        tie('schema'),
        fc.array(tie('schema'), { maxLength: 3 }),
      ),
      schema: fc.dictionary(keyword, tie('value'), { maxKeys: 5 }),
    }));
    fc.assert(
      fc.property(schema, (generated) => {
        const codes = problemsOf(JSON.stringify(generated));
        expect(Array.isArray(codes)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
