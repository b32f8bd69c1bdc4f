/**
 * The paths that patterns look at, as a tree of keys. The scanner walks it alongside the event and skips whatever is not in it.
 *
 * Keys are compared as UTF-8 bytes, found by hash, so that the scanner never makes a string of a key.
 */
export class PathTree<F> {
  readonly root = new PathNode<F>('');

  /** The node of a path, made if it is new. A dot in a path separates keys, whether the pattern nested objects there or not. */
  open(path: string): PathNode<F> {
    let node = this.root;
    for (const key of path.split('.')) node = node.openChild(key);
    return node;
  }

  /** Forgets the path's field and the nodes that led to it only. */
  close(path: string): void {
    const trail = [this.root];
    for (const key of path.split('.')) {
      const next = trail[trail.length - 1]?.child(key);
      if (next === undefined) return;
      trail.push(next);
    }
    (trail[trail.length - 1] as PathNode<F>).field = undefined;
    for (let i = trail.length - 1; i > 0; i--) {
      const node = trail[i] as PathNode<F>;
      if (node.field !== undefined || node.size > 0) return;
      (trail[i - 1] as PathNode<F>).removeChild(node.key);
    }
  }
}

export class PathNode<F> {
  field: F | undefined;
  /** Next sibling with the same hash. */
  #sameHash: PathNode<F> | undefined;
  readonly #bytes: Uint8Array;
  readonly #hash: number;
  readonly #byKey = new Map<string, PathNode<F>>();
  readonly #byHash = new Map<number, PathNode<F>>();
  /** By first byte: whether a key that begins with it may lead to a child. Dots always may, for empty keys. */
  readonly firstBytes = new Uint8Array(256);
  /** Nearly every node has few children, which are found faster in a list than in a map. */
  #few: PathNode<F>[] = [];

  constructor(readonly key: string) {
    this.firstBytes[DOT] = 1;
    this.firstBytes[QUOTE] = 1;
    this.#bytes = ENCODER.encode(key);
    this.#hash = hashOf(this.#bytes, 0, this.#bytes.length);
  }

  get size(): number {
    return this.#byKey.size;
  }

  child(key: string): PathNode<F> | undefined {
    return this.#byKey.get(key);
  }

  /** @param hash as `hashOf` gives for the bytes */
  childByBytes(bytes: Uint8Array, start: number, end: number, hash: number): PathNode<F> | undefined {
    const few = this.#few;
    if (few.length > 0) {
      for (const node of few) {
        if (node.#hash === hash && node.#hasKey(bytes, start, end)) return node;
      }
      return undefined;
    }
    let node = this.#byHash.get(hash);
    while (node !== undefined && !node.#hasKey(bytes, start, end)) node = node.#sameHash;
    return node;
  }

  openChild(key: string): PathNode<F> {
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const node = new PathNode<F>(key);
    this.#byKey.set(key, node);
    node.#sameHash = this.#byHash.get(node.#hash);
    this.#byHash.set(node.#hash, node);
    this.#listFew();
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
    this.#listFew();
  }

  #listFew(): void {
    this.firstBytes.fill(0);
    this.firstBytes[DOT] = 1;
    this.firstBytes[QUOTE] = 1;
    for (const node of this.#byKey.values()) this.firstBytes[node.#bytes[0] ?? DOT] = 1;
    if (this.#byKey.size <= FEW) this.#few = [...this.#byKey.values()];
    else if (this.#few.length > 0) this.#few = [];
  }

  #hasKey(bytes: Uint8Array, start: number, end: number): boolean {
    const own = this.#bytes;
    if (end - start !== own.length) return false;
    for (let i = 0; i < own.length; i++) if (own[i] !== bytes[start + i]) return false;
    return true;
  }
}

const ENCODER = new TextEncoder();
const FEW = 8;
const DOT = 0x2e;
/** The first byte after the opening quote of an empty key. */
const QUOTE = 0x22;

export const HASH_SEED = 0x811c9dc5 | 0;

/** FNV-1a, 32 bits. The scanner computes the same in the loop in which it looks for the end of a string. */
export function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = HASH_SEED;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ (bytes[i] as number), 0x01000193);
  return hash;
}
