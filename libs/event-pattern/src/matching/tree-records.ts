/**
 * Records of integers, one a node of the rule tree, one after the other in one array.
 *
 * Records are never changed: a node that changes drops its own, and gets another when an event leads there. When most of the room
 * is taken by dropped records, all are dropped.
 */
export class TreeRecords {
  /** Where records stand. Replaced when it is full; whoever still reads the old one reads what was right at the time. */
  cells = new Int32Array(SMALLEST);
  /** By node: where its record begins, 0 if it has none. */
  #starts = new Int32Array(SMALLEST);
  #used = 1;
  #dropped = 0;

  /** 0 if the node has no record. */
  startOf(node: number): number {
    return this.#starts[node] as number;
  }

  /** @returns where it begins */
  write(node: number, record: readonly number[]): number {
    if (node >= this.#starts.length) this.#starts = grown(this.#starts, 2 * node);
    const length = record.length + 1;
    if (this.#used + length > this.cells.length) this.#makeRoom(length);
    const start = this.#used + 1;
    this.cells[this.#used] = length;
    this.cells.set(record, start);
    this.#used += length;
    this.#starts[node] = start;
    return start;
  }

  drop(node: number): void {
    const start = this.#starts[node] ?? 0;
    if (start === 0) return;
    this.#dropped += this.cells[start - 1] as number;
    this.#starts[node] = 0;
  }

  #makeRoom(length: number): void {
    if (2 * this.#dropped < this.#used) {
      this.cells = grown(this.cells, 2 * (this.#used + length));
      return;
    }
    this.cells = new Int32Array(Math.max(SMALLEST, this.#used, length + 1));
    this.#starts.fill(0);
    this.#used = 1;
    this.#dropped = 0;
  }
}

const SMALLEST = 64;

function grown(from: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const to = new Int32Array(length);
  to.set(from);
  return to;
}
