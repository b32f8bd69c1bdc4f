import { PatternError } from '../errors';
import type { Alternative, FieldTest, Pattern, ValueTest } from './pattern';
import { PatternReader } from './pattern-reader';
import { type Grammar, readFieldTests } from './read-tests';
import { checkComplexity } from './wildcard-complexity';

/** What EventBridge grants a rule. */
export interface PatternLimits {
  /**
   * Greatest length of a pattern, in characters (UTF-16 units).
   * @default 2048, the quota of https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html; it can be raised
   */
  readonly maxSize?: number;
}

export const MAX_PATTERN_SIZE = 2048;

/** Fields of one alternative; event-ruler takes no more. */
const MAX_FIELDS = 256;

/** Every `$or` multiplies; more alternatives than this are refused. */
export const MAX_ALTERNATIVES = 1000;

/**
 * Reads an event pattern from its JSON text.
 *
 * From text, not from an object: a round trip through `JSON.parse` loses what EventBridge compares (`9007199254740993`,
 * the last of two equal keys after a `$or`).
 *
 * @throws PatternError with EventBridge's own message
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
 */
export function parsePattern(text: string, limits: PatternLimits = {}): Pattern {
  const maxSize = limits.maxSize ?? MAX_PATTERN_SIZE;
  if (text.length > maxSize) {
    throw new PatternError('too-large', `Event pattern is ${text.length} characters long, more than the allowed ${maxSize}`);
  }
  const alternatives = readAlternatives(text);
  checkComplexity(alternatives);
  return new ParsedPattern(text, alternatives);
}

/** The only implementation of `Pattern`. */
class ParsedPattern implements Pattern {
  constructor(
    readonly text: string,
    readonly alternatives: readonly Alternative[],
  ) {
    Object.freeze(this);
  }

  toJSON(): unknown {
    // Text after the closing brace is allowed in a pattern, not in JSON.
    return JSON.parse(this.text.slice(0, endOfObject(this.text)));
  }
}

/**
 * `$or` is tried first. Where its rules are broken the whole pattern is read once more with `$or` as a field like any other,
 * and only if that fails too, the first complaint stands.
 */
function readAlternatives(text: string): readonly Alternative[] {
  try {
    return new PatternParser(text, 'current').parse();
  } catch (error) {
    // EventBridge tries again after errors that have a place; the others end the matter.
    if (!(error instanceof PatternError) || error.line === undefined) throw error;
    try {
      return new PatternParser(text, 'old').parse();
    } catch {
      throw error;
    }
  }
}

/** Fields by path; a later field replaces an earlier one of the same path. */
type Fields = Map<string, readonly ValueTest[]>;

class PatternParser {
  readonly #reader: PatternReader;
  readonly #path: string[] = [];
  /** The alternatives under construction: what has been read so far holds for each of them. */
  #alternatives: Fields[] = [];

  constructor(
    text: string,
    private readonly grammar: Grammar,
  ) {
    this.#reader = new PatternReader(text);
  }

  parse(): readonly Alternative[] {
    if (this.#reader.next() !== '{') this.#reader.fail('Filter is not an object', { kind: 'grammar' });
    this.#readObject(false);
    const widest = Math.max(...this.#alternatives.map((fields) => fields.size));
    if (widest > MAX_FIELDS)
      throw new PatternError('too-large', `Size of rule (${widest} fields) exceeds max value of ${MAX_FIELDS}`);
    return this.#alternatives.map(sortedFields);
  }

  #readObject(insideOr: boolean): void {
    const reader = this.#reader;
    let empty = true;
    while (reader.next() !== '}') {
      empty = false;
      const name = reader.name;
      if (this.grammar === 'current' && name === '$or') {
        this.#readOr();
        continue;
      }
      if (insideOr && RESERVED_IN_OR.has(name)) {
        reader.fail(`${name} is Ruler reserved fieldName which cannot be used inside $or.`, { kind: 'grammar' });
      }
      const value = reader.next();
      if (value === '{') {
        this.#path.push(name);
        this.#readObject(insideOr);
        this.#path.pop();
      } else if (value === '[') {
        this.#put([...this.#path, name].join('.'), readFieldTests(reader, this.grammar));
      } else {
        reader.fail(`"${name}" must be an object or an array`, { kind: 'grammar' });
      }
    }
    if (empty) reader.fail('Empty objects are not allowed', { kind: 'grammar' });
  }

  #readOr(): void {
    const reader = this.#reader;
    const before = this.#alternatives.length === 0 ? [new Map()] : this.#alternatives;
    const after: Fields[] = [];
    if (reader.next() !== '[') reader.fail('It must be an Array followed with $or.', { kind: 'grammar' });
    let branches = 0;
    for (let token = reader.next(); token !== ']'; token = reader.next()) {
      branches++;
      if (token !== '{') reader.fail('Only JSON object is allowed in array of $or relationship.', { kind: 'grammar' });
      this.#alternatives = before.map((fields) => new Map(fields));
      this.#readObject(true);
      after.push(...this.#alternatives);
      if (after.length > MAX_ALTERNATIVES) {
        throw new PatternError(
          'too-complex',
          `Rule is too complex - its $or relationships combine to more than ${MAX_ALTERNATIVES} alternatives`,
        );
      }
    }
    if (branches < 2) reader.fail('There must have at least 2 Objects in $or relationship.', { kind: 'grammar' });
    this.#alternatives = after;
  }

  #put(path: string, tests: readonly ValueTest[]): void {
    if (this.#alternatives.length === 0) this.#alternatives.push(new Map());
    for (const fields of this.#alternatives) fields.set(path, tests);
  }
}

/** Names that EventBridge keeps for operators, today's and tomorrow's: a member of a `$or` branch may not have them. */
export const RESERVED_IN_OR: ReadonlySet<string> = new Set([
  'exactly',
  'equals-ignore-case',
  'prefix',
  'suffix',
  'anything-but',
  'exists',
  'wildcard',
  'numeric',
  'cidr',
  '=',
  '<',
  '<=',
  '>',
  '>=',
  'regex',
  'not-wildcard',
  'not-equals-ignore-case',
  'date-after',
  'date-on-or-after',
  'date-before',
  'date-on-or-before',
  'in-date-range',
  'ip-address-in-range',
  'ip-address-not-in-range',
]);

function sortedFields(fields: Fields): Alternative {
  const tests: FieldTest[] = [];
  for (const [path, fieldTests] of fields) tests.push({ path, tests: fieldTests });
  return tests.sort(byPath);
}

function byPath(a: FieldTest, b: FieldTest): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}

function endOfObject(text: string): number {
  const reader = new PatternReader(text);
  let depth = 0;
  do {
    const token = reader.next();
    if (token === '{' || token === '[') depth++;
    if (token === '}' || token === ']') depth--;
  } while (depth > 0);
  return reader.offset;
}
