import type { Contract, JsonSchema } from '@busbar/contracts';
import { SourceDocument } from '@busbar/problem';
import { checkFilter } from '../src/filter-check';
import type { Subscription } from '../src/model';

const schema: JsonSchema = {
  type: 'object',
  required: ['name'],
  properties: {
    status: { type: 'string', enum: ['OPEN', 'CLOSED'] },
    name: { type: 'string' },
    code: { type: 'string', enum: ['15', 'true', 'null'] },
    count: { type: 'integer', minimum: 1, maximum: 99 },
    done: { type: 'boolean' },
    note: { type: ['string', 'null'], maxLength: 2 },
    rest: { type: ['integer', 'null'] },
    at: { type: 'string', format: 'date-time' },
    dropOff: {
      type: 'object',
      properties: { kind: { type: 'string' }, size: { type: 'object', properties: { cm: { type: 'integer' } } } },
    },
    lines: { type: 'array', items: { type: 'object', properties: { sku: { type: 'string' } } } },
  },
};

/** A filter as a newcomer writes it, and the one problem that is to be reported. */
const rows: readonly (readonly [filter: string, code: string, at: string, message: string, fix: string])[] = [
  [
    '{ dropOff.kind: [X] }',
    'filter/unknown-field',
    '1:11',
    '"dropOff.kind" is read as the name of one field, with its dots.',
    'Write it nested: dropOff: { kind: [X] }.',
  ],
  [
    '{ dropOff.kind: X }',
    'filter/unknown-field',
    '1:11',
    '"dropOff.kind" is read as the name of one field, with its dots.',
    'Write it nested: dropOff: { kind: [X] }.',
  ],
  [
    '{ dropof.knd: [X, Y] }',
    'filter/unknown-field',
    '1:11',
    '"dropof.knd" is read as the name of one field, with its dots.',
    'Write it nested: dropOff: { kind: [X, Y] }.',
  ],
  [
    '{ dropOff.size.cm: [{ numeric: [">", 5] }] }',
    'filter/unknown-field',
    '1:11',
    '"dropOff.size.cm" is read as the name of one field, with its dots.',
    'Write it nested: dropOff: { size: { cm: [{ numeric: [">", 5] }] } }.',
  ],
  [
    '{ dropOff: { size.cm: [5] } }',
    'filter/unknown-field',
    '1:22',
    '"size.cm" is read as the name of one field, with its dots.',
    'Write it nested: size: { cm: [5] }.',
  ],
  [
    '{ "lines[0].sku": [a] }',
    'filter/unknown-field',
    '1:11',
    '"lines[0].sku" is read as the name of one field, with its dots.',
    'Write it nested: lines: { sku: [a] }.',
  ],
  [
    '{ "lines[]": { sku: [a] } }',
    'filter/unknown-field',
    '1:11',
    '"lines[]" is read as the name of one field, with its dots.',
    'Write it nested: lines: { sku: [a] }.',
  ],
  [
    '{ detail.data.dropOff.kind: [X] }',
    'filter/unknown-field',
    '1:11',
    '"detail.data.dropOff.kind" is read as the name of one field, with its dots.',
    'Write it nested: dropOff: { kind: [X] }.',
  ],
  [
    '{ $.status: [OPEN] }',
    'filter/unknown-field',
    '1:11',
    '"$.status" is read as the name of one field, with its dots.',
    'Write it nested: status: [OPEN].',
  ],
  [
    '{ dropOff.colour: [X] }',
    'filter/unknown-field',
    '1:11',
    'There is no field "colour" in "dropOff".',
    'Its fields are "kind", "size"; write fields in fields nested, without dots.',
  ],
  [
    '{ detail: { status: [OPEN] } }',
    'filter/unknown-field',
    '1:11',
    'The filter is already on the event\'s data: "detail" is not a field of it.',
    'Write filter: { status: [OPEN] }.',
  ],
  [
    '{ data: { status: [OPEN], dropOff: { kind: [X] } } }',
    'filter/unknown-field',
    '1:11',
    'The filter is already on the event\'s data: "data" is not a field of it.',
    'Write filter: { status: [OPEN], dropOff: { kind: [X] } }.',
  ],
  [
    '{ detail: { data: { status: [OPEN] } } }',
    'filter/unknown-field',
    '1:11',
    'The filter is already on the event\'s data: "detail" is not a field of it.',
    'Write filter: { status: [OPEN] }.',
  ],
  [
    '{ data: [x] }',
    'filter/unknown-field',
    '1:11',
    'The filter is already on the event\'s data: "data" is not a field of it.',
    'Write the fields of the data without "data".',
  ],
  [
    '{ source: [shop] }',
    'filter/unknown-field',
    '1:11',
    '"source" is not in the event\'s data, and a filter is on nothing else.',
    'Remove it: "eventType" of the subscription chooses the kind of events.',
  ],
  [
    '{ detail-type: [a] }',
    'filter/unknown-field',
    '1:11',
    '"detail-type" is not in the event\'s data, and a filter is on nothing else.',
    'Remove it: "eventType" of the subscription chooses the kind of events.',
  ],
  [
    '{ status:OPEN }',
    'filter/unknown-field',
    '1:11',
    'There is no space after the colon of "status:OPEN".',
    'Write status: [OPEN].',
  ],
  [
    '{ metadata: { a: [b] } }',
    'filter/unknown-field',
    '1:11',
    '"metadata" is not in the event\'s data, and a filter is on nothing else.',
    'Remove it: "eventType" of the subscription chooses the kind of events.',
  ],
  [
    '{ name: [{ endsWith: .x }] }',
    'filter/invalid-pattern',
    '1:18',
    'EventBridge has no operator "endsWith".',
    'Write { suffix: ".x" }.',
  ],
  [
    '{ name: [{ endswith: .x }] }',
    'filter/invalid-pattern',
    '1:18',
    'EventBridge has no operator "endswith".',
    'Write { suffix: ".x" }.',
  ],
  [
    '{ name: [{ ends-with: .x }] }',
    'filter/invalid-pattern',
    '1:18',
    'EventBridge has no operator "ends-with".',
    'Write { suffix: ".x" }.',
  ],
  [
    '{ name: [{ startsWith: "a b" }] }',
    'filter/invalid-pattern',
    '1:18',
    'EventBridge has no operator "startsWith".',
    'Write { prefix: "a b" }.',
  ],
  [
    '{ name: [{ contains: ab }] }',
    'filter/invalid-pattern',
    '1:18',
    'EventBridge has no operator "contains".',
    'Write { wildcard: "*ab*" }.',
  ],
  [
    '{ name: [{ not: a }] }',
    'filter/invalid-pattern',
    '1:18',
    'EventBridge has no operator "not".',
    'Write { anything-but: a }.',
  ],
  [
    '{ name: [{ notIn: [a, b] }] }',
    'filter/invalid-pattern',
    '1:18',
    'EventBridge has no operator "notIn".',
    'Write { anything-but: [a, b] }.',
  ],
  ['{ name: [{ ne: a }] }', 'filter/invalid-pattern', '1:18', 'EventBridge has no operator "ne".', 'Write { anything-but: a }.'],
  [
    '{ name: [{ not: { startsWith: a } }] }',
    'filter/invalid-pattern',
    '1:18',
    'EventBridge has no operator "not".',
    'Write { anything-but: { prefix: a } }.',
  ],
  [
    '{ name: [{ not: { in: [a, b] } }] }',
    'filter/invalid-pattern',
    '1:18',
    'EventBridge has no operator "not".',
    'Write { anything-but: [a, b] }.',
  ],
  [
    '{ count: [{ gt: 5 }] }',
    'filter/invalid-pattern',
    '1:19',
    'EventBridge has no operator "gt".',
    'Write { numeric: [">", 5] }.',
  ],
  [
    '{ count: [{ gte: 5 }] }',
    'filter/invalid-pattern',
    '1:19',
    'EventBridge has no operator "gte".',
    'Write { numeric: [">=", 5] }.',
  ],
  [
    '{ count: [{ lt: "5" }] }',
    'filter/invalid-pattern',
    '1:19',
    'EventBridge has no operator "lt".',
    'Write { numeric: ["<", 5] }.',
  ],
  [
    '{ count: [{ lte: 5 }] }',
    'filter/invalid-pattern',
    '1:19',
    'EventBridge has no operator "lte".',
    'Write { numeric: ["<=", 5] }.',
  ],
  [
    '{ count: [{ lt: 9, gt: 5 }] }',
    'filter/invalid-pattern',
    '1:19',
    'EventBridge has no operator "lt".',
    'Write { numeric: [">", 5, "<", 9] }.',
  ],
  [
    '{ count: [{ between: [5, 9] }] }',
    'filter/invalid-pattern',
    '1:19',
    'EventBridge has no operator "between".',
    'Write { numeric: [">=", 5, "<=", 9] }.',
  ],
  [
    '{ count: [{ range: { from: 5, to: 9 } }] }',
    'filter/invalid-pattern',
    '1:19',
    'EventBridge has no operator "range".',
    'Write { numeric: [">=", 5, "<=", 9] }.',
  ],
  [
    '{ count: [{ ">": 5 }] }',
    'filter/invalid-pattern',
    '1:19',
    'EventBridge has no operator ">".',
    'Write { numeric: [">", 5] }.',
  ],
  [
    '{ count: [{ numeric: ">= 5" }] }',
    'filter/invalid-pattern',
    '1:19',
    'EventBridge refuses this: Value of numeric must be an array.',
    'Write { numeric: [">=", 5] }.',
  ],
  [
    '{ count: [{ numeric: [">=5", "<9"] }] }',
    'filter/invalid-pattern',
    '1:19',
    'EventBridge refuses this: Unrecognized numeric range operator: >=5.',
    'Write { numeric: [">=", 5, "<", 9] }.',
  ],
  [
    '{ count: [{ numeric: [5, 9] }] }',
    'filter/invalid-pattern',
    '1:19',
    'EventBridge refuses this: Invalid member in numeric match: 5.',
    'Write { numeric: [">=", 5, "<=", 9] }.',
  ],
  [
    '{ count: [{ numeric: 5 }] }',
    'filter/invalid-pattern',
    '1:19',
    'EventBridge refuses this: Value of numeric must be an array.',
    'Write { numeric: ["=", 5] }.',
  ],
  [
    '{ count: [{ numeric: [">", "5"] }] }',
    'filter/invalid-pattern',
    '1:19',
    'EventBridge refuses this: Value of > must be numeric.',
    'Write { numeric: [">", 5] }.',
  ],
  [
    '{ count: [{ numeric: { gt: 5 } }] }',
    'filter/invalid-pattern',
    '1:19',
    'EventBridge refuses this: Value of numeric must be an array.',
    'Write { numeric: [">", 5] }.',
  ],
  [
    '{ count: [{ numeric: ["<", 9, ">", 5] }] }',
    'filter/invalid-pattern',
    '1:19',
    'EventBridge refuses this: Too many elements in numeric expression.',
    'Write { numeric: [">", 5, "<", 9] }.',
  ],
  [
    '{ name: [{ gt: 5 }] }',
    'filter/invalid-pattern',
    '1:18',
    'EventBridge has no operator "gt".',
    'Remove it, and choose in the consumer: EventBridge compares nothing but numbers by size.',
  ],
  ['{ status: [{ equals: OPEN }] }', 'filter/invalid-pattern', '1:20', 'EventBridge has no operator "equals".', 'Write OPEN.'],
  ['{ status: [{ eq: OPEN }] }', 'filter/invalid-pattern', '1:20', 'EventBridge has no operator "eq".', 'Write OPEN.'],
  [
    '{ status: [{ in: [OPEN, CLOSED] }] }',
    'filter/invalid-pattern',
    '1:20',
    'EventBridge has no operator "in".',
    'Write OPEN, CLOSED.',
  ],
  [
    '{ name: [{ regex: "^ab" }] }',
    'filter/invalid-pattern',
    '1:18',
    'EventBridge has no operator "regex".',
    'Write { prefix: ab }.',
  ],
  [
    '{ name: [{ matches: "ab$" }] }',
    'filter/invalid-pattern',
    '1:18',
    'EventBridge has no operator "matches".',
    'Write { suffix: ab }.',
  ],
  [
    '{ name: [{ regex: "ab" }] }',
    'filter/invalid-pattern',
    '1:18',
    'EventBridge has no operator "regex".',
    'Write { wildcard: "*ab*" }.',
  ],
  [
    '{ name: [{ regex: "^a.*b$" }] }',
    'filter/invalid-pattern',
    '1:18',
    'EventBridge has no operator "regex".',
    'Write { wildcard: "a*b" }.',
  ],
  [
    '{ name: [{ regex: "^[a-z]+$" }] }',
    'filter/invalid-pattern',
    '1:18',
    'EventBridge has no operator "regex".',
    'Write a prefix, suffix or wildcard, or list the values: EventBridge has no regular expressions.',
  ],
  [
    '{ count: [{ exists: "true" }] }',
    'filter/invalid-pattern',
    '1:19',
    'EventBridge refuses this: exists match pattern must be either true or false.',
    'Write { exists: true }.',
  ],
  [
    '{ count: [{ exists: yes }] }',
    'filter/invalid-pattern',
    '1:19',
    'EventBridge refuses this: exists match pattern must be either true or false.',
    'Write { exists: true }.',
  ],
  [
    '{ count: [{ present: false }] }',
    'filter/invalid-pattern',
    '1:19',
    'EventBridge has no operator "present".',
    'Write { exists: false }.',
  ],
  ['{ done: [{ not: true }] }', 'filter/invalid-pattern', '1:18', 'EventBridge has no operator "not".', 'Write false.'],
  [
    '{ done: [{ anything-but: "yes" }] }',
    'filter/wrong-type',
    '1:34',
    'This is a string, and "done" is a boolean in shop.sale.closed@1.',
    'Compare with a value of the type of the field.',
  ],
  [
    '{ name: [{ prefix: 5 }] }',
    'filter/invalid-pattern',
    '1:18',
    'EventBridge refuses this: prefix match pattern must be a string.',
    'Write { prefix: "5" }.',
  ],
  [
    '{ name: [{ prefix: [a, b] }] }',
    'filter/invalid-pattern',
    '1:18',
    'EventBridge refuses this: prefix match pattern must be a string.',
    'Write { prefix: a }, { prefix: b }.',
  ],
  [
    '{ name: [{ sufix: a }] }',
    'filter/invalid-pattern',
    '1:18',
    'EventBridge has no operator "sufix".',
    'Write "suffix" if you meant that.',
  ],
  [
    '{ name: [{ prefix: a, suffix: b }] }',
    'filter/invalid-pattern',
    '1:18',
    'EventBridge refuses this: Only one key allowed in match expression.',
    'Write one operator in a matcher; a value has to match one matcher of the list.',
  ],
  [
    '{ name: [{ like: a }] }',
    'filter/invalid-pattern',
    '1:18',
    'EventBridge has no operator "like".',
    'Correct the matcher: the operators are prefix, suffix, wildcard, anything-but, numeric, exists, equals-ignore-case, cidr.',
  ],
  [
    '{ name: [{}] }',
    'filter/invalid-pattern',
    '1:18',
    'EventBridge refuses this: Match expression name not found.',
    'Correct the matcher: the operators are prefix, suffix, wildcard, anything-but, numeric, exists, equals-ignore-case, cidr.',
  ],
  [
    '{ name: [[a]] }',
    'filter/invalid-pattern',
    '1:18',
    'EventBridge refuses this: Match value must be String, number, true, false, or null.',
    'Write all values in one list.',
  ],
  ['{ status: OPEN }', 'filter/invalid-pattern', '1:19', '"status" needs a list of values.', 'Write status: [OPEN].'],
  ['{ count: "15" }', 'filter/invalid-pattern', '1:18', '"count" needs a list of values.', 'Write count: [15].'],
  [
    '{ name: { prefix: a } }',
    'filter/unknown-field',
    '1:11',
    '"name" is a string in shop.sale.closed@1, and has no fields.',
    'Write name: [{ prefix: a }].',
  ],
  [
    '{ name: { startsWith: a } }',
    'filter/unknown-field',
    '1:11',
    '"name" is a string in shop.sale.closed@1, and has no fields.',
    'Write name: [{ prefix: a }].',
  ],
  [
    '{ name: { in: [a, b] } }',
    'filter/unknown-field',
    '1:11',
    '"name" is a string in shop.sale.closed@1, and has no fields.',
    'Write name: [a, b].',
  ],
  [
    '{ count: { gt: 5 } }',
    'filter/unknown-field',
    '1:11',
    '"count" is an integer in shop.sale.closed@1, and has no fields.',
    'Write count: [{ numeric: [">", 5] }].',
  ],
  [
    '{ status: }',
    'filter/invalid-pattern',
    '1:19',
    '"status" needs a list of values.',
    'Write the values in brackets: "status: [value]".',
  ],
  [
    '{ count: ["15"] }',
    'filter/wrong-type',
    '1:19',
    'This is a string, and "count" is an integer in shop.sale.closed@1.',
    'Write 15.',
  ],
  [
    '{ name: [15] }',
    'filter/wrong-type',
    '1:18',
    'This is an integer, and "name" is a string in shop.sale.closed@1.',
    'Write "15".',
  ],
  [
    '{ name: [true] }',
    'filter/wrong-type',
    '1:18',
    'This is a boolean, and "name" is a string in shop.sale.closed@1.',
    'Write "true".',
  ],
  [
    '{ done: ["true"] }',
    'filter/wrong-type',
    '1:18',
    'This is a string, and "done" is a boolean in shop.sale.closed@1.',
    'Write true.',
  ],
  [
    '{ done: [yes] }',
    'filter/wrong-type',
    '1:18',
    'This is a string, and "done" is a boolean in shop.sale.closed@1.',
    'Write true.',
  ],
  [
    '{ done: [off] }',
    'filter/wrong-type',
    '1:18',
    'This is a string, and "done" is a boolean in shop.sale.closed@1.',
    'Write false.',
  ],
  [
    '{ code: [15] }',
    'filter/wrong-type',
    '1:18',
    'This is an integer, and "code" is a string in shop.sale.closed@1.',
    'Write "15".',
  ],
  [
    '{ code: [null] }',
    'filter/wrong-type',
    '1:18',
    'This is null, and "code" is a string in shop.sale.closed@1.',
    'Write "null" if you mean the word, { exists: false } if you mean events without the field.',
  ],
  [
    '{ rest: ["null"] }',
    'filter/wrong-type',
    '1:18',
    'This is a string, and "rest" is an integer or null in shop.sale.closed@1.',
    'Write null.',
  ],
  [
    '{ name: [null] }',
    'filter/wrong-type',
    '1:18',
    'This is null, and "name" is a string in shop.sale.closed@1.',
    'Write "null" if you mean the word, { exists: false } if you mean events without the field.',
  ],
  [
    '{ at: [2026-02-04] }',
    'filter/impossible-value',
    '1:16',
    'The contract does not allow "2026-02-04" here.',
    'Write { prefix: 2026-02-04 } for every time of that day.',
  ],
  [
    '{ count: [{ anything-but: ["15", 3] }] }',
    'filter/invalid-pattern',
    '1:19',
    'EventBridge refuses this: Inside anything but list, either all values are number or string, mixed type is not supported.',
    'Correct the matcher.',
  ],
  [
    '{ done: [0] }',
    'filter/wrong-type',
    '1:18',
    'This is an integer, and "done" is a boolean in shop.sale.closed@1.',
    'Compare with a value of the type of the field.',
  ],
  [
    '{ count: ["150"] }',
    'filter/wrong-type',
    '1:19',
    'This is a string, and "count" is an integer in shop.sale.closed@1.',
    'Compare with a value of the type of the field.',
  ],
  [
    '{ name: [3.50] }',
    'filter/wrong-type',
    '1:18',
    'This is a number, and "name" is a string in shop.sale.closed@1.',
    'Write "3.50".',
  ],
];

describe('the advice about a filter', () => {
  it.each(rows)('is given for %s', (filter, code, at, message, fix) => {
    expect(problemsOf(filter)).toEqual([{ code, at, message, fix }]);
  });

  // What is advised is what EventBridge and the contract take.
  const written = rows.flatMap(([filter, , , , fix]) => {
    const [, entry] = /^Write (?:it nested: |filter: )?(.*)\.$/.exec(fix) ?? [];
    if (entry === undefined) return [];
    if (fix.startsWith('Write filter: ')) return [[filter, entry] as const];
    if (/^\w+: /.test(entry) && !filter.startsWith('{ dropOff: ')) return [[filter, `{ ${entry} }`] as const];
    const matcher = /^\{ (\w+): \[(\{.*\}|[^\s,]+)\] \}$/.exec(filter);
    return matcher ? [[filter, `{ ${matcher[1] ?? ''}: [${entry}] }`] as const] : [];
  });

  // The rest is a sentence, not something to copy.
  const copied = written.filter(
    ([, advised]) => !/ if you mean| for every|\[(?:the|all) |values in brackets|prefix, suffix/.test(advised),
  );

  it.each(copied)('for %s is right: %s', (_, advised) => {
    expect(problemsOf(advised)).toEqual([]);
  });

  function problemsOf(filter: string): { code: string; at: string; message: string; fix: string }[] {
    const document = new SourceDocument('a.yaml', `filter: ${filter}`);
    expect(document.problems).toEqual([]);
    const { filter: value } = document.value as { filter: Record<string, unknown> };
    const subscription = { filter: value, document, path: [] } as Partial<Subscription> as Subscription;
    const contract = { type: 'shop.sale.closed@1', schema } as Partial<Contract> as Contract;
    return checkFilter(subscription, contract).map(({ at, code, message, fix }) => ({
      code,
      at: `${at.line}:${at.column}`,
      message,
      fix,
    }));
  }
});
