/**
 * A hash table of rows of four integers in one flat array: a hash, a number that is not 0, and two of the user's choice.
 *
 * A look-up touches one or two cache lines, where a `Map` of objects touches half a dozen. That decides how fast large indexes
 * are, because they are read at random. Collisions go to the next free row; removing moves rows back, so that no marks remain.
 */
export class HashRows {
  /** Row after row. A row whose second number is 0 is free. */
  cells = new Int32Array(WIDTH * SMALLEST);
  #mask = SMALLEST - 1;
  #count = 0;

  /** Index in `cells` of the first row that a hash may be in; the search goes on with `after` up to a free row. */
  home(hash: number): number {
    return ((hash ^ (hash >>> 15)) & this.#mask) * WIDTH;
  }

  after(row: number): number {
    return (row + WIDTH) & (this.#mask * WIDTH);
  }

  add(hash: number, number: number, third: number, fourth: number): void {
    if (2 * ++this.#count > this.#mask) this.#grow();
    this.#put(hash, number, third, fourth);
  }

  /** @param row index in `cells` */
  remove(row: number): void {
    this.#count--;
    const { cells } = this;
    let hole = row;
    for (let next = this.after(hole); cells[next + 1] !== 0; next = this.after(next)) {
      // A row may move back as far as to its home.
      const home = this.home(cells[next] as number);
      if (this.#distance(home, next) < this.#distance(hole, next)) continue;
      cells.copyWithin(hole, next, next + WIDTH);
      hole = next;
    }
    cells.fill(0, hole, hole + WIDTH);
  }

  #distance(from: number, to: number): number {
    return (to - from) & (this.#mask * WIDTH);
  }

  #grow(): void {
    const old = this.cells;
    this.#mask = 2 * this.#mask + 1;
    this.cells = new Int32Array(2 * old.length);
    for (let row = 0; row < old.length; row += WIDTH) {
      if (old[row + 1] !== 0) {
        this.#put(old[row] as number, old[row + 1] as number, old[row + 2] as number, old[row + 3] as number);
      }
    }
  }

  #put(hash: number, number: number, third: number, fourth: number): void {
    let row = this.home(hash);
    while (this.cells[row + 1] !== 0) row = this.after(row);
    this.cells[row] = hash;
    this.cells[row + 1] = number;
    this.cells[row + 2] = third;
    this.cells[row + 3] = fourth;
  }
}

const WIDTH = 4;
const SMALLEST = 16;
