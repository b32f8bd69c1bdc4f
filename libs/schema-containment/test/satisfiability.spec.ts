import { checkSatisfiability } from '../src/index';

describe('checkSatisfiability', () => {
  it.each([
    [
      'a pattern and a suffix that it excludes',
      { allOf: [{ pattern: '^[A-Z]{3}-[0-9]{4}$' }, { pattern: 'x$' }], type: 'string' },
    ],
    ['a prefix that is too long', { type: 'string', maxLength: 2, pattern: '^abc' }],
    ['an integer between two neighbours', { type: 'integer', exclusiveMinimum: 1, exclusiveMaximum: 2 }],
    ['a multiple outside its range', { type: 'number', multipleOf: 10, minimum: 11, maximum: 19 }],
    ['nothing', false],
  ])('proves that nothing satisfies %s', (_, schema) => {
    expect(checkSatisfiability(schema)).toEqual({ satisfiable: 'no' });
  });

  it.each([
    [
      'a pattern and a suffix that it allows',
      { allOf: [{ pattern: '^[A-Z]{3}-[0-9]{4}$' }, { pattern: '7$' }], type: 'string' },
      /^[A-Z]{3}-\d{3}7$/,
    ],
    ['a prefix within its length', { type: 'string', maxLength: 3, pattern: '^abc' }, /^abc$/],
    ['an integer', { type: 'integer', minimum: 7, maximum: 7 }, /^7$/],
  ])('finds a value for %s', (_, schema, value) => {
    const found = checkSatisfiability(schema);
    expect(found.satisfiable).toBe('yes');
    expect(String(found.satisfiable === 'yes' && found.value)).toMatch(value);
  });

  it('says that it does not know when it may not search long enough', () => {
    expect(
      checkSatisfiability(
        {
          anyOf: [
            { minLength: 3, type: 'string' },
            { minimum: 1, type: 'number' },
          ],
        },
        { steps: 0 },
      ),
    ).toMatchObject({
      satisfiable: 'unknown',
    });
  });
});
