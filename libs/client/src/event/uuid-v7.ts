const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const COUNTER_MAX = 0xfff;

/**
 * Bytes of randomness drawn at once; one call into the operating system for 256 ids. (The global object, which loads with its first
 * use: importing `node:crypto` is most of the time that importing an event takes.)
 */
const pool = new Uint8Array(10 * 256);
let poolOffset = pool.length;

let lastMilliseconds = 0;
/** `0192f0c1-7a5e-`: the milliseconds as they stand in an id. */
let timeText = '';
let counter = 0;

/**
 * A UUID of version 7 (RFC 9562, section 5.7): 48 bits of time, a 12-bit counter (section 6.2, method 1), 62 random bits.
 * Ids of one process sort in the order in which they were made, within a millisecond too and when the clock steps back.
 *
 * @param now milliseconds since 1970
 */
export function uuidV7(now: number = Date.now()): string {
  if (poolOffset === pool.length) {
    globalThis.crypto.getRandomValues(pool);
    poolOffset = 0;
  }
  const at = poolOffset;
  poolOffset += 10;

  if (now > lastMilliseconds) {
    setTime(now);
    counter = seed(at);
  } else if (counter < COUNTER_MAX) {
    counter++;
  } else {
    // The counter is used up: borrow from the next millisecond, as the RFC allows, instead of waiting for it.
    setTime(lastMilliseconds + 1);
    counter = seed(at);
  }

  return (
    timeText +
    hex(0x70 | (counter >>> 8)) +
    hex(counter) +
    '-' +
    hex(0x80 | (random(at + 2) & 0x3f)) +
    hex(random(at + 3)) +
    '-' +
    hex(random(at + 4)) +
    hex(random(at + 5)) +
    hex(random(at + 6)) +
    hex(random(at + 7)) +
    hex(random(at + 8)) +
    hex(random(at + 9))
  );
}

function setTime(milliseconds: number): void {
  lastMilliseconds = milliseconds;
  const digits = milliseconds.toString(16).padStart(12, '0');
  timeText = `${digits.slice(0, 8)}-${digits.slice(8)}-`;
}

/** Starts the counter in its lower half, so that at least 2,048 ids fit into every millisecond. */
function seed(at: number): number {
  return ((random(at) << 8) | random(at + 1)) & 0x7ff;
}

function random(at: number): number {
  return pool[at] ?? 0;
}

function hex(byte: number): string {
  return HEX[byte & 0xff] ?? '';
}
