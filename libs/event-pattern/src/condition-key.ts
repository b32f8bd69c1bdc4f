import type { FieldTest, ValueTest } from './pattern';

/** Two field tests with the same key ask the same. */
export function conditionKey(test: FieldTest): string {
  return `${test.path}\n${test.tests.map(testKey).sort().join('\n')}`;
}

function testKey(test: ValueTest): string {
  switch (test.kind) {
    case 'text':
    case 'prefix':
    case 'suffix':
      return JSON.stringify([test.kind, test.text]);
    case 'ignore-case':
    case 'prefix-ignore-case':
    case 'suffix-ignore-case':
      return JSON.stringify([test.kind, test.folded.text]);
    case 'wildcard':
      return JSON.stringify([test.kind, test.wildcard.text]);
    case 'address':
      return JSON.stringify([test.kind, test.digits, test.besideNumbers]);
    case 'cidr':
      return JSON.stringify([test.kind, test.range.bottom, test.range.top, test.besideNumbers]);
    case 'literal':
      return test.literal;
    case 'number':
      return JSON.stringify([test.kind, test.value ?? test.literal]);
    case 'numeric': {
      const { bottom, openBottom, top, openTop } = test.range;
      return JSON.stringify([test.kind, String(bottom), openBottom, String(top), openTop]);
    }
    case 'exists':
    case 'absent':
      return test.kind;
    case 'not-text':
    case 'not-prefix':
    case 'not-suffix':
      return JSON.stringify([test.kind, ...[...test.texts].sort()]);
    case 'not-number':
      return JSON.stringify([test.kind, ...test.values.map(String).sort()]);
    case 'not-ignore-case':
      return JSON.stringify([test.kind, ...test.folded.map((folded) => folded.text).sort()]);
    case 'not-wildcard':
      return JSON.stringify([test.kind, ...test.wildcards.map((wildcard) => wildcard.text).sort()]);
  }
}
