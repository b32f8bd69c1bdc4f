import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { corpusFor, differences } from '../../corpus';
import { generateJava } from '../../src/java';
import { javaNames, componentNames, typeNames } from '../../src/java/names';
import { eventModel } from '../../src/model';
import { modelsAsJson } from '../models-json';
import { testCompanyContracts, tortureContracts } from '../test-contracts';
import { hasToolchain, linesOf, resultsOf, Workbench } from '../toolchain';

const isThere = hasToolchain('Java');
const PROGRAMS = ['RunCorpus.java', 'RunConstructors.java'];

(isThere ? describe : describe.skip)('the Java bindings', () => {
  const contracts = [...testCompanyContracts(), ...tortureContracts()].filter(({ lifecycle }) => lifecycle.state !== 'retired');
  const bench = new Workbench('java');
  const files = generateJava(contracts, { packageName: 'events' });

  beforeAll(() => {
    bench.write(files);
    bench.write(
      new Map([
        ...PROGRAMS.map((name): [string, string] => [name, readFileSync(join(__dirname, name), 'utf8')]),
        ['sources', [...files.keys(), ...PROGRAMS].join('\n')],
      ]),
    );
  });
  afterAll(() => bench.remove());

  it('compile without a warning', () => {
    bench.run('javac', ['--release', '17', '-encoding', 'UTF-8', '-Xlint:all', '-Werror', '-d', 'classes', '@sources']);
  }, 120_000);

  const corpus = contracts.flatMap((contract) => corpusFor(eventModel(contract), contract));

  it('say of every case of the corpus what it expects', () => {
    const output = bench.run('java', ['-cp', 'classes', 'RunCorpus'], { input: linesOf(corpus) });
    const found = differences(corpus, resultsOf(output));
    expect(found.slice(0, 10)).toEqual([]);
    expect(corpus.length).toBeGreaterThan(1_000);
  }, 240_000);

  it('say the same of arguments as of data from the wire', () => {
    const models = modelsAsJson(contracts.map(eventModel), {
      ofEvent: (model) => `events.${javaNames(model).domain}.${javaNames(model).className}`,
      ofTypes: (model) => typeNames(model, javaNames(model).className),
      ofFields: componentNames,
    });
    bench.write(new Map([['models.json', models]]));
    const results = resultsOf(
      bench.run('java', ['-cp', 'classes', 'RunConstructors', 'models.json'], { input: linesOf(corpus) }),
    );
    const said = new Set(results.map(({ id }) => id));
    const found = differences(
      corpus.filter(({ id }) => said.has(id)),
      results,
    );
    expect(found.slice(0, 10)).toEqual([]);
    // Most wrong types are nothing that the compiler would let through.
    expect(results.filter(({ valid }) => valid).length).toBeGreaterThan(1_000);
    expect(results.filter(({ valid }) => !valid).length).toBeGreaterThan(1_000);
  }, 240_000);
});
