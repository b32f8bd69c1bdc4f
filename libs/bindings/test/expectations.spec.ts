// The client does not export its words, and core may not depend on it; only this comparison looks inside.
// eslint-disable-next-line @nx/enforce-module-boundaries
import { expectation as clientExpectation } from '../../client/src/validation/expectation';
import { expectation } from '../src/expectations';

/** Generated TypeScript calls the client's function; the generators of the other languages write the words out. */
it.each<[keyword: string, expected: unknown]>([
  ['required', undefined],
  ['additionalProperties', undefined],
  ['type', 'string or null'],
  ['enum', ['a', 1, null]],
  ['const', 'a'],
  ['oneOf', undefined],
  ['format', 'uuid'],
  ['pattern', '^a$'],
  ['minimum', 1],
  ['maximum', 2],
  ['exclusiveMinimum', 1],
  ['exclusiveMaximum', 2],
  ['multipleOf', 3],
  ['minLength', 1],
  ['maxLength', 2],
  ['minItems', 2],
  ['maxItems', 1],
  ['uniqueItems', undefined],
])('%s %j has the same message in all languages', (keyword, expected) => {
  expect(expectation(keyword, expected)).toBe(clientExpectation(keyword, expected));
});
