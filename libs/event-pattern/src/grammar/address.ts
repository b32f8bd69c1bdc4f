/**
 * Internet addresses as EventBridge compares them: 8 (IPv4) or 32 (IPv6) upper-case hexadecimal digits.
 *
 * A spelling is an address when Java's `InetAddress` reads it without a look-up: leading zeros are decimal, IPv6 may be
 * abbreviated in any way, and an IPv4-mapped IPv6 address is the IPv4 address.
 */
export function addressDigits(text: string): string | undefined {
  const length = text.length;
  if (length < 2) return undefined;
  const first = text.charCodeAt(0);
  // Most strings that events hold are neither, and show it in their first character.
  if (first > 0x66 || (first < 0x30 && first !== COLON)) return undefined;
  if (text.includes(':')) return ipv6Digits(text);
  if (first > NINE || length > LONGEST_IPV4 || length < 7) return undefined;
  return ipv4Digits(text);
}

/** The number that the digits of an IPv4 address stand for, from its bytes in UTF-8; -1 for anything else. */
export function ipv4At(bytes: Uint8Array, start: number, end: number): number {
  if (end - start > LONGEST_IPV4) return -1;
  let address = 0;
  let octet = -1;
  let parts = 1;
  for (let i = start; i < end; i++) {
    const byte = bytes[i] as number;
    if (byte === DOT) {
      if (octet < 0 || ++parts > 4) return -1;
      address = address * 256 + octet;
      octet = -1;
    } else if (byte >= ZERO && byte <= NINE) {
      octet = (octet < 0 ? 0 : octet * 10) + byte - ZERO;
      if (octet > 255) return -1;
    } else return -1;
  }
  return parts === 4 && octet >= 0 ? address * 256 + octet : -1;
}

/** Whether `text` has the characters of an address, which decides between two of EventBridge's error messages. */
export function looksLikeAddress(text: string): boolean {
  return isDottedQuad(text) || (text.includes(':') && isHexAndColons(text));
}

/** Every address from bottom to top, both included, as digits. */
export interface AddressRange {
  readonly bottom: string;
  readonly top: string;
}

/**
 * Whether an address lies in a range of the same or of the other family. EventBridge walks digit by digit and decides as soon
 * as the digits seen are strictly inside, so the short digits of an IPv4 address can be inside an IPv6 range and vice versa.
 */
export function addressInRange(digits: string, range: AddressRange): boolean {
  const { bottom, top } = range;
  let aboveBottom = false;
  let belowTop = false;
  for (let i = 0; i < bottom.length; i++) {
    if (i >= digits.length) return false;
    const digit = digits.charCodeAt(i);
    if (!aboveBottom) {
      const low = bottom.charCodeAt(i);
      if (digit < low) return false;
      aboveBottom = digit > low;
    }
    if (!belowTop) {
      const high = top.charCodeAt(i);
      if (digit > high) return false;
      belowTop = digit < high;
    }
    if (aboveBottom && belowTop) return true;
  }
  return true;
}

/**
 * The range of a CIDR block; host bits of the address are ignored.
 * Returns the sentence with which EventBridge refuses a malformed block.
 */
export function parseCidr(text: string): AddressRange | { readonly reason: string } {
  const parts = splitAsJava(text);
  if (parts.length !== 2) return { reason: "Malformed CIDR, one '/' required" };
  const [address = '', mask = ''] = parts;
  const bits = parseJavaInteger(mask);
  if (bits === undefined) return { reason: 'Malformed CIDR, mask bits must be an integer' };
  if (bits < 0) return { reason: 'Malformed CIDR, mask bits must not be negative' };
  const digits = addressDigits(address);
  if (digits === undefined) {
    return { reason: `${looksLikeAddress(address) ? 'Invalid' : 'Nonstandard'} IP address: ${address}` };
  }
  if (digits.length === 8 && bits > 31) return { reason: 'IPv4 mask bits must be < 32' };
  if (digits.length === 32 && bits > 127) return { reason: 'IPv6 mask bits must be < 128' };
  return blockOf(digits, bits);
}

const COLON = 0x3a;
const DOT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const LONGEST_IPV4 = 15;
const OCTETS = Array.from({ length: 256 }, (_, octet) => hex(octet, 2));

/** In one pass: this runs for every value of a field that has conditions on addresses. */
function ipv4Digits(text: string): string | undefined {
  let digits = '';
  let octet = -1;
  let parts = 1;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === DOT) {
      if (octet < 0 || ++parts > 4) return undefined;
      digits += OCTETS[octet] as string;
      octet = -1;
    } else if (code >= ZERO && code <= NINE) {
      octet = (octet < 0 ? 0 : octet * 10) + code - ZERO;
      if (octet > 255) return undefined;
    } else return undefined;
  }
  return parts === 4 && octet >= 0 ? digits + (OCTETS[octet] as string) : undefined;
}

function ipv6Digits(text: string): string | undefined {
  if (!isHexAndColons(text)) return undefined;
  if (text[0] === ':' && text[1] !== ':') return undefined;
  if (text.endsWith(':') && !text.endsWith('::')) return undefined;
  const gap = text.indexOf('::');
  if (gap >= 0 && text.indexOf('::', gap + 1) >= 0) return undefined;
  const head = groups(gap < 0 ? text : text.slice(0, gap));
  const tail = gap < 0 ? [] : groups(text.slice(gap + 2));
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  if (gap < 0 ? missing !== 0 : missing < 1) return undefined;
  const digits = [...head, ...new Array<string>(missing).fill('0000'), ...tail].join('');
  return digits.startsWith(MAPPED_IPV4) ? digits.slice(MAPPED_IPV4.length) : digits;
}

const MAPPED_IPV4 = '00000000000000000000FFFF';

function groups(text: string): string[] | undefined {
  if (text === '') return [];
  const result: string[] = [];
  for (const part of text.split(':')) {
    if (part === '' || result.length === 8) return undefined;
    // Leading zeros may make a group longer than four digits.
    const value = Number(`0x${part}`);
    if (value > 0xffff) return undefined;
    result.push(hex(value, 4));
  }
  return result;
}

function isDottedQuad(text: string): boolean {
  let dots = 0;
  let digitsInPart = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === DOT) {
      if (digitsInPart === 0 || ++dots > 3) return false;
      digitsInPart = 0;
    } else if (code >= ZERO && code <= NINE) digitsInPart++;
    else return false;
  }
  return dots === 3 && digitsInPart > 0;
}

function isHexAndColons(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const lower = code | 0x20;
    if (!((code >= 0x30 && code <= COLON) || (lower >= 0x61 && lower <= 0x66))) return false;
  }
  return true;
}

function hex(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, '0');
}

function blockOf(digits: string, bits: number): AddressRange {
  let bottom = '';
  let top = '';
  for (let i = 0; i < digits.length; i++) {
    const free = 0xf >> Math.min(4, Math.max(0, bits - 4 * i));
    const digit = parseInt(digits.charAt(i), 16);
    bottom += hex(digit & ~free, 1);
    top += hex(digit | free, 1);
  }
  return { bottom, top };
}

/** Java's `split("/")`: trailing empty parts do not count. */
function splitAsJava(text: string): string[] {
  const parts = text.split('/');
  while (parts.length > 1 && parts[parts.length - 1] === '') parts.pop();
  return parts;
}

/** Java's `Integer.parseInt` for ASCII digits. */
function parseJavaInteger(text: string): number | undefined {
  if (!/^[+-]?[0-9]+$/.test(text)) return undefined;
  const value = Number(text);
  return value >= -(2 ** 31) && value < 2 ** 31 ? value : undefined;
}
