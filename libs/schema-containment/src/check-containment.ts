import {
  BESIDE_REFERENCES,
  compile,
  type Contested,
  evaluate,
  type Formula,
  Formulas,
  type Place,
  placed,
  type Truth,
  type CompilationContext,
} from './formula';
import { type Draft, SchemaDocument } from './schema';
import { canonical } from './json';
import { type Outcome, OutOfSteps, randomWitness, Search } from './search';
import { Expressions } from './regular-expression';
import { type Rejection, type Validator, validatorOf } from './validator';

export type Verdict = 'contained' | 'broken' | 'unproven';

/** Whether every value that one schema accepts is accepted by another. */
export type Containment =
  | { readonly verdict: 'contained'; readonly reason: string; readonly path: '' }
  | {
      readonly verdict: 'broken';
      /** A value that Ajv accepts for `sub` and rejects for `sup`. */
      readonly counterexample: unknown;
      /** What `sup` has against it. */
      readonly reason: string;
      /** JSON pointer into the counterexample: where. */
      readonly path: string;
      /** The keyword of `sup` that rejects it. */
      readonly keyword: string;
    }
  | {
      readonly verdict: 'unproven';
      /** What could not be decided. */
      readonly reason: string;
      /** JSON pointer into the values in question: where. */
      readonly path: string;
    };

export interface ContainmentOptions {
  /** The draft of both schemas. @default - what `$schema` says; see `draftOf` */
  readonly draft?: Draft;
  /** Steps that the search may take before it gives up. @default 20000, a few seconds at the worst */
  readonly steps?: number;
  /** Steps of the random search that follows when nothing was decided. @default 400 */
  readonly attempts?: number;
}

const STEPS = 20_000;
const ATTEMPTS = 400;

/**
 * Whether every JSON value that `sub` accepts is accepted by `sup`: schemas of draft-04 to 2020-12, by the rules of JSON Schema,
 * with `format` asserted. `contained` is proven. `broken` comes with a counterexample that Ajv has confirmed. `unproven` is
 * everything else, and says why.
 *
 * Reads "is there a value in `sub` and not in `sup`?" as a search for a witness (see `search.ts`); no witness is the proof.
 *
 * @throws SchemaError when one of them is not a schema.
 */
export function checkContainment(sub: unknown, sup: unknown, options: ContainmentOptions = {}): Containment {
  return new ContainmentCheck(sub, sup, options).run();
}

/** Two schemas being compared; also finds values with further conditions on them. */
export class ContainmentCheck {
  readonly #options: ContainmentOptions;
  readonly #sub: SchemaDocument;
  readonly #sup: SchemaDocument;
  readonly #context: CompilationContext;
  #subFormula: Formula | undefined;
  #refusal: string | undefined;
  readonly #validators = new Map<SchemaDocument, Validator>();

  constructor(
    sub: unknown,
    sup: unknown,
    options: ContainmentOptions = {},
    besideReferences: CompilationContext['besideReferences'] = 'ignored',
  ) {
    this.#options = options;
    this.#sub = new SchemaDocument(sub, options.draft);
    this.#sup = new SchemaDocument(sup, options.draft);
    this.#context = newCompilationContext(besideReferences);
  }

  run(): Containment {
    const same = this.#sub.draft === this.#sup.draft && canonical(this.#sub.root.schema) === canonical(this.#sup.root.schema);
    try {
      const sub = this.#compiledSub();
      const sup = same ? sub : compile(this.#sup, this.#context);
      if (same) return contained('The two are the same.');
      const containment = sub === sup ? contained('The two mean the same.') : this.#search(sub, sup);
      return this.#unlessContested(containment);
    } catch (error) {
      if (error instanceof RangeError) return unproven('the schemas refer to each other too deeply', '');
      throw error;
    }
  }

  /** Where validators are known to read schemas in different ways, a verdict is one only if it holds for all of them. */
  #unlessContested(containment: Containment): Containment {
    for (const what of this.#context.contested) {
      if (this.#agrees(what, containment)) continue;
      return unproven(`validators differ about ${what}`, '');
    }
    return containment;
  }

  #agrees(what: Contested, containment: Containment): boolean {
    if (what === BESIDE_REFERENCES) return this.#agreesInOtherReading(containment);
    if (what === '"unevaluatedItems" together with "contains"') return containment.verdict !== 'contained';
    // What is contained was proven without Ajv. A counterexample counts if this engine says the same of it.
    return containment.verdict !== 'broken' || this.#isCounterexample(containment.counterexample);
  }

  #isCounterexample(value: unknown): boolean {
    const isIn = (document: SchemaDocument): Truth => evaluate(compile(document, this.#context), value);
    return isIn(this.#sub) === true && isIn(this.#sup) === false;
  }

  #agreesInOtherReading(containment: Containment): boolean {
    if (this.#context.besideReferences === 'asserted' || containment.verdict === 'unproven') return true;
    const other = new ContainmentCheck(this.#sub.root.schema, this.#sup.root.schema, this.#options, 'asserted');
    if (containment.verdict === 'contained') return other.run().verdict === 'contained';
    const { counterexample } = containment;
    return other.#isCounterexample(counterexample);
  }

  /**
   * Whether what `condition` says of a part of the values holds for all that `sub` accepts. A counterexample is one for `sub` and
   * `sup` as wholes.
   */
  runAt(place: Place, condition: unknown): Containment {
    const { formulas, expressions } = this.#context;
    const local = formulas.not(compile(new SchemaDocument(condition, this.#sup.draft), this.#context));
    const goal = [this.#compiledSub(), placed(place, local, formulas)];
    const search = new Search(formulas, expressions, this.#options.steps ?? STEPS);
    const outcome = attempt(search, goal);
    if (outcome.kind === 'none') return contained('Every value of the first schema satisfies it.');
    const found = outcome.kind === 'witness' ? this.#judge(outcome.value) : undefined;
    return found ?? unproven(search.firstUnknown?.reason ?? 'the value found is no counterexample as a whole', '');
  }

  #compiledSub(): Formula {
    return (this.#subFormula ??= compile(this.#sub, this.#context));
  }

  #search(sub: Formula, sup: Formula): Containment {
    const { formulas, expressions } = this.#context;
    const search = new Search(formulas, expressions, this.#options.steps ?? STEPS);
    const goal = [sub, formulas.not(sup)];
    const outcome = attempt(search, goal);
    if (outcome.kind === 'none') return contained('There is no value that only the first schema accepts.');
    const why = outcome.kind === 'unknown' ? (search.firstUnknown ?? { reason: outcome.reason, path: '' }) : undefined;
    const found = outcome.kind === 'witness' ? this.#judge(outcome.value) : undefined;
    if (found) return found;
    const seeds = [sub, formulas.not(sup)].map((one) => attempt(new Search(formulas, expressions, 2_000), [one]));
    for (const value of randomWitness(sub, sup, seeds, this.#options.attempts ?? ATTEMPTS)) {
      const judged = this.#judge(value);
      if (judged) return judged;
    }
    return unproven(why?.reason ?? this.#refusal ?? 'a counterexample was found that Ajv does not confirm', why?.path ?? '');
  }

  /** The break that a value shows, if the real validators agree that it is one. */
  #judge(value: unknown): Containment | undefined {
    try {
      if (this.#validator(this.#sub)(value)) return undefined;
      const rejection = this.#validator(this.#sup)(value);
      return rejection && broken(value, rejection);
    } catch (error) {
      // Ajv refuses some schemas, and patterns that may take too long are not run: then nothing is confirmed.
      if (!(error instanceof Error)) throw error;
      this.#refusal ??= `Ajv could not judge the counterexample that was found (${error.message})`;
      return undefined;
    }
  }

  #validator(document: SchemaDocument): Validator {
    let validator = this.#validators.get(document);
    if (!validator) {
      validator = validatorOrRefusal(document);
      this.#validators.set(document, validator);
    }
    return validator;
  }
}

function validatorOrRefusal(document: SchemaDocument): Validator {
  try {
    return validatorOf(document);
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

/** What one comparison shares between its schemas. */
export function newCompilationContext(besideReferences: CompilationContext['besideReferences'] = 'ignored'): CompilationContext {
  return {
    formulas: new Formulas(),
    expressions: new Expressions(),
    patterns: new Map(),
    besideReferences,
    contested: new Set(),
  };
}

/** What a search finds; `unknown` when it runs out of steps or of stack. */
export function attempt(search: Search, goal: readonly Formula[]): Outcome {
  try {
    return search.find(goal);
  } catch (error) {
    if (error instanceof OutOfSteps) return { kind: 'unknown', reason: 'the schemas combine in more ways than were searched' };
    if (error instanceof RangeError) return { kind: 'unknown', reason: 'the schemas refer to each other too deeply' };
    throw error;
  }
}

function contained(reason: string): Containment {
  return { verdict: 'contained', reason, path: '' };
}

function unproven(reason: string, path: string): Containment {
  return { verdict: 'unproven', reason: `Undecided: ${reason}.`, path };
}

function broken(counterexample: unknown, { path, keyword, message }: Rejection): Containment {
  return { verdict: 'broken', counterexample, reason: `${path === '' ? 'The value' : path} ${message}.`, path, keyword };
}
