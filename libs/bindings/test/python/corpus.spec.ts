import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { corpusFor, differences, type CorpusCase } from '../../corpus';
import { eventModel } from '../../src/model';
import { generatePython } from '../../src/python';
import { attributeNames, classNames, pythonNames } from '../../src/python/names';
import { modelsAsJson, type LanguageNames } from '../models-json';
import { testCompanyContracts, tortureContracts } from '../test-contracts';
import { hasToolchain, linesOf, resultsOf, Workbench } from '../toolchain';

const isThere = hasToolchain('Python');

/** The corpus makes events of deprecated types, too. */
const STRICT = ['-W', 'error', '-W', 'ignore::DeprecationWarning'];

(isThere ? describe : describe.skip)('the Python bindings', () => {
  const contracts = [...testCompanyContracts(), ...tortureContracts()].filter(({ lifecycle }) => lifecycle.state !== 'retired');
  let corpus: readonly CorpusCase[];
  const bench = new Workbench('python');
  const env = { PYTHONPATH: join(bench.folder, 'src'), PYTHONIOENCODING: 'utf-8' };

  beforeAll(() => {
    corpus = contracts.flatMap((contract) => corpusFor(eventModel(contract), contract));
    bench.write(generatePython(contracts, { packageName: 'events' }));
  });
  afterAll(() => bench.remove());

  it('compile without a warning', () => {
    bench.run('python3', ['-W', 'error', '-m', 'compileall', '-q', 'src'], { env });
  });

  it('have annotations that mean something', () => {
    const program = readFileSync(join(__dirname, 'check_annotations.py'), 'utf8');
    expect(bench.run('python3', ['-W', 'error', '-'], { env, input: program })).toBe('');
  });

  it('are what a service needs', () => {
    const example = readFileSync(join(__dirname, '../contracts/torture/shapes.tested/v1/examples/all.json'), 'utf8');
    bench.write(new Map([['all.json', example]]));
    expect(bench.run('python3', ['-W', 'error', join(__dirname, 'use_events.py')], { env })).toBe('');
  });

  it('say of every case of the corpus what it expects', () => {
    const output = bench.run('python3', [...STRICT, join(__dirname, 'run_corpus.py')], { env, input: linesOf(corpus) });
    const found = differences(corpus, resultsOf(output));
    expect(found.slice(0, 10)).toEqual([]);
    expect(corpus.length).toBeGreaterThan(1_000);
  }, 120_000);

  it('say the same of arguments as of data from the wire', () => {
    const published = corpus.filter(({ view }) => view === 'publisher');
    const names: LanguageNames = {
      ofEvent: (model) => pythonNames(model).className,
      ofTypes: (model) => classNames(model, pythonNames(model).className),
      ofFields: attributeNames,
    };
    bench.write(new Map([['models.json', modelsAsJson(contracts.map(eventModel), names)]]));
    const results = resultsOf(
      bench.run('python3', [...STRICT, join(__dirname, 'run_constructors.py'), 'models.json'], {
        env,
        input: linesOf(published),
      }),
    );
    const said = new Set(results.map(({ id }) => id));
    const found = differences(
      published.filter(({ id }) => said.has(id)),
      results,
    );
    expect(found.slice(0, 10)).toEqual([]);
    expect(results.length).toBeGreaterThan(published.length * 0.8);
  }, 120_000);
});
