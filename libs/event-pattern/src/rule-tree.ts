import type { Condition } from './condition';
import type { Field } from './field';
import type { FoundValues } from './found-values';

/** What a tree files. */
export type TreeEntry = object;

/**
 * Files entries by the values that they ask for exactly: by the value of one field, then of a second.
 *
 * `source` and `detail-type` come first, because that is what tells the rules of a bus apart; without them, fields in the order
 * of their paths, so that entries that ask for the same fields share branches.
 */
export class RuleTree<E extends TreeEntry> {
  readonly #root = new TreeNode<E>();

  /** @returns the conditions that reaching the entry does not settle */
  add(entry: E, conditions: readonly Condition[]): readonly Condition[] {
    const filing = filingOf(conditions);
    this.#root.add(entry, filing, 0);
    return conditions.filter((condition) => !filing.includes(condition));
  }

  remove(entry: E, conditions: readonly Condition[]): void {
    this.#root.remove(entry, filingOf(conditions), 0);
  }

  /**
   * Whether an entry can be reached with the values found so far, or with any values below the top level. As long as not, there
   * is no use in looking there.
   */
  reaches(event: number, found: FoundValues): boolean {
    return this.#root.reaches(event, found);
  }

  /** Calls `use` with every entry that the event's values lead to; with some entries more than once. */
  visit(event: number, found: FoundValues, use: (entry: E) => void): void {
    this.#root.visit(event, found, use);
  }
}

/** The conditions to file by. A condition with many values would multiply the entry. */
function filingOf(conditions: readonly Condition[]): readonly Condition[] {
  return conditions
    .filter((condition) => condition.isExact && valueCount(condition) <= MAX_VALUES)
    .sort((a, b) => rank(a) - rank(b))
    .slice(0, MAX_LEVELS);
}

const MAX_LEVELS = 2;
const MAX_VALUES = 16;

function valueCount(condition: Condition): number {
  return condition.symbols.size + condition.addressSymbols.size;
}

function rank(condition: Condition): number {
  const { path } = condition.field;
  return path === 'source' ? 0 : path === 'detail-type' ? 1 : 2;
}

class TreeNode<E> {
  /** Entries with nothing left to file by. */
  #entries: readonly E[] = [];
  #branches: readonly Branch<E>[] = [];
  readonly #branchOf = new Map<Field, Branch<E>>();
  #visitedIn = 0;

  get isEmpty(): boolean {
    return this.#entries.length === 0 && this.#branches.length === 0;
  }

  add(entry: E, filing: readonly Condition[], level: number): void {
    const condition = filing[level];
    if (condition === undefined) {
      this.#entries = [...this.#entries, entry];
      return;
    }
    let branch = this.#branchOf.get(condition.field);
    if (branch === undefined) {
      branch = { field: condition.field, byValue: new Map(), byAddress: new Map() };
      this.#branchOf.set(condition.field, branch);
      this.#branches = [...this.#branches, branch];
    }
    for (const symbol of condition.symbols) open(branch.byValue, symbol).add(entry, filing, level + 1);
    for (const symbol of condition.addressSymbols) open(branch.byAddress, symbol).add(entry, filing, level + 1);
  }

  remove(entry: E, filing: readonly Condition[], level: number): void {
    const condition = filing[level];
    if (condition === undefined) {
      this.#entries = this.#entries.filter((other) => other !== entry);
      return;
    }
    const branch = this.#branchOf.get(condition.field);
    if (branch === undefined) return;
    for (const symbol of condition.symbols) removeIn(branch.byValue, symbol, entry, filing, level);
    for (const symbol of condition.addressSymbols) removeIn(branch.byAddress, symbol, entry, filing, level);
    if (branch.byValue.size > 0 || branch.byAddress.size > 0) return;
    this.#branchOf.delete(condition.field);
    this.#branches = this.#branches.filter((other) => other !== branch);
  }

  reaches(event: number, found: FoundValues): boolean {
    if (this.#entries.length > 0) return true;
    for (const branch of this.#branches) {
      const { field } = branch;
      if (field.isNested) return true;
      if (field.seenIn !== event) continue;
      for (let index = field.firstValue; index >= 0; index = found.next[index] as number) {
        if (branch.byValue.get(found.symbol[index] as number)?.reaches(event, found)) return true;
        if (branch.byAddress.get(found.addressSymbol[index] as number)?.reaches(event, found)) return true;
      }
    }
    return false;
  }

  visit(event: number, found: FoundValues, use: (entry: E) => void): void {
    // Equal values of an array lead here again and again.
    if (this.#visitedIn === event) return;
    this.#visitedIn = event;
    for (const entry of this.#entries) use(entry);
    for (const branch of this.#branches) {
      const { field } = branch;
      if (field.seenIn !== event) continue;
      for (let index = field.firstValue; index >= 0; index = found.next[index] as number) {
        const symbol = found.symbol[index] as number;
        if (symbol !== 0) branch.byValue.get(symbol)?.visit(event, found, use);
        const address = found.addressSymbol[index] as number;
        if (address !== 0) branch.byAddress.get(address)?.visit(event, found, use);
      }
    }
  }
}

interface Branch<E> {
  readonly field: Field;
  readonly byValue: Map<number, TreeNode<E>>;
  readonly byAddress: Map<number, TreeNode<E>>;
}

function open<E>(nodes: Map<number, TreeNode<E>>, symbol: number): TreeNode<E> {
  let node = nodes.get(symbol);
  if (node === undefined) nodes.set(symbol, (node = new TreeNode()));
  return node;
}

function removeIn<E>(
  nodes: Map<number, TreeNode<E>>,
  symbol: number,
  entry: E,
  filing: readonly Condition[],
  level: number,
): void {
  const node = nodes.get(symbol);
  if (node === undefined) return;
  node.remove(entry, filing, level + 1);
  if (node.isEmpty) nodes.delete(symbol);
}
