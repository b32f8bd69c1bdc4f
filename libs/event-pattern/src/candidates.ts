import type { Condition } from './condition';
import { filingOf, placesOf } from './filing';

/** One way for a pattern to match, in an index. */
export interface IndexedAlternative<Id> {
  readonly rule: IndexedRule<Id>;
  readonly conditions: readonly Condition[];
  /** The last event of which the array elements were searched. A second search would not change the rule's result. */
  searchedIn: number;
}

export interface IndexedRule<Id> {
  readonly id: Id;
  /** Rises with every rule added. */
  readonly order: number;
  readonly alternatives: IndexedAlternative<Id>[];
  /** The last event that matched. */
  matchedIn: number;
}

/**
 * The alternatives filed at one place, written out in columns: what decides whether they match lies together, in the order in which
 * it is read. The conditions that the way to the place has settled are left out.
 */
export class Candidates<Id> {
  readonly ids: Id[] = [];
  readonly orders: number[] = [];
  readonly alternatives: readonly IndexedAlternative<Id>[];
  /** The open conditions of all alternatives, one after the other. */
  readonly conditions: Condition[] = [];
  /** By alternative: where its conditions end, and its traits. */
  readonly steps: Int32Array;

  constructor(alternatives: readonly IndexedAlternative<Id>[]) {
    this.alternatives = [...alternatives];
    this.steps = new Int32Array(2 * alternatives.length);
    alternatives.forEach((alternative, i) => {
      const filing = filingOf(alternative.conditions);
      this.ids.push(alternative.rule.id);
      this.orders.push(alternative.rule.order);
      for (const condition of alternative.conditions) if (!filing.includes(condition)) this.conditions.push(condition);
      this.steps[2 * i] = this.conditions.length;
      this.steps[2 * i + 1] = traitsOf(alternative, placesOf(filing));
    });
  }
}

/** The rule may be met more than once an event. */
export const MET_AGAIN = 1;
/** Two of its fields may lie in elements of the same array. */
export const SHARES_ARRAYS = 2;

function traitsOf<Id>(alternative: IndexedAlternative<Id>, places: number): number {
  const { rule, conditions } = alternative;
  const firstKeys = new Set(conditions.map((condition) => condition.field.path.split('.', 1)[0]));
  return (
    (rule.alternatives.length > 1 || places > 1 ? MET_AGAIN : 0) |
    (firstKeys.size < conditions.length || conditions.some((condition) => condition.mayBeAbsent) ? SHARES_ARRAYS : 0)
  );
}
