import type { Contract, JsonSchema } from '@busbar/contracts';
import { SourceDocument } from '@busbar/problem';
import { checkFilter } from '../src/filter-check';
import type { Subscription } from '../src/model';

/** Keys that are no names. `JSON.parse`, since `__proto__` in a literal would be the prototype. */
const keys = JSON.parse(`{
  "type": "object",
  "properties": {
    "+1": { "type": "integer" }, "$ref": { "type": "string" }, "a b": { "type": "string" }, "": { "type": "string" },
    "$or": { "type": "string", "enum": ["x", "y"] }, "__proto__": { "type": "boolean" }, "constructor": { "type": "boolean" }
  }
}`) as JsonSchema;

const KEYS = 'The fields are "", "$or", "$ref", "+1", "__proto__", "a b", "constructor".';

const schema: JsonSchema = {
  type: 'object',
  required: ['name', 'place', 'tags', 'lines', 'payment', 'ratio'],
  properties: {
    status: { type: 'string', enum: ['OPEN', 'CLOSED'], 'x-extensible': true },
    name: { type: 'string', maxLength: 10 },
    id: { type: 'string', format: 'uuid' },
    count: { type: 'integer', minimum: 1, exclusiveMaximum: 10 },
    ratio: { type: ['number', 'null'] },
    done: { type: 'boolean' },
    code: { type: 'string', pattern: '^[A-Z]{3}-[0-9]{4}$' },
    short: { type: 'string', minLength: 2, maxLength: 3 },
    tens: { type: 'integer', multipleOf: 10, minimum: 0 },
    ref: { type: 'string', format: 'date' },
    flag: { type: ['string', 'integer'], pattern: '^x', maximum: 3 },
    place: { type: 'object', required: ['zip'], properties: { zip: { type: 'string' }, city: { type: 'string' } } },
    Ref: { type: 'string' },
    'Fn::Sub': { type: 'string' },
    tags: { type: 'array', items: { type: 'string', enum: ['a', 'b'] } },
    lines: { type: 'array', items: { $ref: '#/definitions/Line' } },
    either: { type: ['integer', 'string'], minimum: 5, format: 'date-time' },
    keys: { $ref: '#/definitions/Keys' },
    readings: { type: 'object', additionalProperties: { type: 'number' } },
    payment: {
      oneOf: [
        { type: 'object', required: ['kind'], properties: { kind: { const: 'card' }, last4: { type: 'string' } } },
        { type: 'object', required: ['kind'], properties: { kind: { const: 'debit' }, bank: { type: 'integer' } } },
      ],
      'x-discriminator': 'kind',
    },
  },
  definitions: { Keys: keys, Line: { type: 'object', properties: { sku: { type: 'string' }, amount: { type: 'integer' } } } },
};

const CONTRACT_SAYS = /^The contract says: type: /;

describe('checkFilter', () => {
  it.each([
    ['{ status: [OPEN] }'],
    ['{ status: [{ prefix: CLO }, { equals-ignore-case: open }] }'],
    ['{ status: [{ anything-but: [OPEN] }] }'],
    ['{ status: [{ exists: false }] }'],
    ['{ name: [anything, { wildcard: "a*b" }, { suffix: .x }, { prefix: { equals-ignore-case: a } }] }'],
    ['{ name: [{ anything-but: { prefix: a } }] }'],
    ['{ count: [1, { numeric: [">", 8] }, { numeric: ["=", 9] }] }'],
    ['{ ratio: [null, 0.5, { numeric: [">=", -1, "<", 1] }] }'],
    ['{ done: [true, false] }'],
    ['{ tags: [a] }'],
    ['{ lines: { sku: [x], amount: [{ numeric: ["<", 0] }] } }'],
    ['{ readings: { anything: [{ numeric: [">", 1] }] } }'],
    ['{ payment: { kind: [card], last4: ["4242"] } }'],
    ['{ payment: { bank: [7] } }'],
    ['{ $or: [{ count: [2] }, { done: [true] }] }'],
    ['{ either: [7, "2026-02-04T10:00:00Z", { prefix: "2026-" }, { numeric: [">", 5] }] }'],
    ['{ keys: { "+1": [1], $ref: [x], "a b": [x], "": [x], __proto__: [true], constructor: [{ exists: true }] } }'],
    ['{ keys: { $or: [x] } }'],
    ['{ keys: { $or: [{ "+1": [1] }, { $ref: [x] }] } }'],
    ['{ lines: { $or: [{ sku: [x] }, { amount: [1] }] } }'],
    // The contract's own pattern, lengths and bounds leave room.
    ['{ code: [{ prefix: AB }, { suffix: "7" }, { wildcard: "A*-*9" }, { prefix: { equals-ignore-case: abc- } }] }'],
    ['{ code: [{ equals-ignore-case: ABC-1234 }, { anything-but: ABC-1234 }, { anything-but: { prefix: [A, B] } }] }'],
    ['{ short: [{ prefix: abc }, { suffix: { equals-ignore-case: BC } }, { wildcard: "a*" }] }'],
    ['{ tens: [{ numeric: [">", 5, "<", 15] }, { numeric: ["=", 20] }] }'],
    ['{ ref: [{ prefix: "2026-" }, { suffix: "-02" }] }'],
    ['{ flag: [{ prefix: xy }, { numeric: ["<", 3] }] }'],
    // What cannot be decided is let through.
    ['{ code: [{ equals-ignore-case: äbc }] }'],
    // Not the only key: no function.
    ['{ Ref: [x], name: [x] }'],
    // Absent at times: optional, in an optional object, in a list that may be empty, in one branch of a union; null is a value.
    ['{ count: [{ exists: false }], name: [{ exists: true }] }'],
    ['{ place: { city: [{ exists: false }] } }'],
    ['{ tags: [{ exists: false }], lines: { sku: [{ exists: false }] } }'],
    ['{ payment: { last4: [{ exists: false }] } }'],
  ])('takes %s', (filter) => {
    expect(found(filter)).toEqual([]);
  });

  it.each([
    ['{ state: [OPEN] }', 'filter/unknown-field', 'Look up', 11],
    ['{ either: [true] }', 'filter/wrong-type', 'Compare with a value of the type of the field.', 20],
    ['{ either: [4] }', 'filter/impossible-value', 'Choose a value that the schema of the field accepts.', 20],
    ['{ either: [soon] }', 'filter/impossible-value', 'Choose a value that the schema of the field accepts.', 20],
    ['{ keys: { $or: [z] } }', 'filter/impossible-value', 'The values are "x", "y".', 25],
    ['{ keys: { "-1": [1] } }', 'filter/unknown-field', KEYS, 19],
    ['{ keys: { toString: [x] } }', 'filter/unknown-field', KEYS, 19],
    ['{ staus: [OPEN] }', 'filter/unknown-field', 'Write "status" if you meant that.', 11],
    ['{ lines: { price: [1] } }', 'filter/unknown-field', 'The fields are "amount", "sku".', 20],
    ['{ name: { first: [x] } }', 'filter/unknown-field', 'Give a list of values or matchers.', 11],
    ['{ payment: [card] }', 'filter/not-a-leaf', 'Filter on one of its fields.', 11],
    ['{ status: [open] }', 'filter/impossible-value', 'Write "OPEN" if you meant that.', 20],
    ['{ status: [{ prefix: X }] }', 'filter/impossible-value', 'The values are "OPEN", "CLOSED".', 20],
    ['{ status: [{ anything-but: [OPEN, CLOSED] }] }', 'filter/impossible-value', 'The values are "OPEN", "CLOSED".', 20],
    ['{ status: [{ wildcard: "*N*D" }] }', 'filter/impossible-value', 'The values are "OPEN", "CLOSED".', 20],
    ['{ name: [abcdefghijk] }', 'filter/impossible-value', 'Choose a value that the schema of the field accepts.', 18],
    ['{ id: [abc] }', 'filter/impossible-value', 'Choose a value that the schema of the field accepts.', 16],
    ['{ count: [0] }', 'filter/impossible-value', 'Choose a value that the schema of the field accepts.', 19],
    [
      '{ count: [{ numeric: [">=", 10] }] }',
      'filter/impossible-value',
      'The contract says: type: "integer", minimum: 1, exclusiveMaximum: 10.',
      19,
    ],
    ['{ count: [{ numeric: [">", 1, "<", 2] }] }', 'filter/impossible-value', CONTRACT_SAYS, 19],
    ['{ tens: [{ numeric: [">", 10, "<", 20] }] }', 'filter/impossible-value', CONTRACT_SAYS, 18],
    [
      '{ code: [{ suffix: x }] }',
      'filter/impossible-value',
      'The contract says: type: "string", pattern: "^[A-Z]{3}-[0-9]{4}$".',
      18,
    ],
    ['{ code: [{ prefix: ab }] }', 'filter/impossible-value', CONTRACT_SAYS, 18],
    ['{ code: [{ prefix: { equals-ignore-case: ab1 } }] }', 'filter/impossible-value', CONTRACT_SAYS, 18],
    ['{ code: [{ suffix: { equals-ignore-case: x } }] }', 'filter/impossible-value', CONTRACT_SAYS, 18],
    ['{ code: [{ wildcard: "*_*" }] }', 'filter/impossible-value', CONTRACT_SAYS, 18],
    ['{ code: [{ equals-ignore-case: abc-12345 }] }', 'filter/impossible-value', CONTRACT_SAYS, 18],
    [
      '{ code: [{ anything-but: { suffix: ["0","1","2","3","4","5","6","7","8","9"] } }] }',
      'filter/impossible-value',
      CONTRACT_SAYS,
      18,
    ],
    ['{ short: [{ prefix: abcd }] }', 'filter/impossible-value', CONTRACT_SAYS, 19],
    ['{ short: [{ equals-ignore-case: a }] }', 'filter/impossible-value', CONTRACT_SAYS, 19],
    ['{ short: [{ wildcard: "a*bc*d" }] }', 'filter/impossible-value', CONTRACT_SAYS, 19],
    ['{ flag: [{ prefix: y }] }', 'filter/impossible-value', CONTRACT_SAYS, 18],
    ['{ flag: [{ numeric: [">", 3] }] }', 'filter/impossible-value', CONTRACT_SAYS, 18],
    ['{ status: [{ equals-ignore-case: pending }] }', 'filter/impossible-value', 'The values are "OPEN", "CLOSED".', 20],
    ['{ name: [{ exists: false }] }', 'filter/impossible-value', 'Remove the matcher.', 18],
    ['{ ratio: [{ exists: false }] }', 'filter/impossible-value', 'Remove the matcher.', 19],
    ['{ place: { zip: [{ exists: false }] } }', 'filter/impossible-value', 'Remove the matcher.', 26],
    ['{ payment: { kind: [{ exists: false }] } }', 'filter/impossible-value', 'Remove the matcher.', 29],
    ['{ tags: [c] }', 'filter/impossible-value', 'The values are "a", "b".', 18],
    ['{ count: ["1"] }', 'filter/wrong-type', 'Write 1.', 19],
    ['{ name: [{ numeric: ["=", 1] }] }', 'filter/wrong-type', 'Compare with a value of the type of the field.', 18],
    ['{ count: [{ prefix: "1" }] }', 'filter/wrong-type', 'Compare with a value of the type of the field.', 19],
    ['{ done: [{ anything-but: yes }] }', 'filter/wrong-type', 'Compare with a value of the type of the field.', 34],
    ['{ readings: { x: [a] } }', 'filter/wrong-type', 'Compare with a value of the type of the field.', 27],
    // CloudFormation reads such an object as a function.
    ['{ Ref: [x] }', 'text/read-by-cloudformation', 'Remove this field from the filter, and check it in the consumer.', 11],
    [
      '{ name: [x], "Fn::Sub": [x] }',
      'text/read-by-cloudformation',
      'Remove this field from the filter, and check it in the consumer.',
      22,
    ],
    ['{ status: [] }', 'filter/invalid-pattern', 'Name a value, or remove the field.', 19],
    ['{ name: [{ like: x }] }', 'filter/invalid-pattern', /^Correct the matcher: the operators are prefix, /, 18],
    ['{ name: [[x]] }', 'filter/invalid-pattern', 'Write all values in one list.', 18],
    ['{ lines: {} }', 'filter/invalid-pattern', 'Name a field, or leave the filter out.', 18],
  ])('refuses %s: %s', (filter, code, fix, column) => {
    expect(found(filter)).toEqual([
      {
        code,
        fix: fix === 'Look up' ? expect.stringContaining('"status"') : fix instanceof RegExp ? expect.stringMatching(fix) : fix,
        column,
      },
    ]);
  });

  function found(filter: string): { code: string; fix: string; column: number }[] {
    const document = new SourceDocument('config/subscriptions/a.yaml', `filter: ${filter}`);
    expect(document.problems).toEqual([]);
    const { filter: value } = document.value as { filter: Record<string, unknown> };
    const subscription = { filter: value, document, path: [] } as Partial<Subscription> as Subscription;
    const contract = { type: 'shop.sale.closed@1', schema } as Partial<Contract> as Contract;
    return checkFilter(subscription, contract).map(({ code, fix, at }) => ({ code, fix, column: at.column }));
  }
});
