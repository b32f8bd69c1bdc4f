import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRequire } from 'node:module';
import { buildSync } from 'esbuild';
import fc from 'fast-check';
import { validateData } from '@busbar/contracts';
import { generateTypeScript, writeBindings } from '../../src';
import { contractOf, everything, everythingExample } from '../sample-contracts';

interface Made {
  readonly data: unknown;
}

/** The generated constructor, as a program would import it. */
function load(): { from(data: unknown): Made; parse(detail: unknown): Made; pattern(filter?: object): unknown } {
  const folder = mkdtempSync(join(tmpdir(), 'bindings-'));
  try {
    writeBindings(generateTypeScript([contractOf('acme.all@1', everything)]), folder);
    const outfile = join(folder, 'all.cjs');
    const nodePaths = [join(__dirname, '../../../../node_modules')];
    buildSync({
      entryPoints: [join(folder, 'src/acme/all.ts')],
      outfile,
      nodePaths,
      bundle: true,
      platform: 'node',
      format: 'cjs',
    });
    return (createRequire(__filename)(outfile) as { AcmeAll: ReturnType<typeof load> }).AcmeAll;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const eventType = load();

function issuesOf(make: () => unknown): string[] {
  try {
    make();
    return [];
  } catch (error) {
    return (error as { issues: { path: string; keyword: string }[] }).issues.map(({ path, keyword }) => `${path} ${keyword}`);
  }
}

it('finds all issues at once, and prints no value', () => {
  const make = () => eventType.from({ id: 'hunter2', more: 'hunter2', target: { kind: 'place' }, flag: 'hunter2' });
  expect(issuesOf(make)).toEqual([
    '/at required',
    '/flag type',
    '/id format',
    '/lines required',
    '/more additionalProperties',
    '/nothing required',
    '/state required',
    '/target/room required',
  ]);
  expect(make).toThrow(expect.not.objectContaining({ message: expect.stringContaining('hunter2') as string }) as Error);
});

/** JSON values, and whole numbers around and beyond those that a double holds exactly, which are hardly ever met by chance. */
const anything = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom(2 ** 53 - 1, 2 ** 53, -(2 ** 53), 2 ** 63, 1e21, -0),
  fc.constant(undefined),
);

/** Values that are almost right: one place of the example replaced, removed or added. */
const almostRight = fc
  .tuple(fc.constantFrom(...Object.keys(everythingExample)), anything)
  .map(([key, value]) => JSON.parse(JSON.stringify({ ...everythingExample, [key]: value })) as unknown);

it('agrees with the check of the contracts themselves', () => {
  fc.assert(
    fc.property(fc.oneof(almostRight, fc.jsonValue()), (data) => {
      const expected = validateData({ schema: everything }, data).map(({ path, keyword }) => `${path} ${keyword}`);
      const comparable = (issues: readonly string[]) =>
        [...new Set(issues.filter((issue) => !issue.endsWith('uniqueItems')))].sort();
      expect(comparable(issuesOf(() => eventType.from(data)))).toEqual(comparable(expected));
    }),
    { numRuns: 1_000 },
  );
});

it('makes a frozen copy with the same content, which nothing can change later', () => {
  const input = structuredClone(everythingExample);
  const { data } = eventType.from(input);
  expect(data).toEqual(everythingExample);
  input.labels.one = 'changed';
  expect(data).toEqual(everythingExample);
  const isFrozen = (value: unknown): boolean =>
    typeof value !== 'object' || value === null || (Object.isFrozen(value) && Object.values(value).every(isFrozen));
  expect(isFrozen(data)).toBe(true);
});

it('reads what JSON would write: dates as text, undefined as absent', () => {
  const { data } = eventType.from({ ...everythingExample, at: new Date(0), count: undefined });
  expect(data).toMatchObject({ at: '1970-01-01T00:00:00.000Z' });
  expect(data).not.toHaveProperty('count');
});

it('gives the pattern that EventBridge takes', () => {
  expect(eventType.pattern()).toEqual({ source: ['acme.acme'], 'detail-type': ['acme.all@1'] });
  expect(eventType.pattern({ color: ['RED'] })).toEqual({
    source: ['acme.acme'],
    'detail-type': ['acme.all@1'],
    detail: { data: { color: ['RED'] } },
  });
});
