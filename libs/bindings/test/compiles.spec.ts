import { join } from 'node:path';
import ts from 'typescript';
import { generateTypeScript } from '../src';
import { contractOf, everything } from './sample-contracts';

/** Where the generated files would be; they are compiled from memory. */
const FOLDER = join(__dirname, 'generated');

it('what is generated compiles in strict TypeScript', () => {
  const files = new Map(
    Array.from(generateTypeScript([contractOf('acme.all@1', everything)]), ([path, text]) => [join(FOLDER, path), text]),
  );
  files.set(
    join(FOLDER, 'use.ts'),
    `import { AcmeAll } from './src/acme/all';
     const { color, target } = AcmeAll.parse({}).data;
     export const known: 'RED' | 'BLUE' | undefined = color === 'RED' || color === 'BLUE' ? color : undefined;
     export const room: string = target.kind === 'place' ? target.room : '';
     // @ts-expect-error - it may be a value of a newer version
     export const closed: 'RED' | 'BLUE' | undefined = color;`,
  );
  expect(problemsOf(files)).toEqual([]);
}, 60_000);

function problemsOf(files: ReadonlyMap<string, string>): string[] {
  const { config: base } = ts.readConfigFile(join(__dirname, '../../../tsconfig.base.json'), (file) => ts.sys.readFile(file)) as {
    config: { compilerOptions: object };
  };
  const options = ts.convertCompilerOptionsFromJson({ ...base.compilerOptions, types: ['node'] }, __dirname).options;
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists, directoryExists } = host;
  host.readFile = (file) => files.get(file) ?? readFile.call(host, file);
  host.fileExists = (file) => files.has(file) || fileExists.call(host, file);
  host.directoryExists = (folder) => folder.startsWith(FOLDER) || (directoryExists?.call(host, folder) ?? true);
  const program = ts.createProgram([...files.keys()], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ messageText, file }) => {
    return `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}
