import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { corpusFor, differences } from '../../corpus';
import { generateJava } from '../../src/java';
import { eventModel } from '../../src/model';
import { doorstepContracts, tortureContracts } from '../test-contracts';
import { hasToolchain, linesOf, resultsOf, Workbench } from '../toolchain';

const isThere = hasToolchain('Java');

(isThere ? describe : describe.skip)('the Java bindings', () => {
  const contracts = [...doorstepContracts(), ...tortureContracts()].filter(({ lifecycle }) => lifecycle.state !== 'retired');
  const bench = new Workbench('java');
  const files = generateJava(contracts, { packageName: 'events' });

  beforeAll(() => {
    bench.write(files);
    bench.write(
      new Map([
        ['RunCorpus.java', readFileSync(join(__dirname, 'RunCorpus.java'), 'utf8')],
        ['sources', [...files.keys(), 'RunCorpus.java'].join('\n')],
      ]),
    );
  });
  afterAll(() => bench.remove());

  it('compile without a warning', () => {
    bench.run('javac', ['--release', '17', '-encoding', 'UTF-8', '-Xlint:all', '-Werror', '-d', 'classes', '@sources']);
  }, 120_000);

  it('say of every case of the corpus what it expects', () => {
    const corpus = contracts.flatMap((contract) => corpusFor(eventModel(contract), contract));
    const output = bench.run('java', ['-cp', 'classes', 'RunCorpus'], { input: linesOf(corpus) });
    const found = differences(corpus, resultsOf(output));
    expect(found.slice(0, 10)).toEqual([]);
    expect(corpus.length).toBeGreaterThan(1_000);
  }, 120_000);
});
