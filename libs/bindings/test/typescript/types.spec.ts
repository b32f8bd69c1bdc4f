import { generateTypeScript } from '../../src';
import { contractOf, everything } from '../sample-contracts';
import { tortureContracts } from '../test-contracts';
import { compile } from './toolchain';

/** `@ts-expect-error` fails to compile where there is no error: what must not compile is tested as well. */
const USE = `
import { AcmeAll, type AcmeAllData } from './src/acme/all';
import { TortureNumbersTested } from './src/torture/numbers-tested';
import { TortureUnionsTested } from './src/torture/unions-tested';
import { TortureShapesTested } from './src/torture/shapes-tested';
import { TortureScalarsTested, type TortureScalarsTestedReceived } from './src/torture/scalars-tested';
import { TortureKeysTested } from './src/torture/keys-tested';

const { color, target } = AcmeAll.parse({}).data;
export const known: 'RED' | 'BLUE' | undefined = color === 'RED' || color === 'BLUE' ? color : undefined;
export const room: string = target.kind === 'place' ? target.room : '';
// @ts-expect-error - it may be a value of a newer version
export const closed: 'RED' | 'BLUE' | undefined = color;

export const source: 'acme.acme' = AcmeAll.source;
export const detailType: 'acme.all@1' = AcmeAll.type;
export const name: 'acme.all' = AcmeAll.name;
// @ts-expect-error - of another domain
export const other: 'acme.other' = AcmeAll.source;

export function wrong(data: AcmeAllData): void {
  // @ts-expect-error - absent is not undefined, and null is neither
  AcmeAll({ ...data, count: null });
  // @ts-expect-error - required, though it may be null
  AcmeAll({ ...data, nothing: undefined });
  // @ts-expect-error - not a value of the enum
  AcmeAll({ ...data, state: 'CLOSED' });
  // @ts-expect-error - an alternative lacks its field
  AcmeAll({ ...data, target: { kind: 'place' } });
}

TortureNumbersTested({ plain: 1, long: 5n, ratio: 0.5 });
// @ts-expect-error - 64 bits are a bigint
TortureNumbersTested({ plain: 1, long: 5, ratio: 0.5 });

TortureScalarsTested({ pushedAt: 1, level: 'full', mixed: 'auto', either: null, long: 5n, choice: 'a', open: 1.5 });
// @ts-expect-error - a number or a string
TortureScalarsTested({ pushedAt: true, level: 5, mixed: true, either: null });
// @ts-expect-error - not a value of the enum
TortureScalarsTested({ pushedAt: 1, level: 5, mixed: true, either: null, choice: 2 });
export const newer = (open: TortureScalarsTestedReceived['open']): string | number | null | undefined => open;

TortureKeysTested({ '+1': 'a', ['__proto__']: 'b', $ref: 'c', '': 'd' });
// @ts-expect-error - the empty key is required
TortureKeysTested({ '+1': 'a', ['__proto__']: 'b', $ref: 'c' });

AcmeAll.pattern();
AcmeAll.pattern({ color: ['RED'], count: [{ numeric: ['>=', 2, '<', 9] }], state: [{ 'anything-but': 'OPEN' }], nothing: [null, { prefix: 'a' }] });
AcmeAll.pattern({ lines: { text: [{ wildcard: 'a*' }] }, target: { kind: ['place'], room: [{ exists: true }] }, labels: { any: ['x'] } });
AcmeAll.pattern({ tags: ['a'], $or: [{ flag: [true] }, { code: [{ 'equals-ignore-case': 'ab' }] }] });
TortureUnionsTested.pattern({ shape: { shapes: { kind: ['leaf'], size: [{ numeric: ['=', 1] }] } } });
TortureShapesTested.pattern({ tree: { children: { children: { name: ['x'] } } }, nullableObject: { x: ['y'] } });
TortureNumbersTested.pattern({ long: [5], level: [1, { exists: false }] });
// @ts-expect-error - no such field
AcmeAll.pattern({ colour: ['RED'] });
// @ts-expect-error - no such value
AcmeAll.pattern({ color: ['GREEN'] });
// @ts-expect-error - no such value to exclude
AcmeAll.pattern({ state: [{ 'anything-but': ['SHUT'] }] });
// @ts-expect-error - no such field of the items
AcmeAll.pattern({ lines: { words: ['x'] } });
// @ts-expect-error - no such field of any alternative
AcmeAll.pattern({ target: { floor: [1] } });
// @ts-expect-error - numbers have no prefix
AcmeAll.pattern({ count: [{ prefix: '1' }] });
// @ts-expect-error - texts are not compared
AcmeAll.pattern({ code: [{ numeric: ['>', 1] }] });
// @ts-expect-error - conditions are a list
AcmeAll.pattern({ color: 'RED' });
// @ts-expect-error - no such operator
AcmeAll.pattern({ code: [{ contains: 'x' }] });
// @ts-expect-error - no such field, in an alternative either
AcmeAll.pattern({ $or: [{ colour: ['RED'] }] });
// @ts-expect-error - level is 1, 2, 3 or 10
TortureNumbersTested.pattern({ level: [4] });
`;

it('what is generated compiles under the strictest settings, and what is wrong does not', () => {
  const files = generateTypeScript([contractOf('acme.all@1', everything), ...tortureContracts()]);
  expect(compile('typescript-types', files, { 'use.ts': USE })).toBe('');
}, 120_000);
