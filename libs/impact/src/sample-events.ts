import { fieldAt, validateData, type Contract } from '@busbar/contracts';
import { parsePattern, tellingValues, type ValueTest } from '@busbar/event-pattern';

/** An event to try patterns with. */
export interface SampleEvent {
  readonly data: unknown;
  /** Name of the example; absent for one that was generated. */
  readonly example?: string;
}

/** Fields of an event's data with the values worth trying; `absent` is one of them. */
type Candidates = ReadonlyMap<string, readonly unknown[]>;

const absent = Symbol('absent');
const PREFIX = 'detail.data.';
/** Combinations of values beyond which one field at a time is varied. */
const MOST_COMBINATIONS = 64;

/**
 * The valid examples of a contract, before and after, and valid variations of them: each field that a pattern names gets the
 * values that tell the pattern's conditions apart, those that the schema lists, its bounds, and is left out where it may be.
 *
 * @param most generated events at most
 */
export function sampleEvents(
  contracts: readonly Contract[],
  patterns: readonly string[],
  most: number,
): { readonly examples: readonly SampleEvent[]; readonly generated: readonly SampleEvent[] } {
  const examples = new Map<string, SampleEvent>();
  for (const { examples: ofContract } of contracts) {
    for (const { name, data, valid } of ofContract) if (valid) examples.set(JSON.stringify(data), { data, example: name });
  }
  const candidates = candidatesOf(contracts, patterns);
  const generated = new Map<string, SampleEvent>();
  for (const { data } of examples.values()) {
    for (const variation of variationsOf(data, candidates)) {
      if (generated.size >= most) break;
      const text = JSON.stringify(variation);
      if (examples.has(text) || generated.has(text)) continue;
      if (contracts.some((contract) => validateData(contract, variation).length === 0)) generated.set(text, { data: variation });
    }
  }
  return { examples: [...examples.values()], generated: [...generated.values()] };
}

/** The fields of the data that patterns name, with dots. */
export function fieldsOf(patterns: readonly string[]): readonly string[] {
  return [...testsOf(patterns).keys()].sort();
}

function testsOf(patterns: readonly string[]): ReadonlyMap<string, readonly ValueTest[]> {
  const tests = new Map<string, ValueTest[]>();
  for (const { path, tests: ofField } of patterns.flatMap((pattern) => parsePattern(pattern).alternatives.flat())) {
    if (!path.startsWith(PREFIX)) continue;
    const field = path.slice(PREFIX.length);
    tests.set(field, [...(tests.get(field) ?? []), ...ofField]);
  }
  return tests;
}

function candidatesOf(contracts: readonly Contract[], patterns: readonly string[]): Candidates {
  return new Map(
    [...testsOf(patterns)].map(([field, tests]) => {
      const told = tellingValues(tests).map((text): unknown => JSON.parse(text));
      const known = contracts.flatMap(({ schema }) => fieldAt(schema, field.split('.')).flatMap(valuesOf));
      return [field, [...new Set([...known, ...told, absent])]];
    }),
  );
}

/** What a schema says about values: those it lists, and its bounds. */
function valuesOf(schema: ReturnType<typeof fieldAt>[number]): readonly unknown[] {
  const { enum: listed = [], const: only, minimum, maximum, type, examples = [] } = schema;
  const types = [type ?? []].flat();
  return [
    ...listed,
    ...(only === undefined ? [] : [only]),
    ...(types.includes('boolean') ? [true, false] : []),
    ...[minimum, maximum].filter((bound) => bound !== undefined),
    ...examples,
  ];
}

function* variationsOf(data: unknown, candidates: Candidates): Generator {
  const combinations = [...candidates.values()].reduce((product, { length }) => product * length, 1);
  if (combinations <= MOST_COMBINATIONS) yield* combinationsOf(data, [...candidates]);
  else for (const [field, values] of candidates) for (const value of values) yield withValue(data, field.split('.'), value);
}

function* combinationsOf(data: unknown, candidates: readonly (readonly [string, readonly unknown[]])[]): Generator {
  const [first, ...rest] = candidates;
  if (!first) {
    yield data;
    return;
  }
  for (const value of first[1]) yield* combinationsOf(withValue(data, first[0].split('.'), value), rest);
}

/** The same data with another value in a field; in lists, of their first item. What has no such place stays as it is. */
function withValue(data: unknown, [name, ...rest]: readonly string[], value: unknown): unknown {
  if (Array.isArray(data)) return data.length === 0 ? data : [withValue(data[0], [name ?? '', ...rest], value), ...data.slice(1)];
  if (typeof data !== 'object' || data === null || name === undefined) return data;
  const members = data as Readonly<Record<string, unknown>>;
  if (rest.length > 0) return name in members ? { ...members, [name]: withValue(members[name], rest, value) } : data;
  if (value !== absent) return { ...members, [name]: Array.isArray(members[name]) ? [value] : value };
  return Object.fromEntries(Object.entries(members).filter(([member]) => member !== name));
}
