import { type Facts, NONE, type Outcome, unknown } from './facts';

interface Range {
  readonly min: number;
  readonly max: number;
}

/** Grids with more points than this between the limits are not searched to the end. */
const MAXIMUM_POINTS = 2_000;
const NEAR = [0, 1, -1, 2, 3, 0.5, -0.5, 1.5, 5, 7, 10, 100, 0.25, 1e6];

/** A number that satisfies the facts. */
export function findNumber(facts: Facts): Outcome {
  const range = rangeOf(facts);
  if (!range) return NONE;
  if (range.min === range.max) return onlyAmong([range.min], facts);
  const grid = gridOf(facts);
  if (grid === undefined)
    return tryAll(candidates(range, 1, facts), facts, 'numbers between multiples of fractions are not reasoned about');
  if (grid === 0) return tryAll(candidates(range, 1, facts), facts, 'no number was found between the limits');
  const first = Math.ceil(range.min / grid);
  const last = Math.floor(range.max / grid);
  if (first > last) return NONE;
  if (last - first < MAXIMUM_POINTS) return onlyAmong(points(first, last, grid), facts);
  // Every multiple of 6 is a multiple of 3.
  for (const rule of facts.broken)
    if (rule.name === 'multiple-of' && Number.isInteger(grid / rule.divisor) && isExact(rule.divisor)) return NONE;
  return tryAll(candidates(range, grid, facts), facts, 'no multiple was found between the limits');
}

/** The limits as a closed range; undefined when nothing is between them. */
function rangeOf({ rules, broken }: Facts): Range | undefined {
  let [min, max, minOpen, maxOpen] = [-Infinity, Infinity, false, false];
  const lower = (limit: number, open: boolean): void => {
    if (limit > min || (limit === min && open)) [min, minOpen] = [limit, open];
  };
  const upper = (limit: number, open: boolean): void => {
    if (limit < max || (limit === max && open)) [max, maxOpen] = [limit, open];
  };
  for (const rule of rules) {
    if (rule.name === 'minimum') lower(rule.limit, rule.exclusive);
    if (rule.name === 'maximum') upper(rule.limit, rule.exclusive);
  }
  for (const rule of broken) {
    if (rule.name === 'minimum') upper(rule.limit, !rule.exclusive);
    if (rule.name === 'maximum') lower(rule.limit, !rule.exclusive);
  }
  return min > max || (min === max && (minOpen || maxOpen)) ? undefined : { min, max };
}

/** The distance between the numbers that are multiples of all divisors; 0 without divisors, undefined when floats cannot tell. */
function gridOf({ rules }: Facts): number | undefined {
  const divisors = rules.flatMap((rule) => (rule.name === 'multiple-of' ? [rule.divisor] : []));
  if (divisors.length === 0) return 0;
  if (!divisors.every(isExact)) return undefined;
  const scaled = divisors.map((divisor) => divisor * SCALE);
  const grid = scaled.reduce((a, b) => (a / greatestCommonDivisor(a, b)) * b);
  return grid <= Number.MAX_SAFE_INTEGER ? grid / SCALE : undefined;
}

const SCALE = 2 ** 16;

/** Whether dividing by it is exact: whole numbers and halves of halves are, tenths are not. */
function isExact(divisor: number): boolean {
  const scaled = divisor * SCALE;
  return Number.isInteger(scaled) && scaled <= Number.MAX_SAFE_INTEGER;
}

function greatestCommonDivisor(a: number, b: number): number {
  while (b !== 0) [a, b] = [b, a % b];
  return a;
}

function points(first: number, last: number, grid: number): number[] {
  // Small numbers first: they make the more readable witness.
  const all = Array.from({ length: last - first + 1 }, (_, index) => (first + index) * grid);
  return all.sort((a, b) => Math.abs(a) - Math.abs(b));
}

function candidates({ min, max }: Range, grid: number, { rules, broken, except }: Facts): number[] {
  const anchors = [0, min, max, ...except.flatMap((values) => [...values.values()].slice(0, 50)).map(Number)];
  const divisors = [...rules, ...broken].flatMap((rule) => (rule.name === 'multiple-of' ? [rule.divisor] : []));
  const around = anchors.filter(Number.isFinite).flatMap((anchor) => {
    const onGrid = Math.ceil(anchor / grid) * grid;
    return NEAR.flatMap((step) => [
      anchor + step,
      onGrid + step * grid,
      ...divisors.map((divisor) => onGrid + Math.round(step) * divisor),
    ]);
  });
  const between =
    Number.isFinite(min) && Number.isFinite(max)
      ? [0.5, 0.25, 0.75, 0.1, 0.01, 0.001].map((part) => min + (max - min) * part)
      : [];
  const many = Array.from({ length: 64 }, (_, index) => [index, -index, index + 0.5]).flat();
  const within = [...new Set([...around, ...between, ...many])].filter((one) => one >= min && one <= max);
  return within.sort(byReadability).map((one) => (one === 0 ? 0 : one));
}

/** Whole and small numbers first. */
function byReadability(a: number, b: number): number {
  return Number(Number.isInteger(b)) - Number(Number.isInteger(a)) || Math.abs(a) - Math.abs(b) || b - a;
}

function tryAll(numbers: readonly number[], facts: Facts, otherwise: string): Outcome {
  const value = numbers.find((one) => facts.accept(one) === true);
  return value === undefined ? unknown(otherwise) : { kind: 'witness', value };
}

/** Nothing else can satisfy them. */
function onlyAmong(numbers: readonly number[], facts: Facts): Outcome {
  let open = false;
  for (const value of numbers) {
    const truth = facts.accept(value === 0 ? 0 : value);
    if (truth === true) return { kind: 'witness', value: value === 0 ? 0 : value };
    open ||= truth === undefined;
  }
  return open ? unknown('a number could not be checked') : NONE;
}
