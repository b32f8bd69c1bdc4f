import type { Condition } from './condition';
import type { Interest } from '../scan/event-scanner';
import type { Field } from './field';
import type { FoundValues } from '../scan/found-values';
import { HashRows } from './hash-rows';
import type { PathNode } from '../scan/path-tree';
import { Registry } from './registry';
import { type Branch, TreeNode } from './tree-node';
import { TreeRecords } from './tree-records';

/** What a tree files. */
export interface TreeEntry {
  readonly conditions: readonly Condition[];
  /** The conditions to file it by, in order (see `filingOf`). */
  readonly filing: readonly Condition[];
  /** Adds the integers that `EntryUse` is to get for the entry. */
  write(record: number[]): void;
}

/** Called with the integers of `count` entries, one after the other from `at` on. */
export type EntryUse = (cells: Int32Array, at: number, count: number) => void;

/**
 * Files entries by the values that they ask for exactly (see `filingOf`), so that an event meets only the entries that it can
 * still match.
 *
 * It is walked in two steps: by the values of the top level, which tells what of the rest of the event matters, and then
 * further by values from there. Walking a large tree is mostly waiting for memory. So all that is read on the way is integers
 * close together:
 * the ways from node to node are rows of one table, and each node has one record.
 */
export class RuleTree<E extends TreeEntry> implements Interest {
  readonly #nodes = new Registry<TreeNode<E>>();
  /** By node: the last event that led there, where several values might. */
  #reachedIn = new Float64Array(SMALLEST);
  readonly #root = this.#makeNode();
  /** Hash, node that the way leads to, branch, symbol. */
  readonly #ways = new HashRows();
  readonly #records = new TreeRecords();
  #lastBranch = 0;
  /** Fields of the top level that entries are filed by. */
  readonly #topFields = new Set<Field>();
  #fewTopFields: readonly Field[] = [];

  /** The nodes that the top level of the event at hand led to. */
  readonly #reached: number[] = [];
  #reachedCount = 0;
  #event = 0;

  constructor(
    private readonly fields: Registry<Field>,
    private readonly found: FoundValues,
  ) {}

  add(entry: E): void {
    for (const { field } of entry.filing) {
      if (field.isNested || ++field.filings > 1) continue;
      this.#topFields.add(field);
      this.#listFew();
    }
    this.#add(this.#root, entry, 0);
  }

  remove(entry: E): void {
    for (const { field } of entry.filing) {
      if (field.isNested || --field.filings > 0) continue;
      this.#topFields.delete(field);
      this.#listFew();
    }
    this.#remove(this.#root, entry, 0);
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
      const start = this.#recordOf(this.#reached[i] as number);
      const { cells } = this.#records;
      const first = start + HEADER + 2 * (cells[start + BRANCHES] as number);
      const end = first + (cells[start + WANTED] as number);
      for (let at = first; at < end; at++) {
        any = true;
        markPath((this.fields.items[cells[at] as number] as Field).node, event);
      }
    }
    return any;
  }

  /** Calls `use` with the entries of all places that the event's values lead to, each place once. */
  visit(event: number, use: EntryUse): void {
    this.#reach(event);
    for (let i = 0; i < this.#reachedCount; i++) this.#use(this.#reached[i] as number, event, use);
    if (this.#reached.length > KEPT) this.#reached.length = 0;
  }

  #reach(event: number): void {
    if (this.#event === event) return;
    this.#event = event;
    this.#reachedCount = 0;
    this.#reachFrom(this.#root.number, event, false);
  }

  /** @param mayRepeat whether several values were found where one leads here: equal ones do so again and again */
  #reachFrom(node: number, event: number, mayRepeat: boolean): void {
    if (mayRepeat && this.#wasReached(node, event)) return;
    this.#reached[this.#reachedCount++] = node;
    const start = this.#recordOf(node);
    const { cells } = this.#records;
    const end = start + HEADER + 2 * (cells[start + BRANCHES] as number);
    for (let at = start + HEADER; at < end; at += 2) {
      const field = this.fields.items[cells[at] as number] as Field;
      if (field.isNested || field.seenIn !== event) continue;
      const branch = cells[at + 1] as number;
      const { found } = this;
      const hasMany = field.firstValue !== field.lastValue;
      for (let index = field.firstValue; index >= 0; index = found.next[index] as number) {
        const next = this.#next(branch, found.symbol[index] as number);
        if (next !== 0) this.#reachFrom(next, event, hasMany);
        const byAddress = this.#next(branch, found.addressSymbol[index] as number);
        if (byAddress !== 0) this.#reachFrom(byAddress, event, hasMany);
      }
    }
  }

  #use(node: number, event: number, use: EntryUse): void {
    const start = this.#recordOf(node);
    const { cells } = this.#records;
    const end = start + HEADER + 2 * (cells[start + BRANCHES] as number);
    const count = cells[start + ENTRIES] as number;
    if (count > 0) use(cells, end + (cells[start + WANTED] as number), count);
    for (let at = start + HEADER; at < end; at += 2) {
      const field = this.fields.items[cells[at] as number] as Field;
      if (!field.isNested || field.seenIn !== event) continue;
      const branch = cells[at + 1] as number;
      const { found } = this;
      for (let index = field.firstValue; index >= 0; index = found.next[index] as number) {
        this.#useOnce(this.#next(branch, found.symbol[index] as number), event, use);
        this.#useOnce(this.#next(branch, found.addressSymbol[index] as number), event, use);
      }
    }
  }

  #useOnce(node: number, event: number, use: EntryUse): void {
    if (node !== 0 && !this.#wasReached(node, event)) this.#use(node, event, use);
  }

  #wasReached(node: number, event: number): boolean {
    if (this.#reachedIn[node] === event) return true;
    this.#reachedIn[node] = event;
    return false;
  }

  /** The node that a value of a branch leads to; 0 if it leads nowhere. */
  #next(branch: number, symbol: number): number {
    if (symbol === 0) return 0;
    const row = this.#way(branch, symbol);
    return row < 0 ? 0 : (this.#ways.cells[row + 1] as number);
  }

  /** The row of a way, or -1. */
  #way(branch: number, symbol: number): number {
    const ways = this.#ways;
    const { cells } = ways;
    for (let row = ways.home(hashOf(branch, symbol)); cells[row + 1] !== 0; row = ways.after(row)) {
      if (cells[row + 2] === branch && cells[row + 3] === symbol) return row;
    }
    return -1;
  }

  /** Where the record of a node begins: `HEADER` cells, then pairs of field and branch, then wanted fields, then entries. */
  #recordOf(number: number): number {
    return this.#records.startOf(number) || this.#writeRecord(this.#nodes.items[number] as TreeNode<E>);
  }

  #writeRecord(node: TreeNode<E>): number {
    const wanted = node.wantedFields;
    const record = [node.branches.length, wanted.length, node.entries.length];
    for (const branch of node.branches) record.push(branch.field.number, branch.number);
    for (const field of wanted) record.push(field.number);
    for (const entry of node.entries) entry.write(record);
    return this.#records.write(node.number, record);
  }

  #add(node: TreeNode<E>, entry: E, level: number): void {
    const condition = entry.filing[level];
    if (isEndOfTop(entry.filing, level)) {
      this.#records.drop(node.number);
      for (const { field } of entry.conditions) if (field.isNested) node.want(field);
    }
    if (condition === undefined) {
      this.#records.drop(node.number);
      node.entries.push(entry);
      return;
    }
    const branch = this.#openBranch(node, condition.field);
    // Of values and of addresses alike: no two things have the same symbol.
    for (const symbol of condition.symbols) this.#add(this.#open(branch, symbol), entry, level + 1);
    for (const symbol of condition.addressSymbols) this.#add(this.#open(branch, symbol), entry, level + 1);
  }

  #remove(node: TreeNode<E>, entry: E, level: number): void {
    const condition = entry.filing[level];
    if (isEndOfTop(entry.filing, level)) {
      this.#records.drop(node.number);
      for (const { field } of entry.conditions) if (field.isNested) node.unwant(field);
    }
    if (condition === undefined) {
      this.#records.drop(node.number);
      node.removeEntry(entry);
      return;
    }
    const branch = node.branches.find((it) => it.field === condition.field);
    if (branch === undefined) return;
    for (const symbol of symbolsOf(condition)) {
      const next = this.#nodes.items[this.#next(branch.number, symbol)];
      if (next === undefined) continue;
      this.#remove(next, entry, level + 1);
      if (next.isEmpty) this.#close(next, branch, symbol);
    }
    if (branch.size > 0) return;
    this.#records.drop(node.number);
    node.branches = node.branches.filter((it) => it !== branch);
  }

  #openBranch(node: TreeNode<E>, field: Field): Branch {
    const known = node.branches.find((it) => it.field === field);
    if (known !== undefined) return known;
    this.#records.drop(node.number);
    const branch = { field, number: ++this.#lastBranch, size: 0 };
    node.branches = [...node.branches, branch];
    return branch;
  }

  #open(branch: Branch, symbol: number): TreeNode<E> {
    const known = this.#nodes.items[this.#next(branch.number, symbol)];
    if (known !== undefined) return known;
    const node = this.#makeNode();
    this.#ways.add(hashOf(branch.number, symbol), node.number, branch.number, symbol);
    branch.size++;
    return node;
  }

  #close(node: TreeNode<E>, branch: Branch, symbol: number): void {
    this.#ways.remove(this.#way(branch.number, symbol));
    branch.size--;
    this.#records.drop(node.number);
    this.#nodes.remove(node.number);
  }

  #makeNode(): TreeNode<E> {
    const node = new TreeNode<E>();
    node.number = this.#nodes.add(node);
    if (node.number >= this.#reachedIn.length) {
      const reachedIn = new Float64Array(2 * node.number);
      reachedIn.set(this.#reachedIn);
      this.#reachedIn = reachedIn;
    }
    return node;
  }

  #listFew(): void {
    this.#fewTopFields = this.#topFields.size <= FEW ? [...this.#topFields] : [];
  }
}

// Counts at the beginning of a node's record.
const BRANCHES = 0;
const WANTED = 1;
const ENTRIES = 2;
const HEADER = 3;

const SMALLEST = 64;
/** More fields than this are not waited for one by one. */
const FEW = 8;
/** Room for nodes that is kept for the next event. */
const KEPT = 1024;

/** Whether a level is the first that the top level of an event does not lead beyond. */
function isEndOfTop(filing: readonly Condition[], level: number): boolean {
  return isBelowTop(filing[level]) && (level === 0 || !isBelowTop(filing[level - 1]));
}

function isBelowTop(condition: Condition | undefined): boolean {
  return condition === undefined || condition.field.isNested;
}

/** Of values and of addresses alike: no two things have the same symbol. */
function symbolsOf(condition: Condition): readonly number[] {
  return [...condition.symbols, ...condition.addressSymbols];
}

function hashOf(branch: number, symbol: number): number {
  return Math.imul(Math.imul(branch, 0x9e3779b1) ^ symbol, 0x85ebca6b);
}

function markPath(path: PathNode<Field>, event: number): void {
  for (let node: PathNode<Field> | undefined = path; node !== undefined && node.wantedIn !== event; node = node.parent) {
    node.wantedIn = event;
  }
}
