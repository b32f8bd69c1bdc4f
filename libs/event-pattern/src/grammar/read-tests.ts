import { addressDigits, parseCidr } from './address';
import { FoldedText } from './case-folding';
import { comparableNumber } from './decimal';
import { PatternError } from '../errors';
import type { NumericRange, ValueTest } from './pattern';
import type { PatternReader, Token } from './pattern-reader';
import { Wildcard, WildcardSyntaxError } from './wildcard';

/** Reads a field's array from after its bracket to its end. The order of the checks is EventBridge's: it shows in errors. */
export function readFieldTests(reader: PatternReader, grammar: Grammar): readonly ValueTest[] {
  const tests: ValueTest[] = [];
  for (let token = reader.next(); token !== ']'; token = reader.next()) tests.push(readTest(reader, token, grammar));
  if (tests.length === 0) refuse(reader, 'Empty arrays are not allowed');
  return tests.some(comparesNumbers) ? tests.map(besideNumbers) : tests;
}

/** EventBridge reads what today's grammar refuses once more by an older one, without `$or` and with a smaller `anything-but`. */
export type Grammar = 'current' | 'old';

function comparesNumbers(test: ValueTest): boolean {
  return test.kind === 'numeric' || test.kind === 'not-number' || (test.kind === 'number' && test.value !== undefined);
}

function besideNumbers(test: ValueTest): ValueTest {
  return test.kind === 'address' || test.kind === 'cidr' ? { ...test, besideNumbers: true } : test;
}

function readTest(reader: PatternReader, token: Token, grammar: Grammar): ValueTest {
  switch (token) {
    case '{':
      return readOperator(reader, grammar);
    case 'string': {
      const text = reader.text();
      const digits = addressDigits(text);
      return digits === undefined ? { kind: 'text', text } : { kind: 'address', text, digits };
    }
    case 'number': {
      const literal = reader.text();
      const value = comparableNumber(literal);
      return value === undefined ? { kind: 'number', literal } : { kind: 'number', literal, value };
    }
    case 'true':
    case 'false':
    case 'null':
      return { kind: 'literal', literal: token };
    default:
      return refuse(reader, 'Match value must be String, number, true, false, or null');
  }
}

function readOperator(reader: PatternReader, grammar: Grammar): ValueTest {
  if (reader.next() !== 'name') refuse(reader, 'Match expression name not found');
  const operator = reader.name;
  switch (operator) {
    case 'exactly':
      return endOfOperator(reader, {
        kind: 'text',
        text: readString(reader, 'exact match pattern must be a string'),
        exactly: true,
      });
    case 'prefix':
    case 'suffix':
      return readAffix(reader, operator);
    case 'numeric':
      return readNumeric(reader);
    case 'anything-but':
      return readAnythingBut(reader, grammar);
    case 'exists':
      return readExists(reader);
    case 'cidr':
      return readCidr(reader);
    case 'equals-ignore-case': {
      const text = readString(reader, 'equals-ignore-case match pattern must be a string');
      return endOfOperator(reader, { kind: 'ignore-case', folded: new FoldedText(text) });
    }
    case 'wildcard': {
      const text = readString(reader, 'wildcard match pattern must be a string');
      return endOfOperator(reader, { kind: 'wildcard', wildcard: parseWildcard(reader, text) });
    }
    default:
      return refuse(reader, `Unrecognized match type ${operator}`);
  }
}

function readAffix(reader: PatternReader, operator: 'prefix' | 'suffix'): ValueTest {
  const token = reader.next();
  if (token !== '{') {
    if (token !== 'string') refuse(reader, `${operator} match pattern must be a string`);
    return endOfOperator(reader, { kind: operator, text: reader.text() });
  }
  const title = operator === 'prefix' ? 'Prefix' : 'Suffix';
  if (reader.next() !== 'name') refuse(reader, `${title} expression name not found`);
  if (reader.name !== 'equals-ignore-case') refuse(reader, `Unsupported ${operator} pattern: ${reader.name}`);
  const folded = new FoldedText(readString(reader, 'equals-ignore-case match pattern must be a string'));
  endOfObject(reader);
  endOfObject(reader);
  return { kind: operator === 'prefix' ? 'prefix-ignore-case' : 'suffix-ignore-case', folded };
}

function readExists(reader: PatternReader): ValueTest {
  const token = reader.next();
  if (token !== 'true' && token !== 'false') refuse(reader, 'exists match pattern must be either true or false.');
  return endOfOperator(reader, { kind: token === 'true' ? 'exists' : 'absent' });
}

function readCidr(reader: PatternReader): ValueTest {
  // "prefix" is what EventBridge says.
  const text = readString(reader, 'prefix match pattern must be a string');
  const range = parseCidr(text);
  if ('reason' in range) throw new PatternError('grammar', range.reason);
  return endOfOperator(reader, { kind: 'cidr', text, range });
}

function readNumeric(reader: PatternReader): ValueTest {
  if (reader.next() !== '[') refuse(reader, 'Value of numeric must be an array.');
  if (reader.next() !== 'string') refuse(reader, `Invalid member in numeric match: ${reader.text()}`);
  const operator = reader.text();
  reader.next();
  const result = readNumericTerms(reader, operator);
  if (reader.next() !== '}') refuse(reader, 'Too many elements in numeric expression');
  return result;
}

function readNumericTerms(reader: PatternReader, operator: string): ValueTest {
  switch (operator) {
    case '=': {
      const literal = numericOperand(reader, 'equals');
      endOfNumeric(reader);
      const value = comparable(reader, literal);
      return { kind: 'numeric', range: { bottom: value, openBottom: false, top: value, openTop: false, terms: ['=', literal] } };
    }
    case '<':
    case '<=': {
      const literal = numericOperand(reader, operator);
      endOfNumeric(reader);
      const top = comparable(reader, literal);
      return numericRange(-Infinity, false, top, operator === '<', [operator, literal]);
    }
    case '>':
    case '>=': {
      const literal = numericOperand(reader, operator);
      const token = reader.next();
      if (token === ']') return numericRange(comparable(reader, literal), operator === '>', Infinity, false, [operator, literal]);
      return readUpperBound(reader, token, operator, literal);
    }
    default:
      return refuse(reader, `Unrecognized numeric range operator: ${operator}`);
  }
}

function readUpperBound(reader: PatternReader, token: Token, operator: '>' | '>=', bottomLiteral: string): ValueTest {
  if (token !== 'string') refuse(reader, `Bad value in numeric range: ${reader.text()}`);
  const upper = reader.text();
  if (upper !== '<' && upper !== '<=') refuse(reader, `Bad numeric range operator: ${upper}`);
  reader.next();
  const topLiteral = numericOperand(reader, upper);
  if (reader.next() !== ']') refuse(reader, 'Too many terms in numeric range expression');
  const bottom = comparable(reader, bottomLiteral);
  const top = comparable(reader, topLiteral);
  if (!(bottom < top)) refuse(reader, 'Bottom must be less than top');
  return numericRange(bottom, operator === '>', top, upper === '<', [operator, bottomLiteral, upper, topLiteral]);
}

function numericOperand(reader: PatternReader, operator: string): string {
  if (reader.token !== 'number') refuse(reader, `Value of ${operator} must be numeric`);
  return reader.text();
}

function endOfNumeric(reader: PatternReader): void {
  if (reader.next() !== ']') refuse(reader, 'Too many elements in numeric expression');
}

function comparable(reader: PatternReader, literal: string): number {
  const value = comparableNumber(literal);
  if (value === undefined) return refuse(reader, `Cannot compare number : ${literal}`);
  return value;
}

function numericRange(bottom: number, openBottom: boolean, top: number, openTop: boolean, terms: readonly string[]): ValueTest {
  return { kind: 'numeric', range: { bottom, openBottom, top, openTop, terms } satisfies NumericRange };
}

type Negated = 'prefix' | 'suffix' | 'equals-ignore-case' | 'wildcard';

function readAnythingBut(reader: PatternReader, grammar: Grammar): ValueTest {
  let token = reader.next();
  let negated: Negated | undefined;
  if (token === '{') {
    if (reader.next() !== 'name') refuse(reader, 'Anything-But expression name not found');
    const name = reader.name;
    if (name !== 'prefix' && name !== 'suffix' && name !== 'equals-ignore-case' && name !== 'wildcard') {
      return refuse(reader, `Unsupported anything-but pattern: ${name}`);
    }
    negated = name;
    token = reader.next();
    if (grammar === 'old' && name !== 'equals-ignore-case' && (name === 'wildcard' || token !== 'string')) {
      refuse(reader, `Unsupported anything-but pattern: ${name}`);
    }
  }
  if (token !== '[' && token !== 'string' && token !== 'number') {
    refuse(reader, 'Value of anything-but must be an array or single string/number value.');
  }
  const test = negated === undefined ? readAnythingButValues(reader, token) : readAnythingButTexts(reader, token, negated);
  if (reader.next() !== '}') refuse(reader, 'Too many elements in numeric expression');
  if (negated !== undefined && reader.next() !== '}') refuse(reader, 'Too many elements in numeric expression');
  return test;
}

function readAnythingButValues(reader: PatternReader, token: Token): ValueTest {
  if (token === 'string') return { kind: 'not-text', texts: [reader.text()] };
  if (token === 'number') {
    const literal = reader.text();
    const value = comparableNumber(literal);
    if (value === undefined) throw new PatternError('grammar', `Cannot compare number : ${literal}`);
    return { kind: 'not-number', values: [value], literals: [literal] };
  }
  const texts: string[] = [];
  const values: number[] = [];
  const literals: string[] = [];
  readList(reader, (member) => {
    if (member === 'string') texts.push(reader.text());
    else if (member === 'number') {
      const literal = reader.text();
      const value = comparableNumber(literal);
      if (value === undefined) throw new PatternError('grammar', `Cannot compare number : ${literal}`);
      literals.push(literal);
      values.push(value);
    } else refuse(reader, 'Inside anything but list, start|null|boolean is not supported.');
  });
  if (texts.length > 0 === values.length > 0) {
    refuse(reader, 'Inside anything but list, either all values are number or string, mixed type is not supported');
  }
  return texts.length > 0 ? { kind: 'not-text', texts } : { kind: 'not-number', values, literals };
}

function readAnythingButTexts(reader: PatternReader, token: Token, negated: Negated): ValueTest {
  const texts: string[] = [];
  if (token === '[') {
    readList(reader, (member) => texts.push(readNegatedText(reader, member, negated)));
    // EventBridge's grammar lets this through; its machine breaks down on it.
    if (texts.length === 0) refuse(reader, 'Empty arrays are not allowed');
  } else texts.push(readNegatedText(reader, token, negated));
  switch (negated) {
    case 'prefix':
      return { kind: 'not-prefix', texts };
    case 'suffix':
      return { kind: 'not-suffix', texts };
    case 'equals-ignore-case':
      return { kind: 'not-ignore-case', folded: texts.map((text) => new FoldedText(text)) };
    case 'wildcard':
      return { kind: 'not-wildcard', wildcards: inJavaSetOrder(texts).map((text) => parseWildcard(reader, text)) };
  }
}

function readNegatedText(reader: PatternReader, token: Token, negated: Negated): string {
  if (token !== 'string') return refuse(reader, NOT_A_TEXT[negated]);
  const text = reader.text();
  if (text === '' && (negated === 'prefix' || negated === 'suffix')) return refuse(reader, 'Null prefix/suffix not allowed');
  return text;
}

/** EventBridge reports what goes wrong in the lists of `anything-but` with one more place, where the reader stood. */
function readList(reader: PatternReader, readMember: (token: Token) => void): void {
  try {
    for (let token = reader.next(); token !== ']'; token = reader.next()) readMember(token);
  } catch (error) {
    if (error instanceof PatternError) return reader.failAgain(error);
    throw error;
  }
}

const NOT_A_TEXT: Readonly<Record<Negated, string>> = {
  prefix: 'prefix/suffix match pattern must be a string',
  suffix: 'prefix/suffix match pattern must be a string',
  'equals-ignore-case': 'Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.',
  wildcard: 'wildcard match pattern must be a string',
};

/**
 * The order in which EventBridge checks the wildcards of a list, which decides which mistake it reports: that of a Java `HashSet`
 * of the quoted texts.
 */
function inJavaSetOrder(texts: readonly string[]): readonly string[] {
  const unique = [...new Set(texts)];
  let capacity = 16;
  while (unique.length > capacity * 0.75) capacity *= 2;
  const bucket = (text: string): number => {
    let hash = 0;
    for (const unit of `"${text}"`.split('')) hash = (Math.imul(hash, 31) + unit.charCodeAt(0)) | 0;
    return (hash ^ (hash >>> 16)) & (capacity - 1);
  };
  return unique
    .map((text) => ({ text, at: bucket(text) }))
    .sort((a, b) => a.at - b.at)
    .map(({ text }) => text);
}

function readString(reader: PatternReader, reason: string): string {
  if (reader.next() !== 'string') refuse(reader, reason);
  return reader.text();
}

function parseWildcard(reader: PatternReader, text: string): Wildcard {
  try {
    return new Wildcard(text);
  } catch (error) {
    if (error instanceof WildcardSyntaxError) return refuse(reader, error.message);
    throw error;
  }
}

function endOfOperator(reader: PatternReader, test: ValueTest): ValueTest {
  endOfObject(reader);
  return test;
}

function endOfObject(reader: PatternReader): void {
  if (reader.next() !== '}') refuse(reader, 'Only one key allowed in match expression');
}

function refuse(reader: PatternReader, reason: string): never {
  return reader.fail(reason, { kind: 'grammar' });
}
