import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOnlyProperties } from '@busbar/emulator';
import { busbar } from './busbar';

jest.setTimeout(60_000);

/** A resource that is replaced loses what is in it: for every type that we draw it has to be known which changes replace it. */
describe('the templates of the test company', () => {
  const folder = mkdtempSync(join(tmpdir(), 'busbar-test-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('draw only types whose create-only properties are listed', () => {
    expect(busbar(['synth', '--out', join(folder, 'cdk.out')])).toMatchObject({ status: 0 });
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.template.json'));
    const drawn = new Set<string>();
    for (const file of files) {
      const { Resources } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as {
        Resources: Record<string, { Type: string }>;
      };
      for (const { Type } of Object.values(Resources)) drawn.add(Type);
    }
    expect(drawn.size).toBeGreaterThan(5);
    expect([...drawn].filter((type) => createOnlyProperties(type) === undefined)).toEqual([]);
  });
});
