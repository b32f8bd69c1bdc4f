import { moduleOf, op } from './wasm-module';

/**
 * `skipContainer` of `json-skipping`, 16 bytes at a time.
 *
 * JavaScript must look at every byte by itself, and a processor guesses wrong at most ends of strings; that takes longer than all
 * else that an index does with an event that it skips most of. WebAssembly can compare 16 bytes at once and then counts brackets
 * without a branch. Where it is not available or not allowed, JavaScript does the same.
 */
export interface VectorSkipper {
  /** Room for a text, and for what is read beyond its end. Shared by all users; each overwrites it. */
  readonly bytes: Uint8Array;
  skipContainer(from: number, length: number): number;
}

/** Longest text, in bytes, that fits into the room. */
export const LONGEST_TEXT = 0x10000 - 32;

// Locals: two parameters, integers, a vector.
const [I, LENGTH, DEPTH, INSIDE, STRINGS, OPENING, CLOSING, BRACKETS, BIT, BLOCK] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] as const;

/** One bit a byte of the block: whether it is the given one. */
const bytesEqual = (byte: number): readonly (readonly number[])[] => [op.constant(byte), op.splat, op.equalBytes, op.bitmask];
/** Each bit becomes the parity of those up to it. */
const parities = (local: number): readonly (readonly number[])[] =>
  [1, 2, 4, 8].flatMap((by) => [op.get(local), op.get(local), op.constant(by), op.shiftLeft, op.xor, op.set(local)]);
const increase = (local: number, by: number): readonly (readonly number[])[] => [
  ...[op.get(local), op.constant(by), op.add, op.set(local)],
];

const CODE: readonly (readonly number[])[] = [
  op.loop,
  ...[op.get(I), op.get(LENGTH), op.greaterOrEqual, op.if, op.constant(-1), op.return, op.end],
  ...[op.get(I), op.load16, op.set(BLOCK)],
  // Bytes from an opening quote to before the closing one; INSIDE has all bits set if the block begins in a string.
  ...[op.get(BLOCK), ...bytesEqual(0x22), op.set(STRINGS), ...parities(STRINGS)],
  ...[op.get(STRINGS), op.get(INSIDE), op.xor, op.set(STRINGS)],
  ...[op.constant(0), op.get(STRINGS), op.constant(15), op.shiftRight, op.constant(1), op.and, op.subtract, op.set(INSIDE)],
  // Both kinds of brackets at once: they differ in one bit. Bits beyond the block's 16 go with the complement of STRINGS.
  ...[op.get(BLOCK), op.constant(0x20), op.splat, op.orBytes, op.set(BLOCK)],
  ...[op.get(STRINGS), op.constant(-1), op.xor, op.set(STRINGS)],
  ...[op.get(BLOCK), ...bytesEqual(0x7b), op.get(STRINGS), op.and, op.set(OPENING)],
  ...[op.get(BLOCK), ...bytesEqual(0x7d), op.get(STRINGS), op.and, op.set(CLOSING)],
  // Can the container end in this block? Only then do its brackets have to be looked at one by one.
  ...[op.get(CLOSING), op.countOnes, op.get(DEPTH), op.lessSigned, op.if],
  ...[op.get(DEPTH), op.get(OPENING), op.countOnes, op.add, op.get(CLOSING), op.countOnes, op.subtract, op.set(DEPTH)],
  op.else,
  ...[op.get(OPENING), op.get(CLOSING), op.or, op.set(BRACKETS)],
  op.loop,
  ...[op.get(BRACKETS), op.if],
  ...[op.get(BRACKETS), op.countTrailingZeros, op.set(BIT)],
  ...[op.get(CLOSING), op.get(BIT), op.shiftRight, op.constant(1), op.and, op.if],
  ...[op.get(DEPTH), op.constant(1), op.subtract, op.tee(DEPTH), op.equalsZero, op.if],
  ...[op.get(I), op.get(BIT), op.add, op.constant(1), op.add, op.tee(I), op.get(LENGTH), op.greaterSigned, op.if],
  ...[op.constant(-1), op.return, op.end, op.get(I), op.return, op.end],
  op.else,
  ...increase(DEPTH, 1),
  op.end,
  ...[op.get(BRACKETS), op.get(BRACKETS), op.constant(1), op.subtract, op.and, op.set(BRACKETS), op.branch(1)],
  ...[op.end, op.end],
  op.end,
  ...increase(I, 16),
  op.branch(0),
  op.end,
  op.constant(-1),
];

/** @returns `undefined` where WebAssembly or its vectors are not available, or compiling is forbidden */
export function makeVectorSkipper(): VectorSkipper | undefined {
  try {
    const { Memory, Module, Instance } = (globalThis as unknown as { readonly WebAssembly: WebAssemblyApi }).WebAssembly;
    const memory = new Memory({ initial: 1, maximum: 1 });
    const { exports } = new Instance(new Module(moduleOf(2, 7, CODE)), { host: { memory } });
    return { bytes: new Uint8Array(memory.buffer), skipContainer: exports.run };
  } catch {
    return undefined;
  }
}

interface Exports {
  readonly run: VectorSkipper['skipContainer'];
}

/** What is used of https://developer.mozilla.org/docs/WebAssembly, for which neither the language nor Node declares types. */
interface WebAssemblyApi {
  readonly Memory: new (size: { initial: number; maximum: number }) => { readonly buffer: ArrayBuffer };
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: Exports };
}
