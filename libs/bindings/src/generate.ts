import type { Contract } from '@busbar/contracts';
import type { GeneratedFiles, GenerateOptions } from './generated-files';
import { generateGo } from './go';
import { generateJava } from './java';
import { generatePython } from './python';
import { generateTypeScript } from './typescript/generate';

type Generator = (contracts: readonly Contract[], options?: GenerateOptions) => GeneratedFiles;

/** The languages, by what they are called on the command line; `folder` is the package of one below `libs/events`. */
export const LANGUAGES = {
  ts: { name: 'TypeScript', folder: 'typescript', generate: generateTypeScript },
  python: { name: 'Python', folder: 'python', generate: generatePython },
  java: { name: 'Java', folder: 'java', generate: generateJava },
  go: { name: 'Go', folder: 'go', generate: generateGo },
} as const satisfies Readonly<Record<string, { readonly name: string; readonly folder: string; readonly generate: Generator }>>;

export type Language = keyof typeof LANGUAGES;

/**
 * The bindings of contracts in one language: files by their path, relative to the folder of the package. Retired event types have
 * none. Deterministic: the order of the contracts does not matter.
 *
 * @throws BindingsError when two event types would have the same name in that language, or a contract cannot be said in it
 */
export function generate(language: Language, contracts: readonly Contract[], options: GenerateOptions = {}): GeneratedFiles {
  return LANGUAGES[language].generate(contracts, options);
}
