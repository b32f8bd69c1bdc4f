import fc from 'fast-check';
import { matches, parsePattern } from '../src';
import { Wildcard } from '../src/grammar/wildcard';
import { greatestComplexity, wildcardComplexity } from '../src/grammar/wildcard-complexity';
import { referenceMatches } from './reference-matcher';

/** Texts around and above the length that a row of the table of conditions has room for. */
const TEXT = 'abcdefghijklmnopqrstuvwxyz';
const beginnings = [0, 1, 6, 7, 8, 13, 14, 15, 26].map((length) => TEXT.slice(0, length));
const endings = beginnings.map((text) => TEXT.slice(26 - text.length));
const parts = [...beginnings, ...endings];
const texts = [
  ...parts,
  ...parts.map((part) => `${part}é`),
  ...parts.map((part) => `😀${part}`),
  'aba',
  'ababa',
  'abaaba',
  '"',
  'a"',
  '"z',
  '\\',
  '�',
];
const addresses = [
  '10.1.2.3',
  '010.001.2.3',
  '10.1.2',
  '10.1.2.256',
  '10..2.3',
  '10.1.2.3.',
  '::ffff:10.1.2.3',
  '::ffff:0a01:203',
];
const others = ['11.1.2.3', 'a01:203::', '0.0.0.10.1', '1', '', '999.1.1.1', '10.1.2.3 '];

const tests: readonly object[] = [
  ...texts.filter((text) => text !== '').map((prefix) => ({ prefix })),
  ...texts.filter((text) => text !== '').map((suffix) => ({ suffix })),
  ...beginnings.flatMap((first) => endings.map((last) => ({ wildcard: `${first}*${last}` }))),
  ...['10.0.0.0/8', '10.1.2.3/31', '0.0.0.0/1', 'a01:200::/24'].map((cidr) => ({ cidr })),
  ...[1, 3, 4, 5, 9].map((count) => ({ 'anything-but': texts.slice(2, 2 + count) })),
  { wildcard: 'aba*aba' },
  { exists: false },
];

describe('a condition that its row in the index decides', () => {
  it.each(tests.map((test) => JSON.stringify(test)))('%s holds when the reference matcher says so', (test) => {
    const pattern = parsePattern(`{"a":{"b":[${test}]}}`);
    const values = [...texts, ...addresses, ...others].flatMap((text) => [
      JSON.stringify(text),
      // The same with an escape.
      JSON.stringify(text).replace(/[a1]/, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`),
    ]);
    const events = [...values, '1', '10000001', 'null', 'true', '[]', '["abcdefg","10.1.2.3"]', '{"c":"a"}'].flatMap((value) => [
      `{"a":{"b":${value}}}`,
      `{"a":[{"b":${value}},{"b":1},{}]}`,
    ]);
    expect(events.filter((event) => matches(pattern, event))).toEqual(
      events.filter((event) => referenceMatches(pattern.text, event)),
    );
  });
});

describe('the complexity of wildcards', () => {
  it('is never above the bound that spares a search', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', '*', '😀', '\\*'), { maxLength: 10 })
      .map((units) => units.join('').replace(/\*(?:\*)+/g, '*'));
    const wildcards = fc.array(text, { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(wildcards, (some) => {
        const read = some.map((one) => new Wildcard(one));
        expect(wildcardComplexity(read)).toBeLessThanOrEqual(greatestComplexity(read));
      }),
      { numRuns: 1000 },
    );
  });
});
