import type { LoadOptions, LoadedAssembly } from './model';
import { TemplateError } from './template-error';

export async function loadAssembly(directory: string, _options: LoadOptions = {}): Promise<LoadedAssembly> {
  throw new TemplateError({ stack: directory }, 'Not loaded.', 'Wait.');
}
