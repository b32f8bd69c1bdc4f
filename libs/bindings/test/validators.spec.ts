import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { formats, issuesOf, validateData, type AjvError, type JsonSchema } from '@busbar/contracts';
import { generateTypeScript } from '../src';
import { contractOf, everything, everythingExample } from './sample-contracts';

interface Check {
  (data: unknown): boolean;
  errors?: readonly AjvError[] | null;
}

/** Runs a generated validator as it stands, with what it imports handed to it. */
function load(schema: JsonSchema): { publisherView: Check; consumerView: Check } {
  const code = generateTypeScript([contractOf('acme.all@1', schema)]).get('src/acme/all.validator.ts') ?? '';
  const body = code
    .replace(/^import \{.*\} from '@busbar\/client\/validation';$/m, '')
    .replaceAll('export const', 'const')
    .concat('\nreturn { publisherView, consumerView };');
  const codePoints = (text: string) => [...text].length;
  const sameJson = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
  return new Function('formats', 'codePoints', 'sameJson', body)(formats, codePoints, sameJson) as ReturnType<typeof load>;
}

const { publisherView, consumerView } = load(everything);

function issues(check: Check, data: unknown): string[] {
  if (check(data)) return [];
  const errors = check.errors ?? [];
  const types = new Set(errors.flatMap(({ keyword, instancePath }) => (keyword === 'type' ? [instancePath] : [])));
  // What `@busbar/client/validation` leaves out, too: it only repeats another error.
  const all = issuesOf(
    errors.filter(({ keyword, instancePath }) => keyword !== 'if' && (keyword === 'type' || !types.has(instancePath))),
  );
  return [...new Set(all.map(({ path, keyword }) => `${path} ${keyword}`))];
}

const change = (changes: object) => ({ ...everythingExample, ...changes });

it('both views accept what is valid', () => {
  expect(issues(publisherView, everythingExample)).toEqual([]);
  expect(issues(consumerView, everythingExample)).toEqual([]);
});

it('multiples of any size are multiples', () => {
  const { publisherView: check } = load({ type: 'object', properties: { n: { type: 'integer', multipleOf: 2 } } });
  for (const n of [0, -4, 1e21, 2 ** 80]) expect(issues(check, { n })).toEqual([]);
});

describe('what both views refuse', () => {
  it.each<[string, unknown, string]>([
    ['no object', [], ' type'],
    ['a missing field', change({ id: undefined }), '/id required'],
    ['a format', change({ at: '2026-02-30T10:00:00Z' }), '/at format'],
    ['a value that an enum lacks', change({ state: 'CLOSED' }), '/state enum'],
    ['another type', change({ flag: 'yes' }), '/flag type'],
    ['a fraction', change({ count: 1.5 }), '/count type'],
    ['no multiple', change({ count: 3 }), '/count multipleOf'],
    ['below the minimum', change({ count: -2 }), '/count minimum'],
    ['at an exclusive maximum', change({ count: 10 }), '/count exclusiveMaximum'],
    ['at an exclusive minimum', change({ ratio: 0 }), '/ratio exclusiveMinimum'],
    ['above the maximum', change({ ratio: 1.1 }), '/ratio maximum'],
    ['too short', change({ nothing: 'a' }), '/nothing minLength'],
    ['too short in code points', change({ nothing: '🚚' }), '/nothing minLength'],
    ['too long in code points', change({ nothing: '🚚🚚🚚🚚🚚' }), '/nothing maxLength'],
    ['no match', change({ code: 'ab12' }), '/code pattern'],
    ['another constant', change({ fixed: 'w' }), '/fixed const'],
    ['a value of a map', change({ labels: { one: 'abcd' } }), '/labels/one maxLength'],
    ['a repeated text', change({ tags: ['a', 'a'] }), '/tags uniqueItems'],
    ['a repeated object', change({ boxes: [{ size: 1 }, { size: 1 }] }), '/boxes uniqueItems'],
    ['too few', change({ lines: [] }), '/lines minItems'],
    ['too many', change({ lines: [1, 2, 3].map(() => ({ text: 'x' })) }), '/lines maxItems'],
    ['a field of a definition', change({ lines: [{}] }), '/lines/0/text required'],
    ['a union without its tag', change({ target: {} }), '/target/kind required'],
    ['a tag that is no text', change({ target: { kind: 5 } }), '/target/kind type'],
    ['a known alternative', change({ target: { kind: 'place' } }), '/target/room required'],
    ['an unknown alternative of a closed union', change({ closedTarget: { kind: 'c' } }), '/closedTarget/kind oneOf'],
  ])('%s', (_, data, issue) => {
    expect(issues(publisherView, data)).toEqual([issue]);
    expect(issues(consumerView, data)).toEqual([issue]);
  });
});

describe('what only the publisher view refuses', () => {
  it.each<[string, unknown, string]>([
    ['an unknown field', change({ more: 1 }), '/more additionalProperties'],
    ['an unknown field of an object in it', change({ 'odd-name': { more: 1 } }), '/odd-name/more additionalProperties'],
    ['an unknown field of a definition', change({ lines: [{ text: 'x', more: 1 }] }), '/lines/0/more additionalProperties'],
    ['one of an alternative', change({ target: { kind: 'place', room: 'x', more: 1 } }), '/target/more additionalProperties'],
    ['a new value of an extensible enum', change({ color: 'GREEN' }), '/color enum'],
    ['a new value of one in a definition', change({ lines: [{ text: 'x', color: 'GREEN' }] }), '/lines/0/color enum'],
    ['a new alternative of an extensible union', change({ target: { kind: 'fax', number: 5 } }), '/target/kind oneOf'],
  ])('%s', (_, data, issue) => {
    expect(issues(publisherView, data)).toEqual([issue]);
    expect(issues(consumerView, data)).toEqual([]);
  });

  it('and a new value of an extensible enum still has its type', () => {
    expect(issues(consumerView, change({ color: 7 }))).toEqual(['/color type']);
  });
});

it('finds all issues at once', () => {
  expect(issues(publisherView, { id: 'x', more: 1, target: { kind: 'place' } })).toEqual([
    '/at required',
    '/id format',
    '/lines required',
    '/more additionalProperties',
    '/nothing required',
    '/state required',
    '/target/room required',
  ]);
});

/** Values that are almost right: one place of the example replaced, removed or added. */
const almostRight = fc
  .tuple(fc.constantFrom(...Object.keys(everythingExample)), fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constant(undefined)))
  .map(([key, value]) => JSON.parse(JSON.stringify(change({ [key]: value }))) as unknown);

/** Items of a wrong type need not be compared with each other: Ajv does not, the contracts' check does. */
function withoutNeedlessComparisons(found: readonly string[]): string[] {
  const inItems = (list: string) => found.some((other) => other.startsWith(`${list}/`) && other.endsWith(' type'));
  return found.filter((issue) => !(issue.endsWith(' uniqueItems') && inItems(issue.replace(' uniqueItems', ''))));
}

it('agrees with the check of the contracts themselves', () => {
  fc.assert(
    fc.property(fc.oneof(almostRight, fc.jsonValue()), (data) => {
      const expected = [...new Set(validateData({ schema: everything }, data).map(({ path, keyword }) => `${path} ${keyword}`))];
      expect(withoutNeedlessComparisons(issues(publisherView, data))).toEqual(withoutNeedlessComparisons(expected));
    }),
    { numRuns: 1_000 },
  );
});

it('what the publisher view accepts, the consumer view accepts', () => {
  fc.assert(fc.property(almostRight, (data) => !publisherView(data) || consumerView(data)), { numRuns: 1_000 });
});

it('needs no Ajv and no eval at run time', () => {
  const code = generateTypeScript([contractOf('acme.all@1', everything)]).get('src/acme/all.validator.ts') ?? '';
  expect(code).not.toMatch(/require\(|\beval\(|new Function|ajv\//);
  expect(code).toContain("import { codePoints, formats, sameJson } from '@busbar/client/validation';");
});

it('the formats of the client are those of the contracts', () => {
  const functionsIn = (file: string) => {
    const text = readFileSync(join(__dirname, '../..', file), 'utf8');
    return text.slice(text.indexOf('/** RFC 3339'), text.indexOf('} as const satisfies'));
  };
  expect(functionsIn('client/src/validation/formats.ts')).toBe(functionsIn('contracts/src/formats.ts'));
});
