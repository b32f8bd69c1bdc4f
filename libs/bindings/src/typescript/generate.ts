import type { Contract } from '@busbar/contracts';
import type { GeneratedFiles, GenerateOptions } from '../generated-files';
import { contractHeader, fileHeader, GENERATING_COMMAND } from '../header';
import { currentModels } from '../model';
import { eventModule } from './event-module';
import { uniqueNames, type Names } from './names';
import { readerModule } from './reader-module';

/**
 * The TypeScript bindings of contracts: for each event type a module with its types and its constructor
 * (`src/delivery/status-updated.ts`), the reader that checks its data beside it, and an index of all.
 *
 * @throws BindingsError when two event types would have the same name, or a contract cannot be modelled
 */
export function generateTypeScript(contracts: readonly Contract[], options: GenerateOptions = {}): GeneratedFiles {
  const command = options.command ?? GENERATING_COMMAND;
  const names = uniqueNames(currentModels(contracts));
  const files = new Map<string, string>();
  for (const [model, own] of names) {
    const header = contractHeader(model, command)
      .map((line) => `// ${line}\n`)
      .join('');
    files.set(`src/${own.module}.ts`, eventModule(model, own, header));
    files.set(`src/${own.module}.reader.ts`, readerModule(model, header));
  }
  files.set('src/index.ts', indexModule([...names.values()], `// ${fileHeader(command)}\n`));
  return files;
}

function indexModule(names: readonly Names[], header: string): string {
  const imports = names.map(({ constructor, module }) => `import { ${constructor} } from './${module}';\n`).join('');
  const exports = names.map(({ module }) => `export * from './${module}';\n`).join('');
  const list = names.map(({ constructor }) => `  ${constructor},\n`).join('');
  return `${header}
import type { AnyEventType } from '@busbar/client/event';
${imports}
// Before the types of all, since one of them may have the name of an event.
export {
${list}};
${exports}
const all: readonly AnyEventType[] = [
${list}];

/** Every event type, by its \`detail-type\`, for those that handle events of any type. */
export const eventTypes: ReadonlyMap<string, AnyEventType> = new Map(all.map((eventType) => [eventType.type, eventType]));
`;
}
