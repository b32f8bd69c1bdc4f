import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/**
 * A file of what the generated code of a language shares, `src/<language>/runtime/<file>`. Found by the package's name, since
 * this code may be part of a bundle that lies elsewhere.
 */
export function runtimeText(language: string, file: string): string {
  return readFileSync(createRequire(__filename).resolve(`@busbar/bindings/runtime/${language}/${file}`), 'utf8');
}
