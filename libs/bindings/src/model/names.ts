/**
 * Names for code. Wire names are split into words; emitters put the words together in the style of their language.
 */

/** Letters that are no other letter with a mark. */
const LATIN: Readonly<Record<string, string>> = {
  ...{ ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', þ: 'th' },
  ...{ Æ: 'Ae', Œ: 'Oe', Ø: 'O', Ł: 'L', Đ: 'D', Þ: 'Th' },
};

/**
 * The words of a name, in lower case and ASCII: `PICKED_UP`, `pickedUp`, `picked-up` are all `picked`, `up`. Accents are dropped;
 * what is left beyond ASCII is written as its code point (`u1f69a`). A text without any word is `empty`. No name begins with a digit:
 * `2nd-floor` is `n2nd`, `floor`.
 */
export function wordsOf(text: string): string[] {
  const ascii = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[ßæœøłđþÆŒØŁĐÞ]/g, (letter) => LATIN[letter] ?? letter)
    .replace(/[^\p{ASCII}]/gu, (character) => ` u${(character.codePointAt(0) ?? 0).toString(16)} `);
  const words = ascii
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .split(/[^A-Za-z\d]+/)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
  const [first = text === '' ? 'empty' : Array.from(text, symbolName).join('_'), ...rest] = words;
  return [/^\d/.test(first) ? `n${first}` : first, ...rest];
}

/** `quiet-hours.changed` is `QuietHoursChanged`. */
export function pascalCase(text: string): string {
  return wordsOf(text).map(capitalized).join('');
}

/** `quiet-hours` is `quietHours`. */
export function camelCase(text: string): string {
  return wordsOf(text)
    .map((word, index) => (index === 0 ? word : capitalized(word)))
    .join('');
}

/** `quietHours` is `quiet_hours`. */
export function snakeCase(text: string): string {
  return wordsOf(text).join('_');
}

/** `quietHours` is `QUIET_HOURS`. */
export function screamingCase(text: string): string {
  return snakeCase(text).toUpperCase();
}

/**
 * A name that is not taken, without regard to case, and takes it: the name itself, else with `2`, `3`, … at its end (after `_`
 * when it ends with a digit).
 */
export function freeName(wanted: string, taken: Set<string>): string {
  let name = wanted;
  for (let number = 2; taken.has(name.toLowerCase()); number++) name = `${wanted}${/\d$/.test(wanted) ? '_' : ''}${number}`;
  taken.add(name.toLowerCase());
  return name;
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

const SYMBOLS: Readonly<Record<string, string>> = {
  '+': 'plus',
  '-': 'minus',
  '<': 'less',
  '>': 'greater',
  '=': 'equal',
  '*': 'star',
};

function symbolName(character: string): string {
  return SYMBOLS[character] ?? `u${(character.codePointAt(0) ?? 0).toString(16)}`;
}
