import * as fc from 'fast-check';
import { costOfPattern, isHazardous, safeLength } from '../../src/regular-expression/hazardous-pattern';
import { parseRegularExpression } from '../../src/regular-expression/parse-regular-expression';
import { stepsOfSearch, TooManySteps } from './backtracking-matcher';

describe('isHazardous', () => {
  it.each([
    '^(a+)+$',
    '^(a*)*b$',
    '^(a|a)*$',
    '^(a|aa)+$',
    '(x+x+)+y',
    '^([a-zA-Z0-9]+[._]?)*@$',
    '^(([a-z])+.)+[A-Z]([a-z])+$',
    '^(a*b?)*$',
    '^([a-z]{1,40}){1,40}$',
    '^(?=(a+)+$)b',
    '^(.*?,)*.*,x$'.replace('.*,x', '(.*,)*x'),
    '(a+)\\1+',
    '^(?:a|b{2,})*$',
    '(a)\\1',
    // Classes that Unicode defines.
    '^(\\p{L}|\\p{Lu})*1$',
    '^(\\w|\\p{L})*1$',
    '^(\\s|\\p{Zs})*1$',
    '^(\\P{L}|1)*x$',
    // Rounds that read nothing, and ways to read nothing.
    '^(a?){30}$',
    '^(?:a(?:|))*b',
    '^((-?)*b)*$',
    `${'(?:|)'.repeat(30)}$`,
    // Many ways without a loop.
    '^(a{0,30}){0,30}$',
    `^${'a?'.repeat(30)}${'a'.repeat(30)}$`,
    `^${'(a|a)'.repeat(30)}b`,
    '^(a{0,8}){0,8}b',
    // In look-around.
    '^(?!(a|aa)+$)b',
    '(?<=(a|aa)+)b',
    // Lazy loops are loops.
    '^(a+?)+?$',
    // What no parser of today knows.
    '(?i:a*)b',
    '^(?>a+)b',
  ])('says yes to %s', (pattern) => {
    expect(isHazardous(pattern)).toBe(true);
  });

  it.each([
    '^prop-[a-z0-9]{8}$',
    '^[0-9]+[.][0-9]+[.][0-9]+$',
    '^[A-Z][A-Za-z_]+/[A-Z][A-Za-z_]+(/[A-Z][A-Za-z_]+)?$',
    '^[a-z][a-z0-9-]*(\\.[a-z][a-z0-9-]*)+$',
    '^([01][0-9]|2[0-3]):[0-5][0-9]$',
    '^(ab|ac)*$',
    '^(a|b)*c$',
    '^\\p{L}+$',
    '^[a-z]{1,500}$',
    'a*a*',
    '^([a-z]{2}-){0,20}[a-z]{2}$',
    '^[a-z]+$',
    '^(lock|cam|hub)-[0-9a-f]{12}$',
    '^\\d{4}-\\d{2}$',
    '^\\(\\)\\*\\+$',
    '^(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(\\.(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3}$',
    '^(?=.*[A-Z])(?=.*\\d)[A-Za-z\\d]+$',
    '^#?([a-f0-9]{6}|[a-f0-9]{3})$',
    '^[a-z]{1,40}[a-z0-9]{1,40}x$',
    '(?<=ab)c',
    'colou?r',
  ])('says no to %s', (pattern) => {
    expect(isHazardous(pattern)).toBe(false);
  });

  it.each<[pattern: string, degree: number, safe: number]>([
    ['^\\s*\\s*\\s*\\s*\\s*x$', 5, 15],
    ['^a*a*a*a*a*a*b$', 6, 9],
    ['^.*,.*,.*$', 3, 125],
    // A search begins at every character.
    ['[a-z]+@', 2, 1414],
    ['\\d+$', 2, 1414],
    ['^[^@]+@[^@]+\\.[^@]+$', 2, 1414],
    ['^(?!.*a.*b)', 2, 1413],
  ])(
    'says of %s that the work grows with the length to the power of %i, so at most %i characters are safe',
    (pattern, degree, safe) => {
      expect(costOfPattern(pattern)).toMatchObject({ kind: 'bounded', degree });
      expect(safeLength(pattern)).toBe(safe);
      expect([isHazardous(pattern), isHazardous(pattern, safe), isHazardous(pattern, safe + 1)]).toEqual([true, false, true]);
    },
  );

  it('gives up in bounded time on patterns made to exhaust it', () => {
    for (const pattern of [
      `^(${'(a|b?)'.repeat(100)})*$`,
      `^${'('.repeat(500)}a${')*'.repeat(500)}$`,
      '(a{1,8}){1,8}'.repeat(40),
      `${'[a-z]*'.repeat(290)}x`,
      `${'a?'.repeat(1_900)}b`,
    ]) {
      expect(costOfPattern(pattern)).toEqual({ kind: 'unknown' });
    }
  });
});

/** Expressions of two letters, so that their parts overlap more often than not. */
const expression: fc.Arbitrary<string> = fc.letrec<{ all: string }>((tie) => ({
  all: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('a', 'b', '[ab]', '\\w', '[^b]', '', 'ab', '\\p{L}'),
    fc.constantFrom('^', '$', '\\b'),
    fc.tuple(tie('all'), tie('all')).map(([a, b]) => a + b),
    fc.tuple(tie('all'), tie('all')).map(([a, b]) => `(${a}|${b})`),
    fc
      .tuple(tie('all'), fc.constantFrom('*', '+', '?', '{2}', '{1,2}', '{0,3}', '{2,}', '*?', '{0,20}', '{9}', '??'))
      .map(([a, times]) => `(?:${a})${times}`),
    fc.tuple(fc.constantFrom('(?=', '(?!'), tie('all'), tie('all')).map(([ahead, a, b]) => `${ahead}${a})${b}`),
  ),
})).all;

/** Texts that make the most of what can be read in two ways: something again and again, and then what cannot be. */
function attacks(rounds: number): string[] {
  const pumps = ['a', 'b', 'ab', 'aab', 'abb'];
  return ['', 'a', 'b', 'ba'].flatMap((before) =>
    pumps.flatMap((pump) => ['', '!', 'b!', 'a!'].map((after) => before + pump.repeat(Math.ceil(rounds / pump.length)) + after)),
  );
}

describe('a pattern that is called bounded', () => {
  it('takes a backtracking engine no more steps than that, whatever the text', () => {
    let bounded = 0;
    fc.assert(
      fc.property(fc.tuple(fc.constantFrom('^', ''), expression, fc.constantFrom('$', '!', '')), (parts) => {
        const pattern = parts.join('');
        const [cost, syntax] = [costOfPattern(pattern), parseRegularExpression(pattern)];
        if (cost.kind !== 'bounded' || !syntax) return;
        bounded++;
        for (const text of attacks(18)) {
          const length = text.length + 1;
          // Each step of a reading looks at each part of the expression at most so often.
          const most = cost.steps(length) * (pattern.length + 2) * 4;
          expect(() => stepsOfSearch(syntax, text, most)).not.toThrow(TooManySteps);
        }
      }),
      { numRuns: 500 },
    );
    expect(bounded).toBeGreaterThan(250);
  });

  it('and one that is called exponential takes more than any power of the length', () => {
    for (const [pattern, text] of [
      ['^(\\p{L}|\\p{Lu})*1$', 'A'.repeat(27)],
      ['^(\\s|\\p{Zs})*1$', ' '.repeat(27)],
      ['^(a{0,30}){0,30}$', `${'a'.repeat(27)}!`],
      ['^(?:a(?:|))*b', 'a'.repeat(27)],
      ['^((-?)*b)*$', `${'b'.repeat(27)}!`],
    ] as const) {
      const syntax = parseRegularExpression(pattern);
      expect(costOfPattern(pattern)).toEqual({ kind: 'exponential' });
      expect(() => syntax && stepsOfSearch(syntax, text, 1_000_000)).toThrow(TooManySteps);
    }
  });
});
