import fc from 'fast-check';
import { camelCase, namesOfKeys, snakeCase } from '../../src/model';
import { attributeNames } from '../../src/python/names';
import { componentNames } from '../../src/java/names';
import { fieldNames } from '../../src/go/names';

describe('names of keys', () => {
  it.each<[key: string, python: string, java: string, go: string]>([
    ['+1', 'plus_1', 'plus1', 'Plus1'],
    ['-1', 'minus_1', 'minus1', 'Minus1'],
    ['1', 'n1', 'n1', 'N1'],
    ['1st', 'n1st', 'n1st', 'N1st'],
    ['', 'empty', 'empty', 'Empty'],
    ['$ref', 'ref', 'ref', 'Ref'],
    ['@type', 'type', 'type', 'Type'],
    ['x-request-id', 'x_request_id', 'xRequestId', 'XRequestID'],
    ['größe', 'grosse', 'grosse', 'Grosse'],
    ['🚚', 'u1f69a', 'u1f69a', 'U1f69a'],
    ['__proto__', 'proto', 'proto', 'Proto'],
    ['class', 'class_', 'class_', 'Class'],
    ['<=', 'less_equal', 'less_equal', 'Less_equal'],
  ])('%j is %s, %s and %s', (key, python, java, go) => {
    expect([attributeNames([key]).get(key), componentNames([key]).get(key), fieldNames([key]).get(key)]).toEqual([
      python,
      java,
      go,
    ]);
  });

  it('leave a key that is a name already as it is, and number the others in their order', () => {
    expect([...namesOfKeys(['@type', 'x-y', 'type', '$type', 'xY', 'x_y'], camelCase)]).toEqual([
      ['@type', 'type2'],
      ['x-y', 'xY2'],
      ['type', 'type'],
      ['$type', 'type3'],
      ['xY', 'xY'],
      ['x_y', 'xY3'],
    ]);
    expect(namesOfKeys(['xY', 'x_y'], snakeCase).get('x_y')).toBe('x_y');
  });

  const keys = fc.uniqueArray(
    fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('a', 'A', 'a2', 'a-2', 'a_2', 'a22', '+a', '@a')),
    {
      maxLength: 12,
    },
  );
  it.each([
    ['Python', attributeNames],
    ['Java', componentNames],
    ['Go', fieldNames],
  ])('are identifiers of %s, and no two are the same without regard to case', (_, namesOf) => {
    fc.assert(
      fc.property(keys, (some) => {
        const names = Array.from(namesOf(some).values());
        expect(names).toHaveLength(some.length);
        expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(some.length);
        for (const name of names) expect(name).toMatch(/^[A-Za-z][A-Za-z0-9_]*$/);
      }),
    );
  });
});
