import fc from 'fast-check';
import { compareText } from '../src';

it.each([
  [
    ['b', 'B', 'a', 'A', 'ä', ''],
    ['', 'A', 'B', 'a', 'b', 'ä'],
  ],
  [
    ['a10', 'a9', 'a-', 'a_'],
    ['a-', 'a10', 'a9', 'a_'],
  ],
])('orders %j by code unit, whatever the locale', (texts, expected) => {
  expect([...texts].sort(compareText)).toEqual(expected);
});

it('is a total order', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string(), (a, b, c) => {
      expect(compareText(a, b) + compareText(b, a)).toBe(0);
      expect(compareText(a, b) === 0).toBe(a === b);
      if (compareText(a, b) <= 0 && compareText(b, c) <= 0) expect(compareText(a, c)).toBeLessThanOrEqual(0);
    }),
  );
});
