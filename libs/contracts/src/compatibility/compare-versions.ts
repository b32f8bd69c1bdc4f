import {
  type Containment,
  ContainmentCheck,
  type ContainmentOptions,
  isObject,
  type JsonObject,
  placePath,
  SchemaError,
} from '@busbar/schema-containment';
import { type Difference, isBreaking } from './differences';
import { type Change, type Demand, findChanges } from './find-changes';
import { isPlainlyContained } from './plain-containment';
import { consumerView, publisherView } from './views';

export interface VersionComparison {
  readonly differences: readonly Difference[];
  /** All of what may be published under the newer version, for consumers of the older. */
  readonly forward: Containment;
  /** All of what was published under the older version, for consumers of the newer. Absent when not asked for. */
  readonly replay?: Containment;
}

export interface CompareOptions extends Pick<ContainmentOptions, 'steps' | 'attempts'> {
  /**
   * Whether events of the older version may reach consumers of the newer: from archives, or because they upgrade first. @default
   * true
   */
  readonly replay?: boolean;
}

/**
 * What changed between two versions of a contract's schema, and for each change whether it breaks a reader: *publisher view ⊆
 * consumer view*, forward (new events, old readers) and in replay (old events, new readers). A break carries a whole event that
 * one side accepts and the other rejects.
 *
 * @throws SchemaError when one of them is not a schema.
 */
export function compareVersions(older: unknown, newer: unknown, options: CompareOptions = {}): VersionComparison {
  const [from, to] = [objectSchema(older), objectSchema(newer)];
  const forward = direction(to, from, options);
  const replay = options.replay === false ? undefined : direction(from, to, options);
  const differences = findChanges(from, to).map((change): Difference => {
    const { place, oldDemand, newDemand, ...what } = change;
    const replayed = replay?.effectOf(change, newDemand);
    return {
      ...what,
      path: placePath(place),
      forward: forward.effectOf(change, oldDemand),
      ...(replayed ? { replay: replayed } : {}),
    };
  });
  const whole = { forward: forward.whole, ...(replay ? { replay: replay.whole } : {}) };
  if (isBreaking(whole) && !differences.some(isBreaking)) differences.push({ kind: 'other-changed', path: '', ...whole });
  return { differences, ...whole };
}

interface Direction {
  readonly whole: Containment;
  /** What a change alone does, given what its readers demand at its place. */
  effectOf(change: Change, demand: Demand | undefined): Containment;
}

function direction(publisher: JsonObject, consumer: JsonObject, options: CompareOptions): Direction {
  const fine: Containment = { verdict: 'contained', reason: 'No reader rejects anything because of it.', path: '' };
  if (isPlainlyContained(publisher, consumer)) return { whole: fine, effectOf: () => fine };
  const check = new ContainmentCheck(publisherView(publisher), consumerView(consumer), options);
  const whole = check.run();
  return {
    whole,
    // Where the whole is fine, so is each part of it.
    effectOf: ({ place }, demand) =>
      whole.verdict === 'contained' || demand === undefined ? fine : check.runAt(place, demand()),
  };
}

function objectSchema(schema: unknown): JsonObject {
  if (!isObject(schema)) throw new SchemaError('The schema of a contract is an object.', '');
  return schema;
}
