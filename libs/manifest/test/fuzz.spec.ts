import * as fc from 'fast-check';
import { parseManifest, type ConfigFiles } from '../src';
import { testCompanyFiles } from '@busbar/test-company';

describe('any configuration', () => {
  const company = testCompanyFiles();
  const paths = [...company.keys()];
  const scrap = fc.oneof(
    fc.constantFrom(
      '',
      ' ',
      '\n',
      '  - ',
      ': ',
      '[',
      ']',
      '{',
      '}',
      '"',
      "'",
      '&a ',
      '*a',
      '!!set ',
      '? ',
      '<<: ',
      '|\n',
      '%',
      '\t',
      '\u0000',
      '\uD800',
      '__proto__',
      'null',
      '-1',
      '1e999',
      '.nan',
    ),
    fc.string({ maxLength: 12 }),
  );

  it('gives a manifest or errors, and never throws, however its text is edited', () => {
    const edit = fc.record({
      path: fc.constantFrom(...paths),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      remove: fc.nat(30),
      insert: scrap,
    });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
        const files = new Map(company);
        for (const { path, at, remove, insert } of edits) {
          const text = files.get(path) ?? '';
          const start = Math.floor(at * text.length);
          files.set(path, text.slice(0, start) + insert + text.slice(start + remove));
        }
        expectManifestOrErrors(files);
      }),
      { numRuns: 60 },
    );
  });

  it('gives a manifest or errors, and never throws, whatever value stands in place of another', () => {
    const jsonPaths = paths.filter((path) => path.endsWith('.json'));
    const change = fc.record({ path: fc.constantFrom(...jsonPaths), pick: fc.nat(), value: fc.jsonValue({ maxDepth: 2 }) });
    fc.assert(
      fc.property(change, ({ path, pick, value }) => {
        const root: unknown = JSON.parse(company.get(path) ?? '');
        const places = placesIn(root);
        const place = places[pick % places.length];
        if (place) place.holder[place.key] = value;
        expectManifestOrErrors(new Map(company).set(path, JSON.stringify(root)));
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['nesting', `a: ${'['.repeat(20_000)}`],
    [
      'aliases',
      [
        'a0: &a0 [x, x, x, x, x, x, x, x, x, x]',
        ...Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(10).fill(`*a${i}`).join(', ')}]`),
      ].join('\n'),
    ],
    ['a value that holds itself', 'name: &a [*a]\n'],
    ['several documents', 'a: 1\n---\nb: 2\n'],
    ['keys that are lists', '? [a, b]\n: c\n'],
  ])('survives %s', (_, text) => {
    for (const path of [
      'config/platform.yaml',
      'config/subscriptions/billing-service.yaml',
      'config/events/delivery/domain.yaml',
    ]) {
      expectManifestOrErrors(new Map(company).set(path, text));
    }
  });
});

function expectManifestOrErrors(files: ConfigFiles): void {
  const { manifest, problems } = parseManifest(files);
  expect(manifest === undefined).toBe(problems.some((problem) => problem.severity === 'error'));
  for (const { at } of problems) expect(Math.min(at.line, at.column)).toBeGreaterThanOrEqual(1);
}

function placesIn(value: unknown): { holder: Record<string, unknown>; key: string }[] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as Record<string, unknown>;
  return Object.keys(holder).flatMap((key) => [{ holder, key }, ...placesIn(holder[key])]);
}
