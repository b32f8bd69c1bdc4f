import * as fc from 'fast-check';
import { Expressions } from '../../src/regular-expression/expression';
import { findTexts } from '../../src/regular-expression/find-texts';
import { parsePattern } from '../../src/regular-expression/parse-pattern';
import { Pattern } from '../../src/regular-expression/pattern';

const atom = fc.constantFrom(
  'a',
  'b',
  '.',
  '\\p{L}',
  '\\P{Lu}',
  '\\ud83d\\ude00',
  '\\cI',
  '[ab]',
  '[^a]',
  '\\d',
  '\\w',
  '\\s',
  '[a-c1]',
  '\\u0061',
  '\\x62',
  '-',
  ' ',
);
const pattern: fc.Arbitrary<string> = fc.letrec<{ pattern: string }>((tie) => ({
  pattern: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    atom,
    fc.constantFrom('^', '$', '^a', 'b$'),
    fc.tuple(tie('pattern'), tie('pattern')).map(([a, b]) => a + b),
    fc.tuple(tie('pattern'), tie('pattern')).map(([a, b]) => `(${a}|${b})`),
    fc
      .tuple(tie('pattern'), fc.constantFrom('*', '+', '?', '{2}', '{1,2}', '{0,3}', '{2,}', '*?'))
      .map(([a, times]) => `(?:${a})${times}`),
    fc.tuple(fc.constantFrom('(?=', '(?!'), tie('pattern'), tie('pattern')).map(([ahead, a, b]) => `${ahead}${a})${b}`),
  ),
})).pattern;
const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '1', ' ', '-', '\n', '😀'), maxLength: 6 });

describe('parsePattern', () => {
  it('finds in a text what RegExp finds', () => {
    let understood = 0;
    fc.assert(
      fc.property(pattern, fc.array(text, { minLength: 5, maxLength: 20 }), (source, texts) => {
        const expressions = new Expressions();
        const expression = parsePattern(source, expressions);
        if (!expression) return;
        understood++;
        const real = new RegExp(source, 'u');
        expect(texts.map((one) => expressions.matches(expression, one))).toEqual(texts.map((one) => real.test(one)));
      }),
      { numRuns: 3_000 },
    );
    expect(understood).toBeGreaterThan(2_000);
  });

  it.each([
    '(?<=a)b',
    '\\bword',
    '(a)\\1',
    'a(?=b)+',
    '((?=a)b)',
    '[',
    'a**',
    '\\p{Nothing}',
    '\\-',
    'a{3,1}',
    'a'.repeat(5_000),
  ])('leaves %s alone', (source) => {
    expect(parsePattern(source, new Expressions())).toBeUndefined();
  });
});

describe('findTexts', () => {
  it('finds texts that match and have the right length, or knows that there are none', () => {
    fc.assert(
      fc.property(
        pattern,
        pattern,
        fc.nat(4),
        fc.nat(4),
        fc.array(text, { maxLength: 40 }),
        (source, other, min, more, samples) => {
          const expressions = new Expressions();
          const [is, isNot] = [parsePattern(source, expressions), parsePattern(other, expressions)];
          if (!is || !isNot) return;
          const both = expressions.all([is, expressions.not(isNot)]);
          const { texts, complete } = findTexts(expressions, both, { min, max: min + more }, 3);
          const fits = (one: string): boolean => {
            const length = [...one].length;
            return (
              length >= min && length <= min + more && new RegExp(source, 'u').test(one) && !new RegExp(other, 'u').test(one)
            );
          };
          for (const found of texts) expect([found, fits(found)]).toEqual([found, true]);
          if (texts.length === 0 && complete) expect(samples.find(fits)).toBeUndefined();
        },
      ),
      { numRuns: 1_500 },
    );
  });

  it('prefers texts that people can read', () => {
    const expressions = new Expressions();
    const expression = parsePattern('^prop-[a-z0-9]{8}$', expressions) ?? expressions.none;
    expect(findTexts(expressions, expression, { min: 0, max: Infinity }, 1).texts).toEqual(['prop-aaaaaaaa']);
  });
});

describe('Pattern', () => {
  it('is not run where it is neither understood nor cheap', () => {
    const pattern = new Pattern('^(?:(a+)+\\1)+$', new Expressions());
    expect(pattern.test(`${'a'.repeat(60)}b`)).toBeUndefined();
  });
});
