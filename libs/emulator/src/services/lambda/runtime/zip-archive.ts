import { inflateRawSync } from 'node:zlib';
import { FunctionError } from './function-error';

export interface ZipEntry {
  /** Relative, with `/` between folders; never outside the archive's root. */
  readonly name: string;
  readonly content: Buffer;
}

/** Lambda's own limit for unpacked code. */
const LARGEST_TOTAL_BYTES = 250 * 1024 * 1024;

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_ENTRY = 0x04034b50;

/**
 * The files in a zip archive: stored or deflated, without encryption and without the 64-bit extension, which code packages below
 * Lambda's limit of 250 MB never need.
 *
 * @param origin named in errors
 * @throws FunctionError when the archive is damaged, too large, or names a file outside itself
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
export function readZip(archive: Buffer, origin: string): ZipEntry[] {
  try {
    return Array.from(entries(archive, origin));
  } catch (error) {
    if (error instanceof FunctionError) throw error;
    throw new FunctionError(`${origin} is not a readable zip archive. Package the function again.`, { cause: error });
  }
}

function* entries(archive: Buffer, origin: string): Generator<ZipEntry> {
  const end = archive.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (end < 0 || archive.readUInt32LE(end) !== END_OF_DIRECTORY) throw new RangeError('no directory');
  const count = archive.readUInt16LE(end + 10);
  let at = archive.readUInt32LE(end + 16);
  let total = 0;
  for (let index = 0; index < count; index++) {
    if (archive.readUInt32LE(at) !== DIRECTORY_ENTRY) throw new RangeError('no directory entry');
    const method = archive.readUInt16LE(at + 10);
    const packedBytes = archive.readUInt32LE(at + 20);
    const bytes = archive.readUInt32LE(at + 24);
    const nameBytes = archive.readUInt16LE(at + 28);
    const name = archive.toString('utf8', at + 46, at + 46 + nameBytes);
    const local = archive.readUInt32LE(at + 42);
    at += 46 + nameBytes + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
    if (name.endsWith('/')) continue;
    if (name.startsWith('/') || name.includes('\\') || name.split('/').includes('..')) {
      throw new FunctionError(`${origin} names the file "${name}", outside of itself. Package the function again.`);
    }
    total += bytes;
    if (total > LARGEST_TOTAL_BYTES) throw new FunctionError(`${origin} unpacks to more than 250 MB, which Lambda refuses.`);
    yield { name, content: unpack(archive, local, method, packedBytes, bytes) };
  }
}

/** The directory's sizes are used: those beside the content may be left out by the program that wrote the archive. */
function unpack(archive: Buffer, local: number, method: number, packedBytes: number, bytes: number): Buffer {
  if (archive.readUInt32LE(local) !== LOCAL_ENTRY) throw new RangeError('no local entry');
  const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
  const packed = archive.subarray(start, start + packedBytes);
  if (method !== 0 && method !== 8) throw new RangeError(`compression method ${method}`);
  const content = method === 0 ? packed : inflateRawSync(packed, { maxOutputLength: Math.max(bytes, 1) });
  if (content.length !== bytes) throw new RangeError('wrong size');
  return content;
}
