import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ResourceCode } from '../../../cloudformation';
import { FunctionError } from './function-error';
import { readZip } from './zip-archive';

/** A function's code as a folder, ready to be loaded. */
export class CodeFolder {
  readonly path: string;
  readonly #temporary: boolean;

  /** @throws FunctionError when the folder or archive is missing or damaged */
  constructor(code: ResourceCode) {
    this.#temporary = code.kind !== 'directory';
    if (code.kind === 'directory') {
      if (!statSync(code.path, { throwIfNoEntry: false })?.isDirectory()) {
        throw new FunctionError(`The code folder ${code.path} is missing. Synthesize the assembly again.`);
      }
      this.path = code.path;
      return;
    }
    const files = code.kind === 'zip' ? readZip(readArchive(code.path), code.path) : [{ name: 'index.js', content: code.text }];
    this.path = mkdtempSync(join(tmpdir(), 'busbar-function-'));
    for (const { name, content } of files) {
      const file = join(this.path, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
  }

  /** Deletes what was unpacked; a folder that was given stays. */
  remove(): void {
    if (this.#temporary) rmSync(this.path, { recursive: true, force: true });
  }
}

function readArchive(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new FunctionError(`The code archive ${path} cannot be read. Synthesize the assembly again.`, { cause: error });
  }
}
