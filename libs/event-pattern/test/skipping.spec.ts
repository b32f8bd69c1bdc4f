import fc from 'fast-check';
import { skipContainer, skipContainerWithEscapes } from '../src/scan/json-skipping';
import { LONGEST_TEXT, makeVectorSkipper, type VectorSkipper } from '../src/scan/vector-skipping';

/** Mostly what matters to skipping; as often as not unfinished. */
const noise = fc
  .array(fc.oneof(fc.constantFrom('"', '{', '}', '[', ']', ',', ':'), fc.constantFrom('y', '_', '{', 'é', '1234567890')), {
    maxLength: 120,
  })
  .map((parts) => parts.join(''));
const value = fc.json({ maxDepth: 4 }).filter((text) => !text.includes('\\'));

function bytesOf(text: string, room: Uint8Array = new Uint8Array(3 * text.length + 2)): [Uint8Array, number] {
  const { written } = new TextEncoder().encodeInto(text, room);
  room.fill(0x22, written, written + 2);
  return [room, written];
}

describe('skipping', () => {
  const skipper = makeVectorSkipper() as VectorSkipper;

  it('has vectors in Node', () => {
    expect(makeVectorSkipper()).toBeDefined();
  });

  it.each([
    ['of an array', value.map((text) => `[${text}]`)],
    ['of an object', value.map((text) => `{"k":${text},"m":${text}}`)],
    ['of anything that begins with a bracket', noise.map((text) => `{${text}`)],
  ])('finds the end %s in every way alike', (_, texts) => {
    fc.assert(
      fc.property(fc.nat({ max: 40 }), texts, noise, (before, text, after) => {
        const whole = '1'.repeat(before) + text + after;
        const [bytes, length] = bytesOf(whole);
        const end = skipContainer(bytes, before, length);
        expect(skipContainerWithEscapes(bytes, before, length)).toBe(end);
        // What an earlier text left behind the end must not count.
        skipper.bytes.fill(0x7d);
        bytesOf(whole, skipper.bytes);
        expect(skipper.skipContainer(before, length)).toBe(end);
      }),
      { numRuns: 2000 },
    );
  });

  it('finds the end of JSON values', () => {
    fc.assert(
      fc.property(value, noise, (text, after) => {
        const whole = `[${text}]${after}`;
        const [bytes, length] = bytesOf(whole);
        expect(skipContainer(bytes, 0, length)).toBe(bytesOf(`[${text}]`)[1]);
      }),
    );
  });

  it('takes texts up to the longest', () => {
    const text = `[${'1'.repeat(LONGEST_TEXT - 4)}]`;
    const [, length] = bytesOf(text, skipper.bytes);
    expect(skipper.skipContainer(0, length)).toBe(length);
    expect(skipper.skipContainer(0, length - 1)).toBe(-1);
  });

  it('works without WebAssembly, and where compiling is forbidden', () => {
    const global = globalThis as { WebAssembly?: unknown };
    const original = global.WebAssembly;
    try {
      global.WebAssembly = undefined;
      expect(makeVectorSkipper()).toBeUndefined();
      global.WebAssembly = {
        Memory: class {},
        Module: class {
          constructor() {
            throw new Error('Refused by the content security policy');
          }
        },
      };
      expect(makeVectorSkipper()).toBeUndefined();
    } finally {
      global.WebAssembly = original;
    }
  });
});
