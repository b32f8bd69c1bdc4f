import { evaluate, every, type Formula, type Rule, type Truth } from '../formula';
import { isKnownFormat } from '../formats';

/** What a search for a value comes to. */
export type Outcome =
  | { readonly kind: 'witness'; readonly value: unknown }
  /** Proven: no value satisfies them. */
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown'; readonly reason: string };

export const NONE: Outcome = { kind: 'none' };

export function unknown(reason: string): Outcome {
  return { kind: 'unknown', reason };
}

/** What has to hold for a value of one type. */
export interface Facts {
  readonly rules: readonly Rule[];
  /** Rules that must not hold. */
  readonly broken: readonly Rule[];
  /** Values that are excluded. */
  readonly except: readonly ReadonlyMap<string, unknown>[];
  /** Whether a value satisfies all of it, as far as formats are known; a validator judges what is found (see `evaluate`). */
  readonly accept: (value: unknown) => Truth;
}

/** Takes what is settled apart. */
export function factsOf(literals: ReadonlySet<Formula>): Facts {
  const rules: Rule[] = [];
  const broken: Rule[] = [];
  const except: ReadonlyMap<string, unknown>[] = [];
  for (const literal of literals) {
    if (literal.kind === 'assertion') rules.push(literal.rule);
    else if (literal.kind === 'not' && literal.what.kind === 'assertion') broken.push(literal.what.rule);
    else if (literal.kind === 'not' && literal.what.kind === 'values') except.push(literal.what.values);
  }
  const all = [...literals];
  return { rules, broken, except, accept: (value) => every(all, (literal) => evaluate(literal, value, true)) };
}

/** A candidate that was made to satisfy the facts: a witness if it does. */
export function confirmed(facts: Facts, value: unknown, otherwise: string): Outcome {
  const truth = facts.accept(value);
  if (truth === true) return { kind: 'witness', value };
  return unknown(truth === undefined ? whyUncertain(facts) : otherwise);
}

/** Why a value could not be judged: the first rule that may be beyond this engine. */
export function whyUncertain({ rules, broken }: Facts): string {
  for (const rule of [...rules, ...broken]) {
    if (rule.name === 'opaque') return rule.reason;
    if (rule.name === 'format' && !isKnownFormat(rule.format)) return `the format "${rule.format}" is not known`;
    const pattern = rule.name === 'pattern' && !rule.pattern.expression ? rule.pattern.source : undefined;
    if (pattern !== undefined) return `the pattern ${JSON.stringify(pattern)} is not understood`;
  }
  return 'a part of the value could not be checked';
}
