import { leavesOf, type Leaf, type Membership } from './event-leaves';
import type { Alternative, FieldTest, Pattern } from './pattern';
import { holds } from './value-test';

/**
 * Whether EventBridge would say that `event` matches `pattern`.
 *
 * @param event the JSON text of the whole event, or the event as an object. From an object it cannot be known how numbers were
 *   spelled (`9007199254740993` and `9007199254740992` are one number) and whether keys were repeated.
 * @throws EventError when `event` is not one JSON object
 */
export function matches(pattern: Pattern, event: string | object): boolean {
  const leaves = leavesOf(event);
  return pattern.alternatives.some((alternative) => alternativeMatches(alternative, leaves));
}

export function alternativeMatches(alternative: Alternative, leaves: ReadonlyMap<string, readonly Leaf[]>): boolean {
  return matchesFrom(alternative, 0, new Map(), leaves);
}

function matchesFrom(
  alternative: Alternative, at: number, elements: ReadonlyMap<number, number>, leaves: ReadonlyMap<string, readonly Leaf[]>,
): boolean {
  const field = alternative[at];
  if (field === undefined) return true;
  const candidates = (leaves.get(field.path) ?? []).filter((leaf) => agrees(leaf.membership, elements));
  if (candidates.length === 0) return isAbsenceTest(field) && matchesFrom(alternative, at + 1, elements, leaves);
  return candidates.some(
    (leaf) =>
      field.tests.some((test) => holds(test, leaf)) &&
      matchesFrom(alternative, at + 1, withMembership(elements, leaf.membership), leaves),
  );
}

function isAbsenceTest(field: FieldTest): boolean {
  return field.tests.some((test) => test.kind === 'absent');
}

function agrees(membership: Membership | undefined, elements: ReadonlyMap<number, number>): boolean {
  for (let m = membership; m !== undefined; m = m.outer) {
    const index = elements.get(m.array);
    if (index !== undefined && index !== m.index) return false;
  }
  return true;
}

function withMembership(elements: ReadonlyMap<number, number>, membership: Membership | undefined): ReadonlyMap<number, number> {
  if (membership === undefined) return elements;
  const result = new Map(elements);
  for (let m: Membership | undefined = membership; m !== undefined; m = m.outer) result.set(m.array, m.index);
  return result;
}
