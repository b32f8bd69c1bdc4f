import {
  accepts,
  fieldAt,
  fieldNames,
  isAlwaysPresent,
  typeOf,
  type Contract,
  type JsonSchema,
  type JsonType,
} from '@busbar/contracts';
import { matches, type Pattern } from '@busbar/event-pattern';
import { asBoolean, asNumber, flowYaml, isMap, nearest, type Path, type Problem } from '@busbar/problem';
import { isIntrinsicFunction } from './cloudformation-text';
import { correctedMatchers, OPERATORS } from './corrected-matchers';
import { admitsAny, constraintText, finiteValues, isNumeric, typesOf } from './field-values';
import { manifestProblem, type ManifestProblemCode } from './manifest-problems';
import { misplacedField } from './misplaced-field';
import type { Subscription } from './model';
import { parsed, refusedMatcher } from './refused-matcher';

/**
 * Whether a subscription's filter can ever match an event of its contract. EventBridge accepts a filter on a misspelled field
 * or value, and silently delivers nothing; here it is an error at the place where it is written.
 */
export function checkFilter(subscription: Subscription, contract: Contract): Problem[] {
  if (!subscription.filter) return [];
  const check = new FilterCheck(subscription, contract);
  check.object(subscription.filter, [], ['filter']);
  if (check.problems.length === 0) check.whole(subscription.filter);
  return check.problems;
}

type Matcher = Readonly<Record<string, unknown>>;

class FilterCheck {
  readonly problems: Problem[] = [];
  readonly #subscription: Subscription;
  readonly #contract: Contract;

  constructor(subscription: Subscription, contract: Contract) {
    this.#subscription = subscription;
    this.#contract = contract;
  }

  /** @param field path of the object in the event's data; @param place path in the subscription's entry */
  object(pattern: Matcher, field: Path, place: Path): void {
    const entries = Object.entries(pattern);
    if (entries.length === 0)
      this.#report('filter/invalid-pattern', place, 'The filter is empty here.', 'Name a field, or leave the filter out.');
    for (const [key, value] of entries) {
      if (isIntrinsicFunction(key, entries.length)) {
        this.#report(
          'text/read-by-cloudformation',
          [...place, key],
          `CloudFormation reads an object with the key "${key}" as a function.`,
          'Remove this field from the filter, and check it in the consumer.',
          true,
        );
      }
      if (key === '$or' && !this.#isOrField(value, field)) this.#alternatives(value, field, [...place, key]);
      else this.#field(key, value, field, [...place, key]);
    }
  }

  /** Limits of EventBridge that concern the pattern as a whole. */
  whole(filter: Matcher): void {
    const { message } = parsed({ detail: { data: filter } });
    if (message !== undefined) this.#report('filter/invalid-pattern', ['filter'], message, 'Make the filter simpler.');
  }

  /** EventBridge reads "$or" as a field where it cannot be a list of alternatives. */
  #isOrField(value: unknown, parent: Path): boolean {
    const isRelation = Array.isArray(value) && value.some(isMap);
    return !isRelation && fieldAt(this.#contract.schema, [...parent, '$or']).length > 0;
  }

  #alternatives(value: unknown, field: Path, place: Path): void {
    if (!Array.isArray(value) || value.length < 2 || !value.every(isMap)) {
      this.#report(
        'filter/invalid-pattern',
        place,
        '"$or" needs a list of at least two patterns.',
        'Write "- field: [value]" for each alternative.',
      );
      return;
    }
    value.forEach((branch, index) => this.object(branch, field, [...place, index]));
  }

  #field(key: string, value: unknown, parent: Path, place: Path): void {
    const field = [...parent, key];
    const schemas = fieldAt(this.#contract.schema, field);
    if (schemas.length === 0) this.#unknownField(key, value, parent, place);
    else if (Array.isArray(value)) this.#leaf(value, schemas, field, place);
    else if (!isMap(value))
      this.#report('filter/invalid-pattern', place, `"${key}" needs a list of values.`, this.#asList(key, value, schemas, place));
    else if (schemas.some((schema) => typesOf(schema).includes('object'))) this.object(value, field, place);
    else
      this.#report(
        'filter/unknown-field',
        place,
        `"${key}" is ${nameTypes(schemas)} in ${this.#contract.type}, and has no fields.`,
        isMatcher(value) ? `Write ${entry(key, correctedMatchers(value) ?? [value])}.` : 'Give a list of values or matchers.',
        true,
      );
  }

  /** A number or boolean with the digits that the file has: `3.50`, not `3.5`. */
  #written(value: unknown, place: Path): string {
    const { document, path } = this.#subscription;
    return document.wordAt([...path, ...place]) ?? String(value);
  }

  #asList(key: string, value: unknown, schemas: readonly JsonSchema[], place: Path): string {
    if (value === null) return `Write the values in brackets: "${key}: [value]".`;
    return `Write ${entry(key, [this.#corrected(value, schemas, place) ?? value])}.`;
  }

  #unknownField(key: string, value: unknown, parent: Path, place: Path): void {
    const misplaced = misplacedField(key, value, parent, this.#contract.schema);
    if (misplaced) {
      this.#report('filter/unknown-field', place, misplaced.message, misplaced.fix, true);
      return;
    }
    const names = fieldNames(this.#contract.schema, parent);
    const meant = nearest(key, names);
    const where = parent.length === 0 ? this.#contract.type : `"${parent.join('.')}" of ${this.#contract.type}`;
    const fix = meant ? `Write "${meant}" if you meant that.` : `The fields are ${names.map((name) => `"${name}"`).join(', ')}.`;
    this.#report('filter/unknown-field', place, `There is no field "${key}" in ${where}.`, fix, true);
  }

  #leaf(values: readonly unknown[], schemas: readonly JsonSchema[], field: Path, place: Path): void {
    if (values.length === 0) {
      this.#report('filter/invalid-pattern', place, 'The list of values is empty.', 'Name a value, or remove the field.');
      return;
    }
    const leaves = schemas.filter((schema) => !typesOf(schema).includes('object'));
    if (leaves.length === 0) {
      this.#report(
        'filter/not-a-leaf',
        place,
        `"${String(place.at(-1))}" is an object in ${this.#contract.type}.`,
        'Filter on one of its fields.',
        true,
      );
      return;
    }
    values.forEach((value, index) => {
      const { pattern, message } = parsed({ field: [value] });
      if (pattern) this.#matcher(value, pattern, leaves, field, [...place, index]);
      else {
        const refused = refusedMatcher(value, message, leaves);
        this.#report('filter/invalid-pattern', [...place, index], refused.message, refused.fix);
      }
    });
  }

  /** The value as one of the types of the field, `15` for `"15"` say, when the contract allows that. */
  #corrected(value: unknown, leaves: readonly JsonSchema[], place: Path): unknown {
    const candidates = [
      ...(typeof value === 'string' ? [asNumber(value), asBoolean(value)] : [this.#written(value, place)]),
      ...(value === 'null' ? [null] : []),
    ];
    return candidates.find(
      (candidate) =>
        candidate !== undefined &&
        candidate !== value &&
        !leaves.some((schema) => accepts(this.#contract.schema, schema, value)) &&
        leaves.some((schema) => accepts(this.#contract.schema, schema, candidate)),
    );
  }

  #matcher(matcher: unknown, pattern: Pattern, leaves: readonly JsonSchema[], field: Path, place: Path): void {
    if (!isMap(matcher)) {
      this.#literal(matcher, leaves, place);
      return;
    }
    const [kind, operand] = Object.entries(matcher)[0] ?? [];
    if (kind === 'exists' && operand === false) {
      this.#absence(field, place);
      return;
    }
    const excluded = kind === 'anything-but' && !isMap(operand) ? [operand].flat() : [];
    if (excluded.length > 0) {
      const before = this.problems.length;
      excluded.forEach((value, index) =>
        this.#literal(value, leaves, [...place, 'anything-but', ...(Array.isArray(operand) ? [index] : [])]),
      );
      if (this.problems.length > before) return;
    } else if (kind === 'numeric') {
      if (!leaves.some(isNumeric)) {
        this.#wrongType('"numeric" compares numbers', leaves, place);
        return;
      }
    } else if (kind !== 'exists' && !leaves.some((schema) => typesOf(schema).includes('string'))) {
      this.#wrongType(`"${String(kind)}" compares strings`, leaves, place);
      return;
    }
    const values = finiteValues(leaves);
    if (values && !values.some((value) => matches(pattern, { field: value }))) {
      this.#report(
        'filter/impossible-value',
        place,
        'No value that the contract allows matches this.',
        `The values are ${list(values)}.`,
      );
    } else if (!values && !admitsAny(leaves, matcher)) {
      this.#report(
        'filter/impossible-value',
        place,
        'No value that the contract allows matches this.',
        `The contract says: ${leaves.map(constraintText).join(' or ')}.`,
      );
    }
  }

  #absence(field: Path, place: Path): void {
    if (!isAlwaysPresent(this.#contract.schema, field)) return;
    this.#report(
      'filter/impossible-value',
      place,
      `"${field.join('.')}" is required by ${this.#contract.type}: no event is without it.`,
      'Remove the matcher.',
    );
  }

  #literal(value: unknown, leaves: readonly JsonSchema[], place: Path): void {
    if (leaves.some((schema) => accepts(this.#contract.schema, schema, value))) return;
    const type = typeOf(value);
    const sameType = leaves.filter(
      (schema) => typesOf(schema).includes(type) || (type === 'integer' && typesOf(schema).includes('number')),
    );
    if (sameType.length === 0) {
      const corrected = this.#corrected(value, leaves, place);
      // EventBridge takes strings and numbers after "anything-but".
      const isTaken = corrected !== undefined && parsed({ field: [matcherAt(place, corrected)] }).pattern !== undefined;
      const fix =
        corrected === 'null'
          ? 'Write "null" if you mean the word, { exists: false } if you mean events without the field.'
          : `Write ${flowYaml(corrected)}.`;
      this.#wrongType(`This is ${TYPE_WORDS[type]}`, leaves, place, isTaken ? fix : undefined);
      return;
    }
    const values = finiteValues(sameType);
    const meant = values && typeof value === 'string' ? nearest(value, values.map(String)) : undefined;
    const fix = meant
      ? `Write "${meant}" if you meant that.`
      : values
        ? `The values are ${list(values)}.`
        : isDay(value) && sameType.some(({ format }) => format === 'date-time')
          ? `Write ${flowYaml({ prefix: value })} for every time of that day.`
          : 'Choose a value that the schema of the field accepts.';
    this.#report('filter/impossible-value', place, `The contract does not allow ${JSON.stringify(value)} here.`, fix);
  }

  #wrongType(
    fact: string,
    leaves: readonly JsonSchema[],
    place: Path,
    fix = 'Compare with a value of the type of the field.',
  ): void {
    this.#report(
      'filter/wrong-type',
      place,
      `${fact}, and "${fieldName(place)}" is ${nameTypes(leaves)} in ${this.#contract.type}.`,
      fix,
    );
  }

  #report(code: ManifestProblemCode, place: Path, message: string, fix: string, atKey = false): void {
    const { document, path } = this.#subscription;
    const full = [...path, ...place];
    this.problems.push(manifestProblem(code, atKey ? document.atKey(full) : document.at(full), message, fix));
  }
}

/** Whether a map is meant as a matcher, not as fields. */
function isMatcher(value: Matcher): boolean {
  const [name = '', ...others] = Object.keys(value);
  return correctedMatchers(value) !== undefined || (others.length === 0 && OPERATORS.includes(name));
}

/** A value as it stands at a place: by itself, or excluded. */
function matcherAt(place: Path, value: unknown): unknown {
  return place.includes('anything-but') ? { 'anything-but': value } : value;
}

function isDay(value: unknown): boolean {
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value);
}

/** `status: [OPEN]`, an entry of a map. */
function entry(key: string, value: unknown): string {
  return flowYaml({ [key]: value }).slice(2, -2);
}

const TYPE_WORDS: Readonly<Record<JsonType, string>> = {
  object: 'an object',
  array: 'a list',
  string: 'a string',
  number: 'a number',
  integer: 'an integer',
  boolean: 'a boolean',
  null: 'null',
};

function nameTypes(schemas: readonly JsonSchema[]): string {
  return [...new Set(schemas.flatMap(typesOf))].map((type) => TYPE_WORDS[type]).join(' or ');
}

/** The last name in a path that ends in indexes and matchers. */
function fieldName(place: Path): string {
  const index = place.findIndex((step) => step === 'anything-but');
  const names = place.slice(0, index === -1 ? undefined : index).filter((step) => typeof step === 'string');
  return names.at(-1) ?? '';
}

function list(values: readonly unknown[]): string {
  return values.map((value) => JSON.stringify(value)).join(', ');
}
