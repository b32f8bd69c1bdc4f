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
 * what is left beyond ASCII is written as its code point (`u1f69a`). A sign before a number is a word: `+1` is `plus`, `1`. A key
 * without any word is spelled: `<=` is `less_equal`; the empty key is `empty`. No name begins with a digit: `2nd-floor` is `n2nd`, `floor`.
 */
export function wordsOf(text: string): string[] {
  const ascii = text
    .replace(/^[+-](?=\d)/, (sign) => `${SYMBOLS[sign] ?? ''} `)
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

/**
 * Names of the keys of an object, by key. A key that already is its name in the style of the language keeps it, wherever it
 * stands; the others follow in their order, and get a number where their name is taken.
 *
 * @param nameOf the name of a key in the style of the language, reserved words avoided
 * @param taken names that no key may have, in lower case
 */
export function namesOfKeys(
  keys: readonly string[],
  nameOf: (key: string) => string,
  taken = new Set<string>(),
): ReadonlyMap<string, string> {
  const isName = (key: string): boolean => nameOf(key) === key;
  const names = new Map(
    [...keys.filter(isName), ...keys.filter((key) => !isName(key))].map((key) => [key, freeName(nameOf(key), taken)]),
  );
  return new Map(keys.map((key) => [key, names.get(key) ?? key]));
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
