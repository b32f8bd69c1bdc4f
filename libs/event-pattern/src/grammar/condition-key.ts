import type { FieldTest, ValueTest } from './pattern';

/** Two field tests with the same key ask the same. */
export function conditionKey(test: FieldTest): string {
  return `${test.path}\n${testsKey(test.tests)}`;
}

/** The same for two lists of tests on one field. */
export function testsKey(tests: readonly ValueTest[]): string {
  const [first] = tests;
  if (tests.length === 1 && first !== undefined) return testKey(first);
  return tests.map(testKey).sort().join('');
}

function testKey(test: ValueTest): string {
  switch (test.kind) {
    case 'text':
    case 'prefix':
    case 'suffix':
      return keyOf(test.kind, test.text);
    case 'ignore-case':
    case 'prefix-ignore-case':
    case 'suffix-ignore-case':
      return keyOf(test.kind, test.folded.text);
    case 'wildcard':
      return keyOf(test.kind, test.wildcard.text);
    case 'address':
      return keyOf(test.kind, test.digits, test.besideNumbers ? 'beside numbers' : '');
    case 'cidr':
      return keyOf(test.kind, test.range.bottom, test.range.top, test.besideNumbers ? 'beside numbers' : '');
    case 'literal':
      return keyOf(test.kind, test.literal);
    case 'number':
      // A literal that cannot be compared as a number is no number's own spelling.
      return keyOf(test.kind, String(test.value ?? test.literal));
    case 'numeric': {
      const { bottom, openBottom, top, openTop } = test.range;
      return keyOf(test.kind, `${openBottom ? 'above' : 'from'} ${bottom} ${openTop ? 'below' : 'to'} ${top}`);
    }
    case 'exists':
    case 'absent':
      return keyOf(test.kind);
    case 'not-text':
    case 'not-prefix':
    case 'not-suffix':
      return keyOf(test.kind, ...[...test.texts].sort());
    case 'not-number':
      return keyOf(test.kind, ...test.values.map(String).sort());
    case 'not-ignore-case':
      return keyOf(test.kind, ...test.folded.map((folded) => folded.text).sort());
    case 'not-wildcard':
      return keyOf(test.kind, ...test.wildcards.map((wildcard) => wildcard.text).sort());
  }
}

/** No two lists of keys read alike when they are joined: each part tells its length, and no kind has digits. */
function keyOf(kind: ValueTest['kind'], ...parts: readonly string[]): string {
  let key: string = kind;
  for (const part of parts) key += `${part.length}:${part}`;
  return `${key};`;
}
