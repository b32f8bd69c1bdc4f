import { corpusFor, differences } from '../../corpus';
import { generateTypeScript } from '../../src';
import { eventModel } from '../../src/model';
import { testCompanyContracts, tortureContracts } from '../test-contracts';
import { runCorpus } from './toolchain';

const contracts = [...testCompanyContracts(), ...tortureContracts()].filter(({ lifecycle }) => lifecycle.state !== 'retired');

it('TypeScript says what the corpus says', () => {
  const corpus = contracts.flatMap((contract) => corpusFor(eventModel(contract), contract));
  expect(differences(corpus, runCorpus(generateTypeScript(contracts), corpus))).toEqual([]);
}, 120_000);
