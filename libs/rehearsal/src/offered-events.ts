import { parsePattern, tellingValues, type ValueTest } from '@busbar/event-pattern';
import type { Manifest } from '@busbar/manifest';
import { RAISED, type Expectation, type ExpectedSubscription, type OfferedEvent } from './expectation';

/** Events of one type that are told apart by who receives them, now or afterwards; most of them. */
const MOST_A_TYPE = 8;
const MOST_COMBINATIONS = 400;
const PREFIX = 'detail.data.';

/**
 * What to publish of every event type that one of the manifests publishes: the contracts' examples, and variations of them that hit
 * and miss each filter, one for each set of subscriptions that can be told apart. Sorted by event type.
 */
export function offeredEvents(manifests: readonly Manifest[], expectations: readonly Expectation[]): readonly OfferedEvent[] {
  const sources = new Map<string, string>();
  for (const { publishers } of expectations) for (const [type, { source }] of publishers) sources.set(type, source);
  return [...sources]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([eventType, source]): OfferedEvent[] => {
      const subscriptions = expectations.flatMap((each) => each.subscriptions.filter((one) => one.eventType === eventType));
      const distinct = new Map<string, OfferedEvent>();
      for (const data of candidates(examplesOf(manifests, eventType), subscriptions)) {
        const event = { source, eventType, data };
        const receivers = expectations.map((each) => [...each.receivers(event).keys()].sort().join());
        const signature = receivers.join(' | ');
        if (!distinct.has(signature)) distinct.set(signature, event);
        if (distinct.size >= MOST_A_TYPE) break;
      }
      return [...distinct.values()];
    });
}

function examplesOf(manifests: readonly Manifest[], eventType: string): readonly unknown[] {
  const contracts = manifests.flatMap((manifest) => manifest.contracts.filter(({ type }) => type === eventType));
  const examples = contracts.flatMap((contract) => contract.examples.filter(({ valid }) => valid).map(({ data }) => data));
  return examples.length > 0 ? examples : [{}];
}

/** Examples first, then for each alternative of each filter the data that meets all of it, then one field at a time. */
function* candidates(examples: readonly unknown[], subscriptions: readonly ExpectedSubscription[]): Generator {
  yield* examples;
  for (const { filter } of subscriptions) {
    if (!filter || Object.keys(filter).length === 0) continue;
    const { alternatives } = parsePattern(JSON.stringify({ detail: { data: filter } }), RAISED);
    for (const fields of alternatives) {
      for (const example of examples.slice(0, 1)) yield* variations(example, fields);
    }
  }
}

type Field = { readonly path: string; readonly tests: readonly ValueTest[] };

/** Every combination of the values that tell the fields' conditions apart; where those are too many, one field at a time. */
function* variations(example: unknown, fields: readonly Field[]): Generator {
  const values = fields.map(({ path, tests }) => ({
    path: pathOf(path),
    values: [...tellingValues(tests).map((text): unknown => JSON.parse(text)), undefined],
  }));
  const combinations = values.reduce((product, { values: { length } }) => product * length, 1);
  if (combinations <= MOST_COMBINATIONS) return yield* combined(example, values);
  const all = values.reduce((data, { path, values: [first] }) => withValue(data, path, first), example);
  yield all;
  for (const { path, values: some } of values) for (const value of some.slice(1)) yield withValue(all, path, value);
}

function* combined(
  example: unknown,
  [first, ...rest]: readonly { readonly path: readonly string[]; readonly values: readonly unknown[] }[],
): Generator {
  if (!first) return yield example;
  for (const value of first.values) yield* combined(withValue(example, first.path, value), rest);
}

function pathOf(path: string): readonly string[] {
  return (path.startsWith(PREFIX) ? path.slice(PREFIX.length) : path).split('.');
}

function withValue(data: unknown, [name, ...rest]: readonly string[], value: unknown): unknown {
  if (name === undefined) return value;
  const members = typeof data === 'object' && data !== null && !Array.isArray(data) ? (data as Record<string, unknown>) : {};
  const inner = withValue(members[name], rest, value);
  if (inner !== undefined) return { ...members, [name]: inner };
  return Object.fromEntries(Object.entries(members).filter(([member]) => member !== name));
}
