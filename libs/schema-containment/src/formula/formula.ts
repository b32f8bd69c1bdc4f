import { canonical } from '../json';
import type { Pattern } from '../regular-expression';

/** Types of values, as bits of a set. An integer is a number that is a multiple of 1. */
export const TYPES = { null: 1, boolean: 2, number: 4, string: 8, array: 16, object: 32 } as const;
export type TypeBit = (typeof TYPES)[keyof typeof TYPES];
export const ALL_TYPES = 63;

/**
 * A set of JSON values. Schemas of every draft become formulas, and everything after that knows formulas only. Equal formulas
 * are one object; so a formula and its negation are recognised at once.
 *
 * An assertion is about values of one type (`on`) and holds for all others, as the keywords of JSON Schema do.
 */
export type Formula = { readonly id: number } & (
  | { readonly kind: 'true' | 'false' }
  | { readonly kind: 'types'; readonly types: number }
  | { readonly kind: 'values'; readonly values: ReadonlyMap<string, unknown> }
  | { readonly kind: 'all' | 'any' | 'one'; readonly parts: readonly Formula[] }
  | { readonly kind: 'not'; readonly what: Formula }
  /** A schema that contains itself; always reached through a value inside the value. */
  | { readonly kind: 'reference'; readonly target: () => Formula }
  | { readonly kind: 'assertion'; readonly on: TypeBit; readonly rule: Rule }
);

/** Limits of lengths, in code points, items and properties. */
export type SizeRule = 'min-length' | 'max-length' | 'min-items' | 'max-items' | 'min-properties' | 'max-properties';

export type Rule =
  | { readonly name: 'minimum' | 'maximum'; readonly limit: number; readonly exclusive: boolean }
  | { readonly name: 'multiple-of'; readonly divisor: number }
  | { readonly name: SizeRule; readonly limit: number }
  | { readonly name: 'pattern'; readonly pattern: Pattern }
  | { readonly name: 'format'; readonly format: string }
  | { readonly name: 'unique-items' }
  /** The item at `index`, if there is one. */
  | { readonly name: 'item'; readonly index: number; readonly schema: Formula }
  /** Every item from index `from` on. */
  | { readonly name: 'items'; readonly from: number; readonly schema: Formula }
  | { readonly name: 'at-least' | 'at-most'; readonly count: number; readonly schema: Formula }
  | { readonly name: 'has'; readonly property: string }
  /** The property, if it is there. */
  | { readonly name: 'property'; readonly property: string; readonly schema: Formula }
  | { readonly name: 'pattern-property'; readonly pattern: Pattern; readonly schema: Formula }
  /** Every property that is not in `properties` and matches none of `patterns`. */
  | {
      readonly name: 'additional';
      readonly properties: ReadonlySet<string>;
      readonly patterns: readonly Pattern[];
      readonly schema: Formula;
    }
  | { readonly name: 'property-names'; readonly schema: Formula }
  /** A condition that is not understood; all that is known is that it is the same as another with the same text. */
  | { readonly name: 'opaque'; readonly text: string; readonly reason: string };

export type Assertion = Extract<Formula, { kind: 'assertion' }>;
type Shape = Formula extends infer F ? (F extends { readonly id: number } ? Omit<F, 'id'> : never) : never;

/** Makes formulas; holds every one that was made. */
export class Formulas {
  readonly #known = new Map<string, Formula>();
  readonly #restricted = new Map<string, Formula>();
  readonly true = this.#intern('true', { kind: 'true' });
  readonly false = this.#intern('false', { kind: 'false' });
  #references = 0;

  types(types: number): Formula {
    if (types === ALL_TYPES) return this.true;
    return types === 0 ? this.false : this.#intern(`t${types}`, { kind: 'types', types });
  }

  values(values: readonly unknown[]): Formula {
    const byText = new Map(values.map((value) => [canonical(value), value]));
    if (byText.size === 0) return this.false;
    return this.#intern(`v${[...byText.keys()].sort().join(';')}`, { kind: 'values', values: byText });
  }

  assertion(on: TypeBit, rule: Rule): Formula {
    return this.#intern(`a${on}${keyOf(rule)}`, { kind: 'assertion', on, rule });
  }

  /** Whether any schema contains itself. */
  get hasReferences(): boolean {
    return this.#references > 0;
  }

  reference(target: () => Formula): Formula {
    return this.#intern(`r${this.#references++}`, { kind: 'reference', target });
  }

  not(what: Formula): Formula {
    if (what.kind === 'not') return what.what;
    if (what === this.true) return this.false;
    if (what === this.false) return this.true;
    return this.#intern(`n${what.id}`, { kind: 'not', what });
  }

  all(parts: Iterable<Formula>): Formula {
    const distinct = new Set<Formula>();
    for (const part of parts) for (const one of part.kind === 'all' ? part.parts : [part]) distinct.add(one);
    distinct.delete(this.true);
    for (const part of distinct) if (part === this.false || (part.kind === 'not' && distinct.has(part.what))) return this.false;
    return this.#combine('all', distinct, this.true);
  }

  any(parts: Iterable<Formula>): Formula {
    const distinct = new Set<Formula>();
    for (const part of parts) for (const one of part.kind === 'any' ? part.parts : [part]) distinct.add(one);
    distinct.delete(this.false);
    for (const part of distinct) if (part === this.true || (part.kind === 'not' && distinct.has(part.what))) return this.true;
    return this.#combine('any', distinct, this.false);
  }

  /** Exactly one of them. */
  one(parts: readonly Formula[]): Formula {
    const possible = parts.filter((part) => part !== this.false);
    const twice = possible.find((part, index) => possible.indexOf(part) !== index);
    // What is there twice cannot be the only one.
    if (twice) return this.all([this.not(twice), this.one(possible.filter((part) => part !== twice))]);
    const certain = possible.filter((part) => part === this.true).length;
    if (certain > 1) return this.false;
    if (certain === 1) return this.all(possible.filter((part) => part !== this.true).map((part) => this.not(part)));
    const [only] = possible;
    if (possible.length <= 1) return only ?? this.false;
    const sorted = [...possible].sort((a, b) => a.id - b.id);
    return this.#intern(`o${sorted.map((part) => part.id).join(',')}`, { kind: 'one', parts: sorted });
  }

  /**
   * What the formula (or its negation) says about values of one type: `all`, `any` and `one` over assertions on that type,
   * negated assertions, and `values` of that type.
   */
  restrict(formula: Formula, type: TypeBit, positive = true): Formula {
    const key = `${formula.id},${type},${positive ? 1 : 0}`;
    const known = this.#restricted.get(key);
    if (known) return known;
    const restricted = this.#restrict(formula, type, positive);
    this.#restricted.set(key, restricted);
    return restricted;
  }

  #restrict(formula: Formula, type: TypeBit, positive: boolean): Formula {
    const constant = (holds: boolean): Formula => (holds === positive ? this.true : this.false);
    switch (formula.kind) {
      case 'true':
      case 'false':
        return constant(formula.kind === 'true');
      case 'types':
        return constant((formula.types & type) !== 0);
      case 'assertion':
        return formula.on !== type ? constant(true) : positive ? formula : this.not(formula);
      case 'values': {
        const ofType = this.values([...formula.values.values()].filter((value) => typeOf(value) === type));
        return positive ? ofType : this.not(ofType);
      }
      case 'reference':
        return this.restrict(formula.target(), type, positive);
      case 'not':
        return this.restrict(formula.what, type, !positive);
      case 'all':
      case 'any': {
        const parts = formula.parts.map((part) => this.restrict(part, type, positive));
        return (formula.kind === 'all') === positive ? this.all(parts) : this.any(parts);
      }
      case 'one': {
        const one = this.one(formula.parts.map((part) => this.restrict(part, type, true)));
        if (one.kind !== 'one') return this.restrict(one, type, positive);
        return positive ? one : this.not(one);
      }
    }
  }

  #combine(kind: 'all' | 'any', distinct: ReadonlySet<Formula>, ofNone: Formula): Formula {
    const parts = [...distinct].sort((a, b) => a.id - b.id);
    const [only] = parts;
    if (parts.length <= 1) return only ?? ofNone;
    return this.#intern(`${kind}${parts.map((part) => part.id).join(',')}`, { kind, parts });
  }

  #intern(key: string, shape: Shape): Formula {
    const known = this.#known.get(key);
    if (known) return known;
    const formula = { id: this.#known.size, ...shape } as Formula;
    this.#known.set(key, formula);
    return formula;
  }
}

export function typeOf(value: unknown): TypeBit {
  if (value === null) return TYPES.null;
  if (Array.isArray(value)) return TYPES.array;
  switch (typeof value) {
    case 'boolean':
      return TYPES.boolean;
    case 'number':
      return TYPES.number;
    case 'string':
      return TYPES.string;
    default:
      return TYPES.object;
  }
}

/** One text for equal rules. */
function keyOf(rule: Rule): string {
  switch (rule.name) {
    case 'minimum':
    case 'maximum':
      return `${rule.name}${rule.limit},${rule.exclusive ? 1 : 0}`;
    case 'multiple-of':
      return `${rule.name}${rule.divisor}`;
    case 'pattern':
      return `${rule.name}${rule.pattern.source}`;
    case 'format':
      return `${rule.name}${rule.format}`;
    case 'unique-items':
      return rule.name;
    case 'item':
      return `${rule.name}${rule.index},${rule.schema.id}`;
    case 'items':
      return `${rule.name}${rule.from},${rule.schema.id}`;
    case 'at-least':
    case 'at-most':
      return `${rule.name}${rule.count},${rule.schema.id}`;
    case 'has':
      return `${rule.name}${rule.property}`;
    case 'property':
      return `${rule.name}${rule.schema.id},${rule.property}`;
    case 'pattern-property':
      return `${rule.name}${rule.schema.id},${rule.pattern.source}`;
    case 'additional': {
      const names = [...rule.properties].sort();
      const patterns = rule.patterns.map(({ source }) => source).sort();
      return `${rule.name}${rule.schema.id},${JSON.stringify([names, patterns])}`;
    }
    case 'property-names':
      return `${rule.name}${rule.schema.id}`;
    case 'opaque':
      return `${rule.name}${rule.text}`;
    default:
      return `${rule.name}${rule.limit}`;
  }
}
