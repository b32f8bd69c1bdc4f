import { evaluate, type Formula, type Formulas, type Rule, type TypeBit, typeOf, TYPES } from '../formula';
import { type Facts, factsOf, NONE, type Outcome, unknown, whyUncertain } from './facts';
import { findArray } from './find-array';
import { findNumber } from './find-number';
import { findObject } from './find-object';
import { findText } from './find-text';
import { canonical, isObject, step } from '../json';
import type { Expressions } from '../regular-expression';

/** Thrown when a search has taken as many steps as it may. */
export class OutOfSteps extends Error {}

const MAXIMUM_DEPTH = 120;
const MANY_WAYS = 1;
const TYPE_ORDER: readonly TypeBit[] = [TYPES.string, TYPES.number, TYPES.object, TYPES.array, TYPES.boolean, TYPES.null];

/**
 * Looks for a JSON value that satisfies formulas: a *witness*, or the proof that there is none.
 *
 * One type of value at a time, formulas are taken apart into assertions and choices between them. A value that satisfies the
 * assertions is made first; only a choice that this value fails is then decided, one way after the other. So choices that
 * the rest already settles cost nothing.
 *
 * Schemas may contain themselves. A question that comes up while it is being answered has no answer on that way: the smallest
 * value that satisfies some formulas has no smaller one inside that does. What was found under such an assumption is not
 * remembered until the question itself is answered, which makes the answer the fixpoint.
 */
export class Search {
  readonly formulas: Formulas;
  readonly expressions: Expressions;
  readonly #known = new Map<string, Outcome>();
  readonly #open = new Map<string, number>();
  readonly #where: string[] = [];
  /** The outermost open question that an answer of now takes for granted. */
  #assumes = Infinity;
  #stepsLeft: number;
  #firstUnknown: { readonly reason: string; readonly path: string } | undefined;

  constructor(formulas: Formulas, expressions: Expressions, steps: number) {
    this.formulas = formulas;
    this.expressions = expressions;
    this.#stepsLeft = steps;
  }

  /** Where the search first could not tell, and why. */
  get firstUnknown(): { readonly reason: string; readonly path: string } | undefined {
    return this.#firstUnknown;
  }

  /** A value that satisfies all of them, `at` one step below the value in question. @throws OutOfSteps */
  below(at: string | number, goal: readonly Formula[]): Outcome {
    this.#where.push(step(at));
    const outcome = this.find(goal);
    this.#where.pop();
    return outcome;
  }

  /** A value that satisfies all of them. @throws OutOfSteps */
  find(goal: readonly Formula[]): Outcome {
    const whole = this.formulas.all(goal);
    if (whole === this.formulas.true) return { kind: 'witness', value: null };
    if (whole === this.formulas.false) return NONE;
    const key = `${whole.id}`;
    const known = this.#known.get(key);
    if (known) return known;
    const open = this.#open.get(key);
    if (open !== undefined) {
      this.#assumes = Math.min(this.#assumes, open);
      return NONE;
    }
    return this.#answer(key, whole);
  }

  #answer(key: string, whole: Formula): Outcome {
    this.spend();
    const depth = this.#open.size;
    if (depth >= MAXIMUM_DEPTH) return this.#note(unknown(`values are nested more than ${MAXIMUM_DEPTH} deep`));
    const outer = this.#assumes;
    this.#assumes = Infinity;
    this.#open.set(key, depth);
    const outcome = this.#note(this.#findAnyType(whole));
    this.#open.delete(key);
    const assumed = outcome.kind === 'witness' || this.#assumes >= depth ? Infinity : this.#assumes;
    if (assumed === Infinity) this.#known.set(key, outcome);
    this.#assumes = Math.min(outer, assumed);
    return outcome;
  }

  spend(): void {
    if (--this.#stepsLeft < 0) throw new OutOfSteps();
  }

  #note(outcome: Outcome): Outcome {
    if (outcome.kind === 'unknown') this.#firstUnknown ??= { reason: outcome.reason, path: this.#where.join('') };
    return outcome;
  }

  #findAnyType(whole: Formula): Outcome {
    return this.firstOf(TYPE_ORDER, (type) => this.#findOfType(type, this.formulas.restrict(whole, type)));
  }

  /** The first way that leads to a witness; none only if every way leads to none. */
  firstOf<T>(ways: Iterable<T>, outcomeOf: (way: T) => Outcome): Outcome {
    let result: Outcome = NONE;
    for (const way of ways) {
      const outcome = outcomeOf(way);
      if (outcome.kind === 'witness') return outcome;
      if (outcome.kind === 'unknown' && result.kind === 'none') result = outcome;
    }
    return result;
  }

  #findOfType(type: TypeBit, restricted: Formula): Outcome {
    if (restricted === this.formulas.false) return NONE;
    return this.#decide(type, new Set(), [restricted]);
  }

  /** @param literals What is settled. @param choices What is not yet. Both are restricted to the type. */
  #decide(type: TypeBit, literals: ReadonlySet<Formula>, choices: readonly Formula[]): Outcome {
    this.spend();
    const propagated = this.#propagate(literals, choices);
    const settled = propagated && this.#withoutRefutedWays(propagated);
    if (!settled) return NONE;
    const outcome = this.#findFor(type, settled.literals);
    if (outcome.kind === 'none') return NONE;
    // A choice that the witness meets needs no decision.
    const model = outcome.kind === 'witness' ? outcome.value : undefined;
    const open = settled.choices.filter((choice) => model === undefined || evaluate(choice, model, true) !== true);
    const next = open.reduce<Formula | undefined>(
      (best, choice) => (best && size(best) <= size(choice) ? best : choice),
      undefined,
    );
    if (!next) return outcome;
    const others = settled.choices.filter((choice) => choice !== next);
    return this.firstOf(this.#ways(type, next, model), (way) => this.#decide(type, settled.literals, [...others, ...way]));
  }

  /**
   * Leaves out ways of large choices that what is settled about the same property or item rules out: cheaper than taking each of
   * them, and where a schema is compared with itself after a change, nearly all go. Undefined when a choice has none left.
   */
  #withoutRefutedWays({ literals, choices }: Settled): Settled | undefined {
    if (!choices.some(isLarge)) return { literals, choices };
    const settled = new Map<string | number, Formula[]>();
    for (const literal of literals) {
      const part = literal.kind === 'assertion' ? partOf(literal.rule) : undefined;
      if (part) settled.set(part.at, [...(settled.get(part.at) ?? []), part.schema]);
    }
    const isOpen = (way: Formula): boolean => {
      const part = way.kind === 'not' && way.what.kind === 'assertion' ? partOf(way.what.rule) : undefined;
      return !part || this.below(part.at, [...(settled.get(part.at) ?? []), this.formulas.not(part.schema)]).kind !== 'none';
    };
    const left = choices.map((choice) =>
      choice.kind === 'any' && isLarge(choice) ? this.formulas.any(choice.parts.filter(isOpen)) : choice,
    );
    return left.includes(this.formulas.false) ? undefined : this.#propagate(literals, left);
  }

  /** Takes formulas apart until only choices are left; undefined when they contradict each other. */
  #propagate(known: ReadonlySet<Formula>, formulas: readonly Formula[]): Settled | undefined {
    const literals = new Set(known);
    const choices = new Set<Formula>();
    const open = [...formulas];
    for (let formula = open.pop(); formula; formula = open.pop()) {
      if (formula === this.formulas.true) continue;
      if (formula === this.formulas.false) return undefined;
      if (formula.kind === 'all') open.push(...formula.parts);
      else if (isChoice(formula)) {
        const left = this.#simplify(formula, literals);
        if (left !== formula) open.push(left);
        else choices.add(formula);
      } else if (!literals.has(formula)) {
        if (literals.has(this.formulas.not(formula))) return undefined;
        literals.add(formula);
        // What was open may be settled by this.
        open.push(...choices);
        choices.clear();
      }
    }
    return { literals, choices: [...choices] };
  }

  #simplify(choice: Formula, literals: ReadonlySet<Formula>): Formula {
    if (choice.kind !== 'any') return choice;
    if (choice.parts.some((part) => literals.has(part))) return this.formulas.true;
    const possible = choice.parts.filter((part) => !literals.has(this.formulas.not(part)));
    return possible.length === choice.parts.length ? choice : this.formulas.any(possible);
  }

  /** The ways in which a choice can hold, each as formulas that then hold together. */
  #ways(type: TypeBit, choice: Formula, model: unknown): readonly (readonly Formula[])[] {
    if (choice.kind === 'any') return choice.parts.map((part) => [part]);
    const not = (part: Formula): Formula => this.formulas.restrict(part, type, false);
    if (choice.kind === 'one') {
      return choice.parts.map((part) => [part, ...choice.parts.filter((other) => other !== part).map(not)]);
    }
    const what = choice.kind === 'not' ? choice.what : choice;
    if (what.kind === 'one') {
      const pairs = what.parts.flatMap((a, index) => what.parts.slice(index + 1).map((b) => [a, b]));
      return [what.parts.map(not), ...pairs];
    }
    return what.kind === 'values' ? this.#waysToDiffer(what.values, model) : [];
  }

  /** The ways to be another array or object than one of those that are excluded. */
  #waysToDiffer(excluded: ReadonlyMap<string, unknown>, model: unknown): readonly (readonly Formula[])[] {
    const key = excluded.has(canonical(model)) ? canonical(model) : [...excluded.keys()][0];
    if (key === undefined) return [[]];
    const value = excluded.get(key);
    const others = this.formulas.not(
      this.formulas.values([...excluded].filter(([other]) => other !== key).map(([, other]) => other)),
    );
    return (Array.isArray(value) ? this.#waysToDifferFromArray(value) : this.#waysToDifferFromObject(value)).map((way) => [
      way,
      others,
    ]);
  }

  #waysToDifferFromArray(value: readonly unknown[]): readonly Formula[] {
    const rule = (of: Rule): Formula => this.formulas.assertion(TYPES.array, of);
    return [
      rule({ name: 'min-items', limit: value.length + 1 }),
      this.formulas.not(rule({ name: 'min-items', limit: value.length })),
      ...value.map((item, index) => this.formulas.not(rule({ name: 'item', index, schema: this.formulas.values([item]) }))),
    ];
  }

  #waysToDifferFromObject(value: unknown): readonly Formula[] {
    if (!isObject(value)) return [];
    const rule = (of: Rule): Formula => this.formulas.assertion(TYPES.object, of);
    const names = Object.keys(value);
    return [
      this.formulas.not(rule({ name: 'additional', properties: new Set(names), patterns: [], schema: this.formulas.false })),
      ...names.flatMap((property) => [
        this.formulas.not(rule({ name: 'has', property })),
        this.formulas.not(rule({ name: 'property', property, schema: this.formulas.values([value[property]]) })),
      ]),
    ];
  }

  #findFor(type: TypeBit, literals: ReadonlySet<Formula>): Outcome {
    const facts = factsOf(literals);
    const listed = smallest([...literals].flatMap((literal) => (literal.kind === 'values' ? [literal.values] : [])));
    if (listed) return this.#findAmong([...listed.values()], facts);
    switch (type) {
      case TYPES.null:
        return this.#findAmong([null], facts);
      case TYPES.boolean:
        return this.#findAmong([false, true], facts);
      case TYPES.number:
        return findNumber(facts);
      case TYPES.string:
        return findText(this.expressions, facts);
      case TYPES.array:
        return findArray(this, facts);
      case TYPES.object:
        return findObject(this, facts);
    }
  }

  /** Decides by trying all there are. */
  #findAmong(candidates: readonly unknown[], facts: Facts): Outcome {
    return this.firstOf(candidates, (value) => {
      const truth = facts.accept(value);
      return truth === true ? { kind: 'witness', value } : truth === false ? NONE : unknown(whyUncertain(facts));
    });
  }
}

function isLarge(choice: Formula): boolean {
  return choice.kind === 'any' && choice.parts.length > MANY_WAYS;
}

/** The property or item that a rule is about. */
function partOf(rule: Rule): { readonly at: string | number; readonly schema: Formula } | undefined {
  if (rule.name === 'property') return { at: rule.property, schema: rule.schema };
  return rule.name === 'item' ? { at: rule.index, schema: rule.schema } : undefined;
}

interface Settled {
  readonly literals: ReadonlySet<Formula>;
  readonly choices: readonly Formula[];
}

function isChoice(formula: Formula): boolean {
  if (formula.kind === 'any' || formula.kind === 'one') return true;
  if (formula.kind !== 'not') return false;
  return formula.what.kind === 'one' || (formula.what.kind === 'values' && isComposite(formula.what.values));
}

/** Restricted formulas hold values of one type only, so the first one tells. */
function isComposite(values: ReadonlyMap<string, unknown>): boolean {
  const [first] = values.values();
  return (typeOf(first) & (TYPES.array | TYPES.object)) !== 0;
}

/** About how many ways a choice has. */
function size(choice: Formula): number {
  if (choice.kind === 'any' || choice.kind === 'one') return choice.parts.length;
  return choice.kind === 'not' && choice.what.kind === 'one' ? choice.what.parts.length ** 2 : 3;
}

function smallest(maps: readonly ReadonlyMap<string, unknown>[]): ReadonlyMap<string, unknown> | undefined {
  return maps.reduce<ReadonlyMap<string, unknown> | undefined>(
    (best, map) => (best && best.size <= map.size ? best : map),
    undefined,
  );
}
