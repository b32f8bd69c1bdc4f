import type { Condition } from './condition';
import { filingOf, placesOf } from './filing';
import type { TreeEntry } from './rule-tree';

/** A pattern in an index. */
export interface IndexedRule<Id> {
  readonly id: Id;
  /** Rises with every rule added. */
  readonly order: number;
  readonly alternatives: IndexedAlternative<Id>[];
}

/** One way for a pattern to match, in an index. */
export class IndexedAlternative<Id> implements TreeEntry {
  /** The last event of which the array elements were searched. A second search would not change the rule's result. */
  searchedIn = 0;
  /** In the registry of the index. */
  number = 0;
  readonly filing: readonly Condition[];

  constructor(
    readonly rule: IndexedRule<Id>,
    readonly conditions: readonly Condition[],
  ) {
    this.filing = filingOf(conditions);
  }

  /**
   * Adds `ENTRY` cells: its number, that of its rule's first alternative, its traits, and how many conditions the way through the
   * tree does not settle. After them the numbers of those conditions.
   */
  write(record: number[]): void {
    const { filing } = this;
    const open = this.conditions.filter((condition) => !filing.includes(condition));
    const [first] = this.rule.alternatives;
    record.push(this.number, first?.number ?? 0, this.#traits(filing), open.length);
    for (const condition of open) record.push(condition.number);
  }

  #traits(filing: readonly Condition[]): number {
    const firstKeys = new Set(this.conditions.map((condition) => firstKey(condition)));
    const sharesArrays = firstKeys.size < this.conditions.length;
    const filedKeys = new Set(filing.map((condition) => firstKey(condition)));
    const sharesWithFiled = this.conditions.filter((condition) => filedKeys.has(firstKey(condition))).length > filing.length;
    const mayBeAbsent = this.conditions.some((condition) => condition.mayBeAbsent);
    return (
      (this.rule.alternatives.length > 1 || placesOf(filing) > 1 ? MET_AGAIN : 0) |
      (sharesArrays || mayBeAbsent ? SHARES_ARRAYS : 0) |
      (sharesWithFiled || filedKeys.size < filing.length ? FILED_SHARE_ARRAYS : 0) |
      (mayBeAbsent ? MAY_BE_ABSENT : 0)
    );
  }
}

/** Cells of an alternative before its conditions. */
export const ENTRY = 4;

// Traits of an alternative.
/** Its rule may be met more than once an event. */
export const MET_AGAIN = 1;
/** Two of its fields may lie in elements of the same array. */
export const SHARES_ARRAYS = 2;
/** One of the two may be a field that it is filed by. */
export const FILED_SHARE_ARRAYS = 4;
/** One of its fields may be absent, and then from the elements of several arrays at once. */
export const MAY_BE_ABSENT = 8;

/** Fields whose paths begin with different keys never lie in the same array. */
function firstKey(condition: Condition): string {
  return condition.field.path.split('.', 1)[0] as string;
}
