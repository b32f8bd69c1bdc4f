import { mkdtempSync, rmSync, writeFileSync, readFileSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { CodeFolder } from '../../../../src/services/lambda/runtime/code-folder';
import { FunctionError } from '../../../../src/services/lambda/runtime/function-error';
import { FunctionRuntime } from '../../../../src/services/lambda/runtime/function-runtime';
import { readZip } from '../../../../src/services/lambda/runtime/zip-archive';

interface File {
  readonly name: string;
  readonly text: string;
  readonly stored?: boolean;
}

/** A zip archive, written to the letter of the format. */
function zip(files: readonly File[], comment = ''): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, text, stored } of files) {
    const content = Buffer.from(text);
    const packed = stored ? content : deflateRawSync(content);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(stored ? 0 : 8, 4);
    common.writeUInt32LE(checksum(content), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.from([20, 0]), common, tail, Buffer.from(name)]));
    locals.push(local);
    offset += local.length;
  }
  const end = Buffer.alloc(18);
  end.writeUInt16LE(files.length, 4);
  end.writeUInt16LE(files.length, 6);
  end.writeUInt32LE(Buffer.concat(directory).length, 8);
  end.writeUInt32LE(offset, 12);
  end.writeUInt16LE(comment.length, 16);
  return Buffer.concat([...locals, ...directory, Buffer.from('PK\x05\x06'), end, Buffer.from(comment)]);
}

function checksum(content: Buffer): number {
  return typeof crc32 === 'function' ? crc32(content) : 0;
}

describe('readZip', () => {
  it('reads stored and deflated files, and skips folders', () => {
    const archive = zip([
      { name: 'src/', text: '', stored: true },
      { name: 'src/index.js', text: 'x'.repeat(10_000) },
      { name: 'ü.txt', text: 'stored', stored: true },
      { name: 'empty', text: '' },
    ]);
    expect(readZip(archive, 'a.zip').map(({ name, content }) => [name, content.length])).toEqual([
      ['src/index.js', 10_000],
      ['ü.txt', 6],
      ['empty', 0],
    ]);
  });

  it('finds the directory before a comment', () => {
    expect(readZip(zip([{ name: 'a', text: 'b' }], 'a comment'), 'a.zip')).toHaveLength(1);
  });

  it.each<[string, Buffer, string]>([
    ['an empty file', Buffer.alloc(0), 'a.zip is not a readable zip archive.'],
    ['text', Buffer.from('hello'), 'a.zip is not a readable zip archive.'],
    ['half an archive', zip([{ name: 'a', text: 'b' }]).subarray(20), 'a.zip is not a readable zip archive.'],
    [
      'a file outside the archive',
      zip([{ name: '../evil.js', text: 'x' }]),
      'a.zip names the file "../evil.js", outside of itself.',
    ],
    ['an absolute path', zip([{ name: '/etc/evil', text: 'x' }]), 'a.zip names the file "/etc/evil", outside of itself.'],
    ['a wrong size', lying(10), 'a.zip is not a readable zip archive.'],
    ['a bomb', lying(300 * 1024 * 1024), 'a.zip unpacks to more than 250 MB'],
  ])('refuses %s', (_, archive, message) => {
    const read = () => readZip(archive, 'a.zip');
    expect(read).toThrow(FunctionError);
    expect(read).toThrow(message);
  });

  /** An archive whose directory gives another size than the file has. */
  function lying(size: number): Buffer {
    const archive = zip([{ name: 'a', text: 'b' }]);
    archive.writeUInt32LE(size, archive.indexOf('PK\x01\x02') + 24);
    return archive;
  }
});

describe('code in a zip archive', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'busbar-zip-test-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('runs, and leaves nothing behind when the runtime is closed', async () => {
    const path = join(folder, 'code.zip');
    writeFileSync(path, zip([{ name: 'lib/app.js', text: 'exports.handler = async () => __dirname;' }]));
    const runtime = new FunctionRuntime({
      name: 'zipped',
      arn: 'arn:aws:lambda:eu-west-1:111122223333:function:zipped',
      code: { kind: 'zip', path },
      handler: 'lib/app.handler',
      runtime: 'nodejs22.x',
      region: 'eu-west-1',
    });
    const { value } = (await runtime.invoke({})) as { value: string };
    expect(existsSync(value)).toBe(true);
    await runtime.close();
    expect(existsSync(value)).toBe(false);
  });

  it('keeps a folder that was given', () => {
    const code = new CodeFolder({ kind: 'directory', path: folder });
    code.remove();
    expect(existsSync(folder)).toBe(true);
    expect(readFileSync(join(folder, 'code.zip')).length).toBeGreaterThan(0);
  });
});
