/**
 * Gives things small numbers, so that flat arrays of integers can refer to them. Numbers of things that are gone are given
 * again.
 */
export class Registry<T> {
  /** By number; nothing has the number 0. */
  readonly items: (T | undefined)[] = [undefined];
  readonly #freed: number[] = [];

  add(item: T): number {
    const number = this.#freed.pop() ?? this.items.length;
    this.items[number] = item;
    return number;
  }

  remove(number: number): void {
    this.items[number] = undefined;
    this.#freed.push(number);
  }
}
