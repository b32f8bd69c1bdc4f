import { matches, parsePattern, PatternError, type Pattern } from '@busbar/event-pattern';
import * as fc from 'fast-check';
import { matcherSchema } from '../src/matcher-schema';

const words = fc.string({
  unit: fc.constantFrom('a', 'A', 'b', 'B', '*', '\\', '.', '-', '[', '$', '1', 'ß', '😀'),
  maxLength: 6,
});

const textMatcher = fc.oneof(
  fc.constantFrom('prefix', 'suffix', 'wildcard', 'equals-ignore-case').chain((kind) => words.map((word) => ({ [kind]: word }))),
  fc.constantFrom('prefix', 'suffix').chain((kind) => words.map((word) => ({ [kind]: { 'equals-ignore-case': word } }))),
);

function parsed(matcher: object): Pattern | undefined {
  try {
    return parsePattern(JSON.stringify({ field: [matcher] }));
  } catch (error) {
    if (error instanceof PatternError) return undefined;
    throw error;
  }
}

it('says of text what EventBridge does', () => {
  fc.assert(
    fc.property(textMatcher, words, (matcher, value) => {
      const pattern = parsed(matcher);
      const schema = matcherSchema(matcher);
      fc.pre(pattern !== undefined && schema !== undefined);
      expect(new RegExp(String(schema['pattern']), 'u').test(value)).toBe(matches(pattern, { field: value }));
    }),
    { numRuns: 2_000 },
  );
});

it.each([
  [{ numeric: ['>', 1, '<=', 5] }, { type: 'number', exclusiveMinimum: 1, maximum: 5 }],
  [{ numeric: ['>=', 1, '<', 5] }, { type: 'number', minimum: 1, exclusiveMaximum: 5 }],
  [{ numeric: ['=', 3] }, { type: 'number', minimum: 3, maximum: 3 }],
  [{ 'anything-but': 'a' }, { not: { enum: ['a'] } }],
  [{ 'anything-but': [1, 2] }, { not: { enum: [1, 2] } }],
  [{ 'anything-but': { prefix: 'a' } }, { not: { anyOf: [{ type: 'string', pattern: '^a' }] } }],
  [{ exists: true }, {}],
  [{ exists: false }, undefined],
  [{ cidr: '10.0.0.0/8' }, undefined],
  [{ 'equals-ignore-case': 'ä' }, undefined],
  [{ 'anything-but': { 'equals-ignore-case': ['a', 'ä'] } }, undefined],
])('reads %j as %j', (matcher, schema) => {
  expect(matcherSchema(matcher)).toEqual(schema);
});
