import { addressDigits, addressInRange } from '../grammar/address';
import { comparableNumber } from '../grammar/decimal';
import type { NumericRange, ValueTest } from '../grammar/pattern';

/** A scalar of an event: the content of a string, or a number, `true`, `false` or `null` as spelled. */
export interface EventValue {
  readonly isText: boolean;
  readonly text: string;
}

/** Whether one condition holds for one value. `absent` never does: it is about a field without values. */
export function holds(test: ValueTest, value: EventValue): boolean {
  const { text } = value;
  switch (test.kind) {
    case 'exists':
      return true;
    case 'absent':
      return false;
    case 'text':
      return value.isText && text === test.text;
    // EventBridge keeps the quotes around strings while it compares: the closing one may end a prefix, the opening one begin a
    // suffix.
    case 'prefix':
      return value.isText && startsWith(text, test.text);
    case 'suffix':
      return value.isText && endsWith(text, test.text);
    case 'ignore-case':
      return value.isText && test.folded.equals(text);
    case 'prefix-ignore-case':
      return value.isText && test.folded.startsWithin(`${text}"`);
    case 'suffix-ignore-case':
      return value.isText && test.folded.endsWithin(`"${text}`);
    case 'wildcard':
      return value.isText && test.wildcard.matches(text);
    case 'address':
      return value.isText ? addressDigits(text) === test.digits : comparesAsDigits(test, text) && text.startsWith(test.digits);
    case 'cidr': {
      const digits = value.isText ? addressDigits(text) : comparesAsDigits(test, text) ? text : undefined;
      return digits !== undefined && addressInRange(digits, test.range);
    }
    case 'literal':
      return !value.isText && text === test.literal;
    case 'number':
      return !value.isText && (text === test.literal || (test.value !== undefined && numberOf(text) === test.value));
    case 'numeric':
      return !value.isText && inNumericRange(numberOf(text), test.range);
    case 'not-text':
      return !(value.isText && test.texts.includes(text));
    case 'not-number': {
      const number = value.isText ? undefined : numberOf(text);
      return number === undefined || !test.values.includes(number);
    }
    case 'not-prefix':
      return !(value.isText && test.texts.some((prefix) => startsWith(text, prefix)));
    case 'not-suffix':
      return !(value.isText && test.texts.some((suffix) => endsWith(text, suffix)));
    case 'not-ignore-case':
      return !(value.isText && test.folded.some((folded) => folded.equals(text)));
    case 'not-wildcard':
      return !(value.isText && test.wildcards.some((wildcard) => wildcard.matches(text)));
  }
}

/** The same for a string, without wrapping it. */
export function holdsForText(test: ValueTest, text: string): boolean {
  switch (test.kind) {
    case 'prefix':
      return startsWith(text, test.text);
    case 'suffix':
      return endsWith(text, test.text);
    case 'wildcard':
      return test.wildcard.matches(text);
    case 'ignore-case':
      return test.folded.equals(text);
    case 'not-text':
      return !test.texts.includes(text);
    default:
      return holds(test, { isText: true, text });
  }
}

function comparesAsDigits(test: { readonly besideNumbers?: true }, text: string): boolean {
  return test.besideNumbers === undefined || numberOf(text) === undefined;
}

function startsWith(text: string, prefix: string): boolean {
  return text.startsWith(prefix) || (prefix.length === text.length + 1 && prefix === `${text}"`);
}

function endsWith(text: string, suffix: string): boolean {
  return text.endsWith(suffix) || (suffix.length === text.length + 1 && suffix === `"${text}`);
}

export function inNumericRange(number: number | undefined, range: NumericRange): boolean {
  if (number === undefined) return false;
  return (
    (range.openBottom ? number > range.bottom : number >= range.bottom) &&
    (range.openTop ? number < range.top : number <= range.top)
  );
}

/** The number of a scalar's spelling; `undefined` for `true`, `false`, `null` and what EventBridge does not compare. */
export function numberOf(text: string): number | undefined {
  const first = text.charCodeAt(0);
  return first === 0x2d || (first >= 0x30 && first <= 0x39) ? comparableNumber(text) : undefined;
}
