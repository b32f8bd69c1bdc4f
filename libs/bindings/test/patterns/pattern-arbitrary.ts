import fc from 'fast-check';

/** Characters that some dialect takes for something of its own, and those that ASCII, the BMP or `\w` end before. */
const CHARACTERS = [
  ...['a', 'b', 'z', 'A', 'Z', '0', '9', '_', '-', ' ', '.', '/', '"', "'", '#', '&', '~', '`', '@', ',', ':', '!', '%', '='],
  ...['\n', '\r', '\t', '\v', '\f', '\0', '\u0085', '\u00a0', '\u2028', '\u2029', '\ufeff', '\u001c', '\u180e'],
  ...['é', 'ß', 'ſ', 'K', '\u0301', '٣', 'Ω', '中', '\ufffd', '🚚', '𝟘'],
  ...['$', '^', '*', '+', '?', '(', ')', '[', ']', '{', '}', '|', '\\'],
];

const SYNTAX = /[\^$\\.*+?()[\]{}|/]/;

const literal = fc.constantFrom(...CHARACTERS).map((character) => (SYNTAX.test(character) ? `\\${character}` : character));
const escape = fc.constantFrom(
  '\\d',
  '\\D',
  '\\w',
  '\\W',
  '\\s',
  '\\S',
  '\\p{L}',
  '\\P{L}',
  '\\p{Lu}',
  '\\p{Script=Greek}',
  '\\u{1f69a}',
  '\\u00e9',
  '\\ud83d\\ude9a',
  '\\x41',
  '\\n',
  '\\t',
  '\\0',
  '\\cJ',
);

/** In a class, `-` means something else. */
const member = fc.oneof(
  literal.map((character) => (character === '-' ? '\\-' : character)),
  escape,
  fc.constantFrom('a-z', '0-9', 'A-Z', ' -~', '\\0-\\x1f', 'à-ÿ', '\\u{1f600}-\\u{1f6ff}', '\\b', '&&', '[', '.', '$'),
);
const characterClass = fc
  .tuple(fc.boolean(), fc.array(member, { maxLength: 4 }))
  .map(([negated, members]) => `[${negated ? '^' : ''}${members.map((one) => (one === '[' ? '\\[' : one)).join('')}]`);

const quantifier = fc
  .tuple(
    fc.oneof(
      fc.constantFrom('*', '+', '?', '{0}', '{1}', '{2}', '{0,1}', '{1,}', '{2,3}', '{0,}'),
      fc.tuple(fc.nat(3), fc.nat(3)).map(([least, more]) => `{${least},${least + more}}`),
    ),
    fc.constantFrom('', '?'),
  )
  .map((parts) => parts.join(''));

const assertion = fc.constantFrom('^', '$', '\\b', '\\B');

/** Sources of valid regular expressions with the flag `u`. */
export const pattern: fc.Arbitrary<string> = fc
  .letrec<{ alternatives: string; sequence: string; part: string; atom: string }>((tie) => ({
    alternatives: fc.array(tie('sequence'), { minLength: 1, maxLength: 3 }).map((sequences) => sequences.join('|')),
    sequence: fc.array(tie('part'), { maxLength: 4 }).map((parts) => parts.join('')),
    part: fc.oneof(
      { weight: 4, arbitrary: tie('atom') },
      { weight: 2, arbitrary: fc.tuple(tie('atom'), quantifier).map((parts) => parts.join('')) },
      { weight: 1, arbitrary: assertion },
    ),
    atom: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      { weight: 5, arbitrary: literal },
      { weight: 2, arbitrary: escape },
      { weight: 1, arbitrary: fc.constant('.') },
      { weight: 3, arbitrary: characterClass },
      {
        weight: 2,
        arbitrary: fc
          .tuple(fc.constantFrom('(', '(?:', '(?=', '(?!', '(?<=', '(?<!'), tie('alternatives'))
          .map(([open, inner]) => `${open}${inner})`),
      },
    ),
  }))
  .alternatives.filter(isValid);

/** Texts in which such patterns find something now and then. */
export const text = fc.oneof(
  fc.array(fc.constantFrom(...CHARACTERS), { maxLength: 6 }).map((characters) => characters.join('')),
  fc.array(fc.constantFrom('a', 'b', '0', ' ', '\n', '🚚', 'é'), { maxLength: 4 }).map((characters) => characters.join('')),
);

/** The grammar above lets through what the engine refuses: quantified look-around, ranges out of order. */
function isValid(source: string): boolean {
  try {
    new RegExp(source, 'u');
    return true;
  } catch {
    return false;
  }
}
