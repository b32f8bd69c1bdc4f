import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Folders made by a test file; call `remove` in `afterAll`. */
export class Folders {
  readonly #folders: string[] = [];

  /** A new folder with these files in it; objects are written as JSON. */
  write(files: Readonly<Record<string, unknown>>): string {
    const folder = mkdtempSync(join(tmpdir(), 'busbar-test-'));
    this.#folders.push(folder);
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
    }
    return folder;
  }

  /** An assembly of stacks in account 111122223333, eu-west-1, given as name → template. */
  assembly(templates: Readonly<Record<string, unknown>>, more: Readonly<Record<string, unknown>> = {}): string {
    const artifacts = Object.keys(templates).map((name) => [name, stackArtifact(name)]);
    const files = Object.entries(templates).map(([name, template]) => [`${name}.template.json`, template]);
    return this.write({
      'manifest.json': { version: '48.0.0', artifacts: Object.fromEntries(artifacts) },
      ...Object.fromEntries(files),
      ...more,
    });
  }

  remove(): void {
    for (const folder of this.#folders) rmSync(folder, { recursive: true, force: true });
  }
}

export function stackArtifact(name: string, environment = 'aws://111122223333/eu-west-1', dependencies: string[] = []): object {
  return { type: 'aws:cloudformation:stack', environment, properties: { templateFile: `${name}.template.json` }, dependencies };
}
