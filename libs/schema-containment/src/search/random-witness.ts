import { evaluate, type Formula } from '../formula';
import { isObject, own, put } from '../json';
import type { Outcome } from './facts';

/**
 * The last resort: values near those that were found, changed at random, that one formula accepts and the other rejects. The same
 * formulas give the same values.
 */
export function* randomWitness(sub: Formula, sup: Formula, seeds: readonly Outcome[], attempts: number): Generator<unknown> {
  const pool = [
    null,
    true,
    false,
    0,
    1,
    -1,
    0.5,
    10,
    '',
    'a',
    'ab',
    [],
    [0],
    {},
    { a: 0 },
    ...seedsOf(seeds),
    ...constantsOf([sub, sup]),
  ];
  const random = generator(pool.length);
  const pick = (): unknown => pool[Math.floor(random() * pool.length)];
  for (let tried = 0; tried < attempts; tried++) {
    const value = tried < pool.length ? pool[tried] : mutate(pick(), pick, random);
    if (evaluate(sub, value) !== false && evaluate(sup, value) !== true) yield value;
  }
}

function seedsOf(seeds: readonly Outcome[]): unknown[] {
  return seeds.flatMap((seed) => (seed.kind === 'witness' ? [seed.value] : []));
}

const MAXIMUM_CONSTANTS = 60;

/** Values that formulas mention, and numbers and lengths next to their limits. */
function constantsOf(formulas: readonly Formula[]): unknown[] {
  const found: unknown[] = [];
  const seen = new Set<Formula>();
  const open = [...formulas];
  for (let formula = open.pop(); formula && found.length < MAXIMUM_CONSTANTS; formula = open.pop()) {
    if (seen.has(formula)) continue;
    seen.add(formula);
    if (formula.kind === 'values') found.push(...[...formula.values.values()].slice(0, 5));
    else if (formula.kind === 'all' || formula.kind === 'any' || formula.kind === 'one') open.push(...formula.parts);
    else if (formula.kind === 'not') open.push(formula.what);
    else if (formula.kind === 'reference') open.push(formula.target());
    else if (formula.kind === 'assertion') {
      const { rule } = formula;
      if ('schema' in rule) open.push(rule.schema);
      if (rule.name === 'minimum' || rule.name === 'maximum')
        found.push(rule.limit, rule.limit + 1, rule.limit - 1, rule.limit + 0.5);
      if (rule.name === 'min-length' || rule.name === 'max-length') found.push('a'.repeat(Math.min(rule.limit + 1, 1_000)));
      if (rule.name === 'has' || rule.name === 'property') found.push({ [rule.property]: 0 }, rule.property);
    }
  }
  return found;
}

/** Replaces, drops or adds something inside a value. */
function mutate(value: unknown, pick: () => unknown, random: () => number, depth = 0): unknown {
  if (depth > 4 || random() < 0.3) return pick();
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => (random() < 0.5 ? mutate(item, pick, random, depth + 1) : item));
    if (random() < 0.3) items.push(pick());
    return random() < 0.2 ? items.slice(1) : items;
  }
  if (!isObject(value)) return typeof value === 'number' ? value + Math.round(random() * 4 - 2) : pick();
  const changed: Record<string, unknown> = {};
  for (const name of Object.keys(value)) {
    if (random() < 0.15) continue;
    put(changed, name, random() < 0.4 ? mutate(own(value, name), pick, random, depth + 1) : own(value, name));
  }
  const extra = pick();
  if (random() < 0.4 && typeof extra === 'string') put(changed, extra, pick());
  return changed;
}

/** Numbers from 0 to 1 that look random and are the same every time (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
