import { compareVersions } from '@busbar/contracts';
import { checkContainment } from '@busbar/schema-containment';
import { testCompanySchemas } from '@busbar/test-company';

/**
 * CPU time of comparing two versions of a contract: every schema of the test company with itself after one change of each kind.
 * "Proven" is a change that breaks nobody; "broken" includes compiling the real validators, which confirm the event.
 */
const goalMs = 5;
const rounds = 5;

type Schema = { readonly properties?: Readonly<Record<string, object>>; readonly required?: readonly string[] } & object;

const changes: readonly [name: string, outcome: 'proven' | 'broken', change: (schema: Schema) => Schema][] = [
  ['nothing but words', 'proven', (schema) => ({ ...schema, description: 'Other words.' })],
  [
    'an optional property',
    'proven',
    (schema) => ({ ...schema, properties: { ...schema.properties, benchAdded: { type: 'string' } } }),
  ],
  [
    'a required property',
    'broken',
    (schema) => ({
      ...schema,
      required: [...(schema.required ?? []), 'benchAdded'],
      properties: { ...schema.properties, benchAdded: { type: 'string' } },
    }),
  ],
  ['a property that became optional', 'broken', (schema) => ({ ...schema, required: schema.required?.slice(1) ?? [] })],
];

const schemas = [...testCompanySchemas().values()] as Schema[];
console.log(`${schemas.length} schemas, each ${rounds} times`);
for (const [name, outcome, change] of changes) {
  const pairs = schemas.map((schema) => [schema, change(schema)] as const);
  // Whoever breaks is the reader of the version that demands more.
  const demandsMore = name === 'a required property';
  report(`checkContainment, ${name}`, outcome, () => {
    for (const [older, newer] of pairs) void (demandsMore ? checkContainment(older, newer) : checkContainment(newer, older));
  });
  report(`compareVersions, ${name}`, outcome, () => {
    for (const [older, newer] of pairs) compareVersions(older, newer);
  });
}

function report(name: string, outcome: string, run: () => void): void {
  run();
  const samples = Array.from({ length: rounds }, () => {
    const before = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000 / schemas.length;
  });
  const median = samples.sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0;
  console.log(`${name.padEnd(52)} ${outcome} ${median.toFixed(2).padStart(6)} ms CPU a pair (goal ${goalMs})`);
}
