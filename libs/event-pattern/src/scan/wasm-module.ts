/** The instructions of WebAssembly that this package uses, as their bytes. */
export const op = {
  loop: [0x03, 0x40],
  if: [0x04, 0x40],
  else: [0x05],
  end: [0x0b],
  branch: (depth: number) => [0x0c, depth],
  return: [0x0f],
  get: (local: number) => [0x20, local],
  set: (local: number) => [0x21, local],
  tee: (local: number) => [0x22, local],
  constant: (value: number) => [0x41, ...signed(value)],
  equalsZero: [0x45],
  lessSigned: [0x48],
  greaterSigned: [0x4a],
  greaterOrEqual: [0x4e],
  countTrailingZeros: [0x68],
  countOnes: [0x69],
  add: [0x6a],
  subtract: [0x6b],
  and: [0x71],
  or: [0x72],
  xor: [0x73],
  shiftLeft: [0x74],
  shiftRight: [0x76],
  /** 16 bytes from memory, wherever they begin. */
  load16: [0xfd, 0x00, 0x00, 0x00],
  /** 16 times the same byte. */
  splat: [0xfd, 0x0f],
  /** Byte by byte: all bits set where equal. */
  equalBytes: [0xfd, 0x23],
  orBytes: [0xfd, 0x50],
  /** The highest bit of each of 16 bytes. */
  bitmask: [0xfd, 0x64],
} as const;

const INTEGER = 0x7f;
const VECTOR = 0x7b;

/**
 * A module of one function, exported as `run`, that takes and returns 32-bit integers and reads an imported memory,
 * `host.memory`.
 *
 * @param integers how many local integers it has besides its parameters; one local vector comes after them
 * @see https://webassembly.github.io/spec/core/binary/modules.html
 */
export function moduleOf(parameters: number, integers: number, code: readonly (readonly number[])[]): Uint8Array<ArrayBuffer> {
  const body = [2, integers, INTEGER, 1, VECTOR, ...code.flat(), ...op.end];
  return new Uint8Array([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, [1, 0x60, parameters, ...new Array<number>(parameters).fill(INTEGER), 1, INTEGER]),
    ...section(2, [1, ...name('host'), ...name('memory'), 0x02, 0x00, 1]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...name('run'), 0x00, 0]),
    ...section(10, [1, ...unsigned(body.length), ...body]),
  ]);
}

function section(id: number, content: readonly number[]): number[] {
  return [id, ...unsigned(content.length), ...content];
}

function name(text: string): number[] {
  return [text.length, ...[...text].map((char) => char.charCodeAt(0))];
}

/** LEB128. */
function unsigned(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

function signed(value: number): number[] {
  return value >= -0x40 && value < 0x40 ? [value & 0x7f] : [(value & 0x7f) | 0x80, ...signed(value >> 7)];
}
