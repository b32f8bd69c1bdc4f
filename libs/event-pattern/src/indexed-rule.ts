import type { Condition } from './condition';
import { filingOf, placesOf } from './filing';
import type { TreeEntry } from './rule-tree';

/** A pattern in an index. */
export interface IndexedRule<Id> {
  readonly id: Id;
  /** Rises with every rule added. */
  readonly order: number;
  readonly alternatives: IndexedAlternative<Id>[];
  /** The last event that matched. */
  matchedIn: number;
}

/** One way for a pattern to match, in an index. */
export class IndexedAlternative<Id> implements TreeEntry {
  /** The last event of which the array elements were searched. A second search would not change the rule's result. */
  searchedIn = 0;
  /** In the registry of the index. */
  number = 0;

  constructor(
    readonly rule: IndexedRule<Id>,
    readonly conditions: readonly Condition[],
  ) {}

  /** Adds its number, its traits, and how many and which conditions the way through the tree does not settle. */
  write(record: number[]): void {
    const filing = filingOf(this.conditions);
    const open = this.conditions.filter((condition) => !filing.includes(condition));
    record.push(this.number, this.#traits(placesOf(filing)), open.length);
    for (const condition of open) record.push(condition.number);
  }

  #traits(places: number): number {
    const { conditions } = this;
    const firstKeys = new Set(conditions.map((condition) => condition.field.path.split('.', 1)[0]));
    return (
      (this.rule.alternatives.length > 1 || places > 1 ? MET_AGAIN : 0) |
      (firstKeys.size < conditions.length || conditions.some((condition) => condition.mayBeAbsent) ? SHARES_ARRAYS : 0)
    );
  }
}

/** The rule may be met more than once an event. */
export const MET_AGAIN = 1;
/** Two of its fields may lie in elements of the same array. */
export const SHARES_ARRAYS = 2;
