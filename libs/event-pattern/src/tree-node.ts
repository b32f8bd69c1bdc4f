import type { Field } from './field';

/** A place in the tree of rules: the entries filed there, and where further values lead. */
export class TreeNode<E, List> {
  /** The last event that led here. */
  reachedIn = 0;
  /** Made of the entries when an event leads here; `undefined` when there are none, or they changed. */
  #list: List | undefined;
  branches: readonly Branch[] = [];
  readonly #entries: E[] = [];
  /** By field: how many entries here or behind branches on fields below the top level have it. */
  #wanted: Map<Field, number> | undefined;
  #wantedFields: readonly Field[] | undefined = NONE;

  /** @param number of the node, not 0 */
  constructor(readonly number: number) {}

  get isEmpty(): boolean {
    return this.#entries.length === 0 && this.branches.length === 0;
  }

  addEntry(entry: E): void {
    this.#entries.push(entry);
    this.#list = undefined;
  }

  removeEntry(entry: E): void {
    const at = this.#entries.indexOf(entry);
    if (at >= 0) this.#entries.splice(at, 1);
    this.#list = undefined;
  }

  /** @param make makes a list of at least one entry, in the order in which they were added */
  list(make: (entries: readonly E[]) => List): List | undefined {
    if (this.#list === undefined && this.#entries.length > 0) this.#list = make(this.#entries);
    return this.#list;
  }

  /** Fields below the top level that matter to an event whose top level leads here. */
  get wantedFields(): readonly Field[] {
    return (this.#wantedFields ??= [...(this.#wanted?.keys() ?? [])]);
  }

  want(fields: readonly Field[]): void {
    if (fields.length === 0) return;
    this.#wanted ??= new Map();
    for (const field of fields) this.#wanted.set(field, (this.#wanted.get(field) ?? 0) + 1);
    this.#wantedFields = undefined;
  }

  unwant(fields: readonly Field[]): void {
    const wanted = this.#wanted;
    if (wanted === undefined) return;
    for (const field of fields) {
      const count = wanted.get(field) ?? 0;
      if (count > 1) wanted.set(field, count - 1);
      else wanted.delete(field);
    }
    this.#wantedFields = undefined;
  }
}

const NONE: readonly Field[] = [];

/** The values of one field that lead on from a node. */
export interface Branch {
  readonly field: Field;
  /** Differs from that of every other branch in the tree. */
  readonly number: number;
  /** How many values lead on. */
  size: number;
}
