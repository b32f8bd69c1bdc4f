import type { Field } from './field';

/** A place in the tree of rules: the entries filed there, and where further values lead. */
export class TreeNode<E> {
  branches: readonly Branch[] = [];
  /** In the order in which they were added. */
  readonly entries: E[] = [];
  /** By field: how many entries here or behind branches on fields below the top level have it. */
  #wanted: Map<Field, number> | undefined;
  number = 0;

  get isEmpty(): boolean {
    return this.entries.length === 0 && this.branches.length === 0;
  }

  removeEntry(entry: E): void {
    const at = this.entries.indexOf(entry);
    if (at >= 0) this.entries.splice(at, 1);
  }

  /** Fields below the top level that matter to an event whose top level leads here. */
  get wantedFields(): readonly Field[] {
    return [...(this.#wanted?.keys() ?? [])];
  }

  /** Notes that one more entry has a field. */
  want(field: Field): void {
    const wanted = (this.#wanted ??= new Map());
    wanted.set(field, (wanted.get(field) ?? 0) + 1);
  }

  unwant(field: Field): void {
    const wanted = this.#wanted;
    if (wanted === undefined) return;
    const count = wanted.get(field) ?? 0;
    if (count > 1) wanted.set(field, count - 1);
    else wanted.delete(field);
    if (wanted.size === 0) this.#wanted = undefined;
  }
}

/** The values of one field that lead on from a node. */
export interface Branch {
  readonly field: Field;
  /** Differs from that of every other branch in the tree. */
  readonly number: number;
  /** How many values lead on. */
  size: number;
}
