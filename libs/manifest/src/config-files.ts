import { unexpectedFile } from '@busbar/contracts';
import { generalProblem, readShape, SourceDocument, type Problem } from '@busbar/problem';
import type * as z from 'zod';
import { checkText } from './cloudformation-text';
import type { ConfigFiles } from './read-config';

/** A file that was read and has its shape. */
export interface ShapedFile<Value> {
  /** What the file is named, without folder and `.yaml`. */
  readonly name: string;
  readonly value: Value;
  readonly document: SourceDocument;
}

/** Takes files of known shape out of a configuration, and remembers which were taken. */
export class ConfigReader {
  readonly problems: Problem[] = [];
  readonly #files: ConfigFiles;
  readonly #taken = new Set<string>();

  constructor(files: ConfigFiles) {
    this.#files = files;
  }

  /** The one file that has to be there. */
  file<Shape extends z.ZodType>(path: string, shape: Shape): ShapedFile<z.output<Shape>> | undefined {
    const text = this.#files.get(path);
    if (text === undefined) {
      this.missing(path);
      return undefined;
    }
    this.#taken.add(path);
    const document = new SourceDocument(path, text);
    const { value, problems } = readShape(document, shape);
    this.problems.push(...problems, ...checkText(document));
    return value === undefined ? undefined : { name: stemOf(path), value, document };
  }

  /** A file that need not be there. */
  optionalFile<Shape extends z.ZodType>(path: string, shape: Shape): ShapedFile<z.output<Shape>> | undefined {
    return this.#files.has(path) ? this.file(path, shape) : undefined;
  }

  /** All YAML files of a folder, by name; `names` are also those of files that could not be read. */
  folder<Shape extends z.ZodType>(
    folder: string,
    shape: Shape,
  ): { readonly names: ReadonlySet<string>; readonly files: readonly ShapedFile<z.output<Shape>>[] } {
    const paths = [...this.#files.keys()]
      .filter((path) => path.startsWith(folder) && /^[^/]+\.yaml$/.test(path.slice(folder.length)))
      .sort();
    const files = paths.flatMap((path) => this.file(path, shape) ?? []);
    return { names: new Set(paths.map(stemOf)), files };
  }

  /** The name that a file holds has to be that of the file. */
  checkName(file: ShapedFile<unknown>, name: string, key: string): void {
    if (name === file.name) return;
    this.problems.push(
      generalProblem(
        'name/differs-from-file',
        file.document.at([key]),
        `The name "${name}" differs from that of the file, "${file.name}".`,
        `Write "${file.name}", or rename the file.`,
      ),
    );
  }

  missing(path: string): void {
    this.problems.push(generalProblem('file/missing', { file: path, line: 1, column: 1 }, `"${path}" is missing.`, 'Add it.'));
  }

  /** Files that nothing has asked for, outside `config/events/`, whose layout contracts know. */
  reportUnexpected(): void {
    for (const path of this.#files.keys()) {
      if (!this.#taken.has(path) && !path.startsWith('config/events/')) this.problems.push(unexpectedFile(path));
    }
  }
}

function stemOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.[a-z]+$/, '');
}
