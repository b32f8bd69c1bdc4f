import * as fc from 'fast-check';
import { checkContainment, type Draft } from './index';
import { realValidator } from './testdata/real-validators';
import { changedSchemas, schemas, values } from './testdata/schemas';

/** Two thousand values, the same in every run. */
const pool = fc.sample(values, { numRuns: 2_000, seed: 7 });
const drafts: readonly Draft[] = ['draft-04', 'draft-06', 'draft-07', '2020-12'];

describe.each(drafts)('what checkContainment says of random %s schemas', (draft) => {
  const pairs = fc.oneof(fc.tuple(schemas(draft), schemas(draft)), changedSchemas(draft), changedSchemas(draft));

  it('is never contradicted by the real validators', () => {
    const verdicts = { contained: 0, broken: 0, unproven: 0 };
    fc.assert(
      fc.property(pairs, ([sub, sup]) => {
        const containment = checkContainment(sub, sup, { draft });
        verdicts[containment.verdict]++;
        const [inSub, inSup] = [realValidator(sub, draft), realValidator(sup, draft)];
        if (containment.verdict === 'contained') expect(pool.find((value) => inSub(value) && !inSup(value))).toBeUndefined();
        if (containment.verdict === 'broken') {
          expect([inSub(containment.counterexample), inSup(containment.counterexample)]).toEqual([true, false]);
        }
      }),
      { numRuns: 400, examples: [] },
    );
    // An engine that only says "cannot tell" is sound too.
    expect(verdicts.unproven).toBeLessThan(10);
  });

  it('is "contained" for a schema and itself, its keys in another order, or split up', () => {
    fc.assert(
      fc.property(schemas(draft), (schema) => {
        for (const same of [structuredClone(schema), reversed(schema), split(schema), { anyOf: [schema, schema] }, byReference(schema)]) {
          expect(checkContainment(schema, same, { draft })).toMatchObject({ verdict: 'contained' });
          expect(checkContainment(same, schema, { draft })).toMatchObject({ verdict: 'contained' });
        }
      }),
      { numRuns: 150 },
    );
  });

  it('agrees with the laws of sets', () => {
    fc.assert(
      fc.property(schemas(draft), schemas(draft), (a, b) => {
        expect(checkContainment({ allOf: [a, b] }, a, { draft }).verdict).toBe('contained');
        expect(checkContainment(a, { anyOf: [b, a] }, { draft }).verdict).toBe('contained');
        expect(checkContainment({ not: { not: a } }, a, { draft }).verdict).toBe('contained');
        expect(checkContainment({ oneOf: [a, a] }, { not: {} }, { draft }).verdict).toBe('contained');
        expect(checkContainment({ not: { anyOf: [a, b] } }, { allOf: [{ not: a }, { not: b }] }, { draft }).verdict).toBe('contained');
      }),
      { numRuns: 150 },
    );
  });
});

/** The same keys, last first, at every depth. */
function reversed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(reversed);
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema)
      .reverse()
      .map(([name, value]) => [name, reversed(value)]),
  );
}

/** Keywords that mean the same in a schema of their own are put into one. */
function split(schema: unknown): unknown {
  if (typeof schema !== 'object' || schema === null) return schema;
  const { type, enum: listed, required, ...rest } = schema as Record<string, unknown>;
  const alone = Object.entries({ type, enum: listed, required }).filter(([, value]) => value !== undefined);
  // `unevaluated…` sees into `allOf`, and so what stands beside it may not move.
  return { allOf: [...alone.map(([keyword, value]) => ({ [keyword]: value })), rest] };
}

function byReference(schema: unknown): unknown {
  return { definitions: { same: schema }, allOf: [{ $ref: '#/definitions/same' }] };
}
