import type { Contract } from '@busbar/contracts';
import type { GeneratedFiles, GenerateOptions } from './generated-files';
import { generateGo } from './go';
import { generateJava } from './java';
import type { Language } from './languages';
import { generatePython } from './python';
import { generateTypeScript } from './typescript/generate';

type Generator = (contracts: readonly Contract[], options?: GenerateOptions) => GeneratedFiles;

const generators: Readonly<Record<Language, Generator>> = {
  ts: generateTypeScript,
  python: generatePython,
  java: generateJava,
  go: generateGo,
};

/**
 * The bindings of contracts in one language: files by their path, relative to the folder of the package. Retired event types have
 * none. Deterministic: the order of the contracts does not matter.
 *
 * @throws BindingsError when two event types would have the same name in that language, or a contract cannot be said in it
 */
export function generate(language: Language, contracts: readonly Contract[], options: GenerateOptions = {}): GeneratedFiles {
  return generators[language](contracts, options);
}
