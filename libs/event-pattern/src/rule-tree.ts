import type { Condition } from './condition';
import type { Interest } from './event-scanner';
import type { Field } from './field';
import { filingOf } from './filing';
import type { FoundValues } from './found-values';
import { HashRows } from './hash-rows';
import type { PathNode } from './path-tree';
import { type Branch, TreeNode } from './tree-node';

/** What a tree files. */
export interface TreeEntry {
  readonly conditions: readonly Condition[];
}

/**
 * Files entries by the values that they ask for exactly (see `filingOf`), so that an event meets only the entries that it can
 * still match.
 *
 * It is walked in two steps: by the values of the top level, which tells what of the rest of the event matters, and then further by
 * values from there. The ways from node to node are rows of one table, because walking is mostly waiting for memory.
 *
 * @typeParam List what `visit` gives for the entries of one place: made once, and again after they changed
 */
export class RuleTree<E extends TreeEntry, List> implements Interest {
  readonly #nodes: (TreeNode<E, List> | undefined)[] = [undefined];
  readonly #freeNodes: number[] = [];
  readonly #root = this.#makeNode();
  /** Hash, node that the way leads to, branch, symbol. */
  readonly #ways = new HashRows();
  #lastBranch = 0;
  /** Fields of the top level that entries are filed by. */
  readonly #topFields = new Set<Field>();
  #fewTopFields: readonly Field[] = [];

  /** The nodes that the top level of the event at hand led to. */
  readonly #reached: TreeNode<E, List>[] = [];
  #reachedCount = 0;
  #reachedIn = 0;

  constructor(
    private readonly found: FoundValues,
    private readonly makeList: (entries: readonly E[]) => List,
  ) {}

  add(entry: E): void {
    const filing = filingOf(entry.conditions);
    for (const { field } of filing) if (!field.isNested && ++field.filings === 1) this.#topFields.add(field);
    this.#listFew();
    this.#add(this.#root, entry, filing, 0);
  }

  remove(entry: E): void {
    const filing = filingOf(entry.conditions);
    for (const { field } of filing) if (!field.isNested && --field.filings === 0) this.#topFields.delete(field);
    this.#listFew();
    this.#remove(this.#root, entry, filing, 0);
  }

  isDecided(event: number): boolean {
    if (this.#topFields.size > FEW) return false;
    for (const field of this.#fewTopFields) if (field.seenIn !== event) return false;
    return true;
  }

  mark(event: number): boolean {
    this.#reach(event);
    let any = false;
    for (let i = 0; i < this.#reachedCount; i++) {
      for (const field of (this.#reached[i] as TreeNode<E, List>).wantedFields) {
        any = true;
        for (let node: PathNode<Field> | undefined = field.node; node !== undefined; node = node.parent) {
          if (node.wantedIn === event) break;
          node.wantedIn = event;
        }
      }
    }
    return any;
  }

  /** Calls `use` with the lists of all places that the event's values lead to, each once. */
  visit(event: number, use: (list: List) => void): void {
    this.#reach(event);
    for (let i = 0; i < this.#reachedCount; i++) this.#use(this.#reached[i] as TreeNode<E, List>, event, use);
    if (this.#reached.length > KEPT) this.#reached.length = 0;
  }

  #reach(event: number): void {
    if (this.#reachedIn === event) return;
    this.#reachedIn = event;
    this.#reachedCount = 0;
    this.#reachFrom(this.#root, event);
  }

  #reachFrom(node: TreeNode<E, List>, event: number): void {
    // Equal values of an array lead here again and again.
    if (node.reachedIn === event) return;
    node.reachedIn = event;
    this.#reached[this.#reachedCount++] = node;
    for (const branch of node.branches) {
      const { field } = branch;
      if (field.isNested || field.seenIn !== event) continue;
      const { found } = this;
      for (let index = field.firstValue; index >= 0; index = found.next[index] as number) {
        const next = this.#next(branch, found.symbol[index] as number);
        if (next !== undefined) this.#reachFrom(next, event);
        const byAddress = this.#next(branch, found.addressSymbol[index] as number);
        if (byAddress !== undefined) this.#reachFrom(byAddress, event);
      }
    }
  }

  #use(node: TreeNode<E, List>, event: number, use: (list: List) => void): void {
    const list = node.list(this.makeList);
    if (list !== undefined) use(list);
    for (const branch of node.branches) {
      const { field } = branch;
      if (!field.isNested || field.seenIn !== event) continue;
      const { found } = this;
      for (let index = field.firstValue; index >= 0; index = found.next[index] as number) {
        this.#useOnce(this.#next(branch, found.symbol[index] as number), event, use);
        this.#useOnce(this.#next(branch, found.addressSymbol[index] as number), event, use);
      }
    }
  }

  #useOnce(node: TreeNode<E, List> | undefined, event: number, use: (list: List) => void): void {
    if (node === undefined || node.reachedIn === event) return;
    node.reachedIn = event;
    this.#use(node, event, use);
  }

  #next(branch: Branch, symbol: number): TreeNode<E, List> | undefined {
    if (symbol === 0) return undefined;
    const row = this.#way(branch, symbol);
    return row < 0 ? undefined : this.#nodes[this.#ways.cells[row + 1] as number];
  }

  /** The row of a way, or -1. */
  #way(branch: Branch, symbol: number): number {
    const ways = this.#ways;
    const { cells } = ways;
    for (let row = ways.home(hashOf(branch, symbol)); cells[row + 1] !== 0; row = ways.after(row)) {
      if (cells[row + 2] === branch.number && cells[row + 3] === symbol) return row;
    }
    return -1;
  }

  #add(node: TreeNode<E, List>, entry: E, filing: readonly Condition[], level: number): void {
    const condition = filing[level];
    if (isEndOfTop(filing, level)) node.want(nestedFieldsOf(entry));
    if (condition === undefined) return node.addEntry(entry);
    const branch = this.#openBranch(node, condition.field);
    for (const symbol of symbolsOf(condition)) {
      const next = this.#next(branch, symbol) ?? this.#open(branch, symbol);
      this.#add(next, entry, filing, level + 1);
    }
  }

  #remove(node: TreeNode<E, List>, entry: E, filing: readonly Condition[], level: number): void {
    const condition = filing[level];
    if (isEndOfTop(filing, level)) node.unwant(nestedFieldsOf(entry));
    if (condition === undefined) return node.removeEntry(entry);
    const branch = node.branches.find((it) => it.field === condition.field);
    if (branch === undefined) return;
    for (const symbol of symbolsOf(condition)) {
      const next = this.#next(branch, symbol);
      if (next === undefined) continue;
      this.#remove(next, entry, filing, level + 1);
      if (next.isEmpty) this.#close(next, branch, symbol);
    }
    if (branch.size === 0) node.branches = node.branches.filter((it) => it !== branch);
  }

  #openBranch(node: TreeNode<E, List>, field: Field): Branch {
    const known = node.branches.find((it) => it.field === field);
    if (known !== undefined) return known;
    const branch = { field, number: ++this.#lastBranch, size: 0 };
    node.branches = [...node.branches, branch];
    return branch;
  }

  #open(branch: Branch, symbol: number): TreeNode<E, List> {
    const node = this.#makeNode();
    this.#ways.add(hashOf(branch, symbol), node.number, branch.number, symbol);
    branch.size++;
    return node;
  }

  #close(node: TreeNode<E, List>, branch: Branch, symbol: number): void {
    this.#ways.remove(this.#way(branch, symbol));
    branch.size--;
    this.#nodes[node.number] = undefined;
    this.#freeNodes.push(node.number);
  }

  #makeNode(): TreeNode<E, List> {
    const number = this.#freeNodes.pop() ?? this.#nodes.length;
    const node = new TreeNode<E, List>(number);
    this.#nodes[number] = node;
    return node;
  }

  #listFew(): void {
    this.#fewTopFields = this.#topFields.size <= FEW ? [...this.#topFields] : [];
  }
}

/** More fields than this are not waited for one by one. */
const FEW = 8;
/** Room for nodes that is kept for the next event. */
const KEPT = 1024;

/** Whether a level is the first that the top level of an event does not lead beyond. */
function isEndOfTop(filing: readonly Condition[], level: number): boolean {
  const isNested = (at: number): boolean => filing[at]?.field.isNested ?? true;
  return isNested(level) && (level === 0 || !isNested(level - 1));
}

function nestedFieldsOf(entry: TreeEntry): readonly Field[] {
  return entry.conditions.map((condition) => condition.field).filter((field) => field.isNested);
}

/** Of values and of addresses alike: no two things have the same symbol. */
function symbolsOf(condition: Condition): readonly number[] {
  return [...condition.symbols, ...condition.addressSymbols];
}

function hashOf(branch: Branch, symbol: number): number {
  return Math.imul(Math.imul(branch.number, 0x9e3779b1) ^ symbol, 0x85ebca6b);
}
