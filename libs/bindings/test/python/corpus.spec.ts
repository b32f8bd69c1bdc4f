import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { corpusFor, differences } from '../../corpus';
import { eventModel } from '../../src/model';
import { generatePython } from '../../src/python';
import { doorstepContracts, tortureContracts } from '../test-contracts';
import { hasToolchain, linesOf, resultsOf, Workbench } from '../toolchain';

const isThere = hasToolchain('Python', ['python3', '-c', 'import sys; sys.exit(sys.version_info < (3, 11))']);

/** The corpus makes events of deprecated types, too. */
const STRICT = ['-W', 'error', '-W', 'ignore::DeprecationWarning'];

(isThere ? describe : describe.skip)('the Python bindings', () => {
  const contracts = [...doorstepContracts(), ...tortureContracts()].filter(({ lifecycle }) => lifecycle.state !== 'retired');
  const bench = new Workbench('python');
  const env = { PYTHONPATH: join(bench.folder, 'src'), PYTHONIOENCODING: 'utf-8' };

  beforeAll(() => bench.write(generatePython(contracts, { packageName: 'events' })));
  afterAll(() => bench.remove());

  it('compile without a warning', () => {
    bench.run('python3', ['-W', 'error', '-m', 'compileall', '-q', 'src'], { env });
  });

  it('have annotations that mean something', () => {
    const program = readFileSync(join(__dirname, 'check_annotations.py'), 'utf8');
    expect(bench.run('python3', ['-W', 'error', '-'], { env, input: program })).toBe('');
  });

  it('say of every case of the corpus what it expects', () => {
    const corpus = contracts.flatMap((contract) => corpusFor(eventModel(contract), contract));
    const output = bench.run('python3', [...STRICT, join(__dirname, 'run_corpus.py')], { env, input: linesOf(corpus) });
    const found = differences(corpus, resultsOf(output));
    expect(found.slice(0, 10)).toEqual([]);
    expect(corpus.length).toBeGreaterThan(1_000);
  }, 120_000);
});
