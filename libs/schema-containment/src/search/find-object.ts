import { evaluate, type Formula, isAdditional, type Rule, type Truth, TYPES } from '../formula';
import { put } from '../json';
import { confirmed, type Facts, NONE, type Outcome, unknown } from './facts';
import type { Search } from './search';
import type { Pattern } from '../regular-expression';

/** A property that has to be there, of which only conditions are known. */
interface Wanted {
  readonly name: readonly Formula[];
  readonly value: Formula;
}

/** Named properties with what else they have to satisfy, and nameless ones. */
interface Plan {
  readonly named: ReadonlyMap<string, readonly Formula[]>;
  readonly nameless: readonly (readonly Wanted[])[];
}

const MAXIMUM_WANTED = 6;
/** All combinations of so many patterns are tried for a nameless property. */
const MAXIMUM_PATTERNS = 5;
const MAXIMUM_FILLING = 200;

/** An object that satisfies the facts. */
export function findObject(search: Search, facts: Facts): Outcome {
  return new ObjectFinder(search, facts).find();
}

class ObjectFinder {
  readonly #search: Search;
  readonly #facts: Facts;
  readonly #min: number;
  readonly #max: number;
  readonly #required = new Map<string, readonly Formula[]>();
  readonly #forbidden = new Set<string>();
  readonly #wanted: readonly Wanted[];
  /** Every name that any rule mentions. */
  readonly #names = new Set<string>();
  readonly #patterns = new Set<Pattern>();
  readonly #byName = new Map<string, Formula[]>();

  constructor(search: Search, facts: Facts) {
    this.#search = search;
    this.#facts = facts;
    let [min, max] = [0, Infinity];
    for (const rule of facts.rules) {
      this.#mention(rule);
      if (rule.name === 'min-properties') min = Math.max(min, rule.limit);
      else if (rule.name === 'max-properties') max = Math.min(max, rule.limit);
      else if (rule.name === 'has') this.#require(rule.property);
      else if (rule.name === 'property')
        this.#byName.set(rule.property, [...(this.#byName.get(rule.property) ?? []), rule.schema]);
    }
    for (const rule of facts.broken) {
      this.#mention(rule);
      if (rule.name === 'min-properties') max = Math.min(max, rule.limit - 1);
      else if (rule.name === 'max-properties') min = Math.max(min, rule.limit + 1);
      else if (rule.name === 'has') this.#forbidden.add(rule.property);
      else if (rule.name === 'property') this.#require(rule.property, search.formulas.not(rule.schema));
    }
    [this.#min, this.#max] = [min, max];
    this.#wanted = facts.broken.flatMap((rule) => this.#wantedBy(rule));
  }

  find(): Outcome {
    if (this.#required.size > this.#max || this.#min > this.#max) return NONE;
    for (const name of this.#required.keys()) if (this.#forbidden.has(name)) return NONE;
    if (this.#wanted.length > MAXIMUM_WANTED) return unknown('too many properties without a name have to be there');
    return this.#place(0, { named: this.#required, nameless: [] });
  }

  #mention(rule: Rule): void {
    if (rule.name === 'has' || rule.name === 'property') this.#names.add(rule.property);
    if (rule.name === 'pattern-property') this.#patterns.add(rule.pattern);
    if (rule.name !== 'additional') return;
    for (const name of rule.properties) this.#names.add(name);
    for (const pattern of rule.patterns) this.#patterns.add(pattern);
  }

  #require(name: string, ...schemas: readonly Formula[]): void {
    this.#required.set(name, [...(this.#required.get(name) ?? []), ...schemas]);
  }

  /** The property that breaks a rule about properties by the form of their names. */
  #wantedBy(rule: Rule): Wanted[] {
    const { formulas } = this.#search;
    const matches = (pattern: Pattern): Formula => formulas.assertion(TYPES.string, { name: 'pattern', pattern });
    switch (rule.name) {
      case 'pattern-property':
        return [{ name: [matches(rule.pattern)], value: formulas.not(rule.schema) }];
      case 'additional': {
        const name = [
          formulas.not(formulas.values([...rule.properties])),
          ...rule.patterns.map((pattern) => formulas.not(matches(pattern))),
        ];
        return [{ name, value: formulas.not(rule.schema) }];
      }
      case 'property-names':
        return [{ name: [formulas.not(rule.schema)], value: formulas.true }];
      default:
        return [];
    }
  }

  /** Finds a property for each that is wanted: one that is mentioned, one that another wanted is too, or one of its own. */
  #place(next: number, plan: Plan): Outcome {
    this.#search.spend();
    const wanted = this.#wanted[next];
    if (!wanted) return this.#build(plan);
    const mentioned = [...this.#names].filter((name) => !this.#forbidden.has(name));
    const ways: (() => Outcome)[] = [
      ...mentioned.map((name) => () => this.#placeAt(name, wanted, next, plan)),
      () => this.#place(next + 1, { ...plan, nameless: [...plan.nameless, [wanted]] }),
      ...plan.nameless.map((others, index) => () => {
        return this.#place(next + 1, { ...plan, nameless: plan.nameless.with(index, [...others, wanted]) });
      }),
    ];
    return this.#search.firstOf(ways, (way) => way());
  }

  #placeAt(name: string, wanted: Wanted, next: number, plan: Plan): Outcome {
    const fits = evaluate(this.#search.formulas.all(wanted.name), name);
    if (fits === false) return NONE;
    if (fits === undefined) return unknown('whether a pattern matches a name could not be checked');
    const named = new Map(plan.named).set(name, [...(plan.named.get(name) ?? []), wanted.value]);
    const value = this.#value(name, named.get(name) ?? []);
    if (value.kind === 'none') return NONE;
    return this.#place(next + 1, { ...plan, named });
  }

  #build(plan: Plan): Outcome {
    if (plan.named.size + plan.nameless.length > this.#max) return NONE;
    const properties = new Map<string, unknown>();
    for (const [name, schemas] of plan.named) {
      const value = this.#property(name, schemas);
      if (value.kind !== 'witness') return value;
      properties.set(name, value.value);
    }
    for (const [index, wanted] of plan.nameless.entries()) {
      const added = this.#addNameless(wanted, properties);
      // A property before it may have taken the only name that this one could have.
      if (added.kind === 'none' && index > 0 && this.#addNameless(wanted, new Map()).kind !== 'none') {
        return unknown('no names were found that fit all properties');
      }
      if (added.kind !== 'witness') return added;
    }
    const filled = this.#fill(properties);
    if (filled.kind !== 'witness') return filled;
    const object: Record<string, unknown> = {};
    for (const [name, value] of properties) put(object, name, value);
    return confirmed(this.#facts, object, 'no object was found in which the properties fit together');
  }

  /** Adds properties until there are enough. */
  #fill(properties: Map<string, unknown>): Outcome {
    let doubt: Outcome | undefined;
    for (const name of this.#names) {
      if (properties.size >= this.#min) break;
      if (properties.has(name) || this.#forbidden.has(name)) continue;
      const value = this.#property(name, []);
      if (value.kind === 'witness') properties.set(name, value.value);
      else if (value.kind === 'unknown') doubt ??= value;
    }
    for (let added = 0; properties.size < this.#min; added++) {
      if (added >= MAXIMUM_FILLING) return unknown(`objects with more than ${MAXIMUM_FILLING} properties are not made`);
      const outcome = this.#addNameless([], properties);
      if (outcome.kind !== 'witness') return outcome.kind === 'none' ? (doubt ?? NONE) : outcome;
    }
    return { kind: 'witness', value: undefined };
  }

  /** Finds a name that no rule mentions, and a value for it. Which patterns the name matches decides what the value may be. */
  #addNameless(wanted: readonly Wanted[], properties: Map<string, unknown>): Outcome {
    const { formulas } = this.#search;
    const name = formulas.all([
      formulas.types(TYPES.string),
      formulas.not(formulas.values([...this.#names, ...properties.keys()])),
      ...this.#nameRules(),
      ...wanted.flatMap((one) => one.name),
    ]);
    const patterns = [...this.#patterns].map((pattern) => formulas.assertion(TYPES.string, { name: 'pattern', pattern }));
    if (patterns.length > MAXIMUM_PATTERNS)
      return unknown(`more than ${MAXIMUM_PATTERNS} patterns for names have to be told apart`);
    return this.#search.firstOf(combinations(patterns.length), (matching) => {
      const sides = patterns.map((pattern, index) => (matching[index] ? pattern : formulas.not(pattern)));
      const found = this.#search.find([name, ...sides]);
      if (found.kind !== 'witness' || typeof found.value !== 'string') return found;
      const value = this.#value(
        found.value,
        wanted.map((one) => one.value),
      );
      if (value.kind === 'witness') properties.set(found.value, value.value);
      return value;
    });
  }

  /** A value for a property whose name has to be allowed too. */
  #property(name: string, schemas: readonly Formula[]): Outcome {
    const allowed = evaluate(this.#search.formulas.all(this.#nameRules()), name);
    if (allowed === false) return NONE;
    const value = this.#value(name, schemas);
    return allowed === undefined && value.kind === 'witness' ? unknown('whether a name is allowed could not be checked') : value;
  }

  #nameRules(): Formula[] {
    return this.#facts.rules.flatMap((rule) => (rule.name === 'property-names' ? [rule.schema] : []));
  }

  #value(name: string, schemas: readonly Formula[]): Outcome {
    const certain = [...schemas, ...(this.#byName.get(name) ?? [])];
    const doubtful: Formula[] = [];
    const apply = (applies: Truth, schema: Formula): void => {
      if (applies === true) certain.push(schema);
      if (applies === undefined) doubtful.push(schema);
    };
    for (const rule of this.#facts.rules) {
      if (rule.name === 'pattern-property') apply(rule.pattern.test(name), rule.schema);
      if (rule.name === 'additional') apply(isAdditional(rule, name), rule.schema);
    }
    if (doubtful.length === 0) return this.#search.below(name, certain);
    // What satisfies more than it may have to is fine; that nothing does proves nothing.
    const value = this.#search.below(name, [...certain, ...doubtful]);
    if (value.kind === 'witness') return value;
    if (this.#search.below(name, certain).kind === 'none') return NONE;
    return unknown('whether a pattern matches a name could not be checked');
  }
}

/** All lists of `length` booleans; the one without true first. */
function combinations(length: number): boolean[][] {
  return Array.from({ length: 2 ** length }, (_, bits) => Array.from({ length }, (__, index) => ((bits >> index) & 1) === 1));
}
