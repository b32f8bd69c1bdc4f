/** Collects the ids of the rules that match an event, and gives them in the rules' order. */
export class MatchedIds<Id> {
  #ids: Id[] = [];
  readonly #orders: number[] = [];
  #last = -1;
  /** Rules of one place in the tree come in order already; sorting is for events that meet several. */
  #isSorted = true;

  begin(): void {
    this.#ids = [];
    this.#last = -1;
    this.#isSorted = true;
  }

  add(id: Id, order: number): void {
    this.#orders[this.#ids.length] = order;
    this.#ids.push(id);
    if (order < this.#last) this.#isSorted = false;
    this.#last = order;
  }

  /** The caller may keep the array. */
  take(): Id[] {
    const ids = this.#ids;
    const orders = this.#orders;
    this.#ids = [];
    if (this.#isSorted) return ids;
    return ids
      .map((id, i) => ({ id, order: orders[i] as number }))
      .sort((a, b) => a.order - b.order)
      .map((it) => it.id);
  }
}
