import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { BindingsError } from '../../src';
import { generateJava } from '../../src/java';
import { translatePattern, type PatternDialect, type TranslatedPattern } from '../../src/pattern-translation';
import { hasToolchain, Workbench, type TOOLCHAINS } from '../toolchain';
import { pattern, text } from './pattern-arbitrary';

/** Said when something disagrees; with it, the same patterns and texts are made again. */
const { seed = 0 } = fc.readConfigureGlobal();

interface Search {
  readonly source: string;
  readonly translated: TranslatedPattern;
  readonly texts: readonly string[];
}

const program = (file: string) => readFileSync(join(__dirname, file), 'utf8');

const ENGINES = {
  Python: (bench, input) =>
    bench.run('python3', ['-W', 'error', join(__dirname, 'search_patterns.py')], { input, env: { PYTHONIOENCODING: 'utf-8' } }),
  Java: (bench, input) => {
    bench.write(generateJava([], { packageName: 'events' }));
    bench.write(new Map([['SearchPatterns.java', program('SearchPatterns.java')]]));
    bench.run('javac', [
      '-encoding',
      'UTF-8',
      '-sourcepath',
      'src/main/java',
      '-implicit:class',
      '-d',
      'classes',
      'SearchPatterns.java',
    ]);
    return bench.run('java', ['-cp', 'classes', 'SearchPatterns'], { input });
  },
  Go: (bench, input) => {
    bench.write(
      new Map([
        ['main.go', program('search_patterns.go')],
        ['go.mod', 'module example.test/patterns\n\ngo 1.21\n'],
      ]),
    );
    return bench.run('go', ['run', '.'], { input, env: { GOPROXY: 'off', GOTOOLCHAIN: 'local', GOWORK: 'off' } });
  },
} as const satisfies Record<keyof typeof TOOLCHAINS, (bench: Workbench, input: string) => string>;

const LANGUAGES = Object.keys(ENGINES) as (keyof typeof ENGINES)[];

describe.each(LANGUAGES)('%s', (language) => {
  const dialect = language.toLowerCase() as PatternDialect;
  const isThere = hasToolchain(language);

  (isThere ? it : it.skip)(
    'finds what ECMAScript finds, or it is said that it cannot',
    () => {
      const sample = fc.sample(fc.tuple(pattern, fc.array(text, { minLength: 8, maxLength: 8 })), { numRuns: 2_000, seed });
      const searches = sample.flatMap(([source, texts]): Search[] => {
        const translated = translation(source, dialect);
        return translated ? [{ source, translated, texts }] : [];
      });
      const bench = new Workbench('patterns');
      try {
        const input = searches.map(({ translated, texts }) => `${JSON.stringify({ ...translated, texts })}\n`).join('');
        const answers = ENGINES[language](bench, input)
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line) as boolean[]);
        const wrong = searches.flatMap(({ source, translated, texts }, index) => {
          const expected = texts.map((one) => isFound(source, one));
          const differing = texts.filter((_, at) => expected[at] !== answers[index]?.[at]);
          return differing.length > 0 ? [{ seed, source, ...translated, differing }] : [];
        });
        expect(wrong.slice(0, 5)).toEqual([]);
        expect(answers).toHaveLength(searches.length);
        expect(searches.length).toBeGreaterThan(1_000);
      } finally {
        bench.remove();
      }
    },
    240_000,
  );
});

/** As the standard has it. Node's own search looks between the halves of a surrogate pair, too, where `\B` finds something. */
function isFound(source: string, text: string): boolean {
  const sticky = new RegExp(source, 'uy');
  const isFoundAt = (index: number) => {
    sticky.lastIndex = index;
    return sticky.test(text);
  };
  const ends = Array.from(text).map(({ length }) => length);
  return [0, ...ends.map((_, at) => ends.slice(0, at + 1).reduce((sum, one) => sum + one, 0))].some(isFoundAt);
}

function translation(source: string, dialect: PatternDialect): TranslatedPattern | undefined {
  try {
    return translatePattern(source, dialect);
  } catch (error) {
    if (error instanceof BindingsError) return undefined;
    throw error;
  }
}
