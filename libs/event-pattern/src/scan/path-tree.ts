import type { EventText } from './event-text';
import { isWellFormed } from './symbol-table';
import { firstBytes, hashOf, PADDING, paddedView } from './text-words';

/**
 * The paths that patterns look at, as a tree of keys. The scanner walks it alongside the event and skips whatever is not in it.
 *
 * Keys are compared as UTF-8 bytes where they stand in the event, so that the scanner never makes a string of a key.
 */
export class PathTree<F> {
  readonly root = new PathNode<F>('', undefined);

  /** The node of a path, made if it is new. A dot in a path separates keys, whether the pattern nested objects there or not. */
  open(path: string): PathNode<F> {
    let node = this.root;
    for (const key of path.split('.')) node = node.openChild(key);
    return node;
  }

  /** Forgets the path's field and the nodes that led to it only. */
  close(path: string): void {
    let node: PathNode<F> | undefined = this.root;
    for (const key of path.split('.')) node = node?.child(key);
    if (node === undefined) return;
    node.field = undefined;
    while (node.parent !== undefined && node.field === undefined && node.size === 0) {
      node.parent.removeChild(node.key);
      node = node.parent;
    }
  }
}

export class PathNode<F> {
  field: F | undefined;
  /** The last event of which the values here or below were asked for. */
  wantedIn = 0;
  /** Bytes of the key. */
  readonly #length: number;
  /** The key and the quote that ends it, four bytes a word, and the bits of the last one that count. */
  readonly #words: Int32Array;
  readonly #lastBits: number;
  /** Next sibling whose key begins with the same byte. */
  #sameFirst: PathNode<F> | undefined;
  /** Next sibling with the same hash. */
  #sameHash: PathNode<F> | undefined;
  readonly #hash: number;
  /** That of the quote if the key is empty. */
  readonly #firstByte: number;
  readonly #byKey = new Map<string, PathNode<F>>();
  readonly #byHash = new Map<number, PathNode<F>>();
  /**
   * By first byte of a key: 0 if no such key leads to a child; otherwise one more than the index in `#firsts` of the children
   * that
   * it may lead to, or `OTHER_KEYS`. Most keys of events are told apart from those of patterns by this.
   */
  readonly firstBytes = new Uint8Array(256);
  #firsts: PathNode<F>[] = [];

  constructor(
    readonly key: string,
    readonly parent: PathNode<F> | undefined,
  ) {
    const view = paddedView(`${key}"`);
    const size = view.byteLength - PADDING;
    this.#length = size - 1;
    this.#hash = hashOf(view, 0, this.#length);
    this.#words = Int32Array.from({ length: (size + 3) >> 2 }, (_, i) => view.getInt32(4 * i, true));
    this.#lastBits = size % 4 === 0 ? -1 : firstBytes(-1, size % 4);
    this.#firstByte = view.getUint8(0);
    this.#indexFirstBytes();
  }

  get size(): number {
    return this.#byKey.size;
  }

  child(key: string): PathNode<F> | undefined {
    return this.#byKey.get(key);
  }

  /** The child whose key stands, without escapes and dots, at `start` and ends with a quote; not always known. */
  childAt({ bytes, view }: EventText, start: number): PathNode<F> | undefined {
    const first = this.firstBytes[bytes[start] as number] as number;
    if (first === 0 || first === OTHER_KEYS) return undefined;
    let node = this.#firsts[first - 1];
    while (node !== undefined && !node.#standsAt(view, start)) node = node.#sameFirst;
    return node;
  }

  /** @returns index of the quote after the key that `childAt` found */
  endOfKey(start: number): number {
    return start + this.#length;
  }

  /** The child whose key stands there, without escapes and dots, where `childAt` does not know it. */
  childByHash({ bytes, view }: EventText, start: number, end: number): PathNode<F> | undefined {
    if (this.firstBytes[bytes[start] as number] !== OTHER_KEYS) return undefined;
    let node = this.#byHash.get(hashOf(view, start, end));
    while (node !== undefined && !(node.endOfKey(start) === end && node.#standsAt(view, start))) node = node.#sameHash;
    return node;
  }

  openChild(key: string): PathNode<F> {
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const node = new PathNode<F>(key, this);
    this.#byKey.set(key, node);
    if (node.#canStand) {
      node.#sameHash = this.#byHash.get(node.#hash);
      this.#byHash.set(node.#hash, node);
    }
    if (this.size > FEW + 1) this.#indexFirstByte(node);
    else this.#indexFirstBytes();
    return node;
  }

  removeChild(key: string): void {
    const removed = this.#byKey.get(key);
    if (removed === undefined) return;
    this.#byKey.delete(key);
    let first = this.#byHash.get(removed.#hash);
    if (first === removed) first = removed.#sameHash;
    else
      for (let node = first; node !== undefined; node = node.#sameHash) {
        if (node.#sameHash === removed) node.#sameHash = removed.#sameHash;
      }
    if (first === undefined) this.#byHash.delete(removed.#hash);
    else this.#byHash.set(removed.#hash, first);
    // The first byte of a key that is gone does no harm; taking stock of many keys again and again would.
    if (this.size <= FEW) this.#indexFirstBytes();
  }

  /** Whether the key can stand in an event as it is. */
  get #canStand(): boolean {
    return !/["\\]/.test(this.key) && isWellFormed(this.key);
  }

  #indexFirstBytes(): void {
    const { firstBytes } = this;
    firstBytes.fill(0);
    this.#firsts = [];
    for (const node of this.#byKey.values()) this.#indexFirstByte(node);
    // A key that begins with an escape, or with the dot after an empty first part, may lead anywhere.
    firstBytes[BACKSLASH] = OTHER_KEYS;
    firstBytes[DOT] = OTHER_KEYS;
    firstBytes[QUOTE] = OTHER_KEYS;
  }

  #indexFirstByte(node: PathNode<F>): void {
    const { firstBytes } = this;
    const byte = node.#firstByte;
    const known = firstBytes[byte] as number;
    if (known === OTHER_KEYS) return;
    if (this.size > FEW || !node.#canStand) firstBytes[byte] = OTHER_KEYS;
    else {
      node.#sameFirst = known === 0 ? undefined : this.#firsts[known - 1];
      if (known === 0) firstBytes[byte] = this.#firsts.push(node);
      else this.#firsts[known - 1] = node;
    }
  }

  /** Does not read on after the first difference, which is at the latest where the text ends. */
  #standsAt(view: DataView, start: number): boolean {
    const words = this.#words;
    const last = words.length - 1;
    for (let i = 0; i < last; i++) if (words[i] !== view.getInt32(start + 4 * i, true)) return false;
    return (((words[last] as number) ^ view.getInt32(start + 4 * last, true)) & this.#lastBits) === 0;
  }
}

/** In `PathNode.firstBytes`: whatever such a key leads to is found by its hash or by its parts. */
const OTHER_KEYS = 255;
const FEW = 16;
const DOT = 0x2e;
const BACKSLASH = 0x5c;
/** The first byte after the opening quote of an empty key. */
const QUOTE = 0x22;
