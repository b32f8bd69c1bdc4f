import { Linter } from 'eslint';
import tseslint from 'typescript-eslint';
import { generateTypeScript } from '../../src';
import { testCompanyContracts, tortureContracts } from '../test-contracts';

it('what is generated passes the strict rules of typescript-eslint', () => {
  const linter = new Linter({ configType: 'flat' });
  const config = [...tseslint.configs.strict, ...tseslint.configs.stylistic] as Linter.Config[];
  const rules: Linter.Config = {
    files: ['**/*.ts'],
    rules: { eqeqeq: 'error', 'prefer-const': ['error', { destructuring: 'any' }] },
  };
  const complaints = Array.from(generateTypeScript([...testCompanyContracts(), ...tortureContracts()]), ([path, text]) =>
    linter.verify(text, [...config, rules], path).map(({ line, message }) => `${path}:${line} ${message}`),
  );
  expect(complaints.flat()).toEqual([]);
});
