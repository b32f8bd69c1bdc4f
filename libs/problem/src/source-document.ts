import { LineCounter, isCollection, isMap, isPair, isScalar, parseDocument, type Document, type Node, type Pair } from 'yaml';
import type { Position, Problem } from './problem';

/** Keys and indexes from the root of a document to a value in it. */
export type Path = readonly (string | number)[];

/**
 * A YAML or JSON file whose every value knows its position. JSON is read as the YAML 1.2 subset that it is, so both give the
 * same positions and both refuse duplicate keys.
 *
 * Values are plain data: no anchors beyond 100 aliases, no custom tags, maps with string keys only.
 */
export class SourceDocument {
  readonly file: string;
  /** The plain value; `undefined` when `problems` holds a syntax error. */
  readonly value: unknown;
  /** Syntax errors, all of code `syntax/invalid-yaml` or `syntax/invalid-json`. */
  readonly problems: readonly Problem[];

  readonly #document: Document.Parsed;
  readonly #lines = new LineCounter();

  /** @param file the name used in positions and problems, normally relative to the folder that holds `config/` */
  constructor(file: string, text: string) {
    this.file = file;
    const json = file.endsWith('.json');
    this.#document = parseDocument(text, {
      lineCounter: this.#lines,
      prettyErrors: false,
      schema: json ? 'json' : 'core',
      strict: true,
      uniqueKeys: true,
      logLevel: 'silent',
    });
    const problems: Problem[] = this.#document.errors.map((error) => ({
      code: json ? 'syntax/invalid-json' : 'syntax/invalid-yaml',
      severity: 'error',
      at: this.#position(error.pos[0]),
      message: firstSentence(error.message),
      fix: `Correct the ${json ? 'JSON' : 'YAML'} at this place.`,
    }));
    if (json && problems.length === 0) problems.push(...strictJsonProblem(text, (offset) => this.#position(offset)));
    let value: unknown;
    if (problems.length === 0) {
      try {
        value = this.#document.toJS({ maxAliasCount: 100 });
      } catch (error) {
        problems.push({
          code: 'syntax/invalid-yaml',
          severity: 'error',
          at: this.#position(0),
          message: firstSentence(error instanceof Error ? error.message : String(error)),
          fix: 'Write the values out instead of using aliases.',
        });
      }
    }
    this.value = value;
    this.problems = problems;
  }

  /** Position of the value at `path`; of its nearest existing ancestor when there is no such value (a missing key, say). */
  at(path: Path): Position {
    const found = this.#find(path);
    return this.#position(found.value?.range?.[0] ?? found.key?.range?.[0] ?? 0);
  }

  /** Position of the *key* at `path` (for array items: of the item); of its nearest existing ancestor's when there is none. */
  atKey(path: Path): Position {
    const found = this.#find(path);
    return this.#position(found.key?.range?.[0] ?? found.value?.range?.[0] ?? 0);
  }

  #find(path: Path): { key?: Node; value?: Node } {
    let key: Node | undefined;
    let value: Node | undefined = this.#document.contents ?? undefined;
    for (const step of path) {
      if (!isCollection(value)) break;
      const next: unknown = isMap(value)
        ? value.items.find((pair: Pair) => isScalar(pair.key) && String(pair.key.value) === String(step))
        : value.items[Number(step)];
      if (next === undefined) break;
      if (isPair(next)) {
        key = next.key as Node;
        value = (next.value as Node | null) ?? undefined;
      } else {
        key = undefined;
        value = next as Node;
      }
    }
    return { ...(key && { key }), ...(value && { value }) };
  }

  #position(offset: number): Position {
    const { line, col } = this.#lines.linePos(offset);
    return { file: this.file, line: Math.max(line, 1), column: Math.max(col, 1) };
  }
}

function firstSentence(message: string): string {
  const line = message.split('\n', 1)[0] ?? message;
  return line.endsWith('.') ? line : `${line}.`;
}

/** What YAML's reader lets through and JSON does not: an empty file, unquoted keys, comments, trailing commas. */
function strictJsonProblem(text: string, position: (offset: number) => Position): Problem[] {
  try {
    JSON.parse(text);
    return [];
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const offset = Number(/at position (\d+)/.exec(message)?.[1] ?? (text.trim() === '' ? 0 : text.length));
    return [
      {
        code: 'syntax/invalid-json',
        severity: 'error',
        at: position(offset),
        message: text.trim() === '' ? 'The file is empty.' : 'This is not JSON.',
        fix: 'Correct the JSON at this place.',
      },
    ];
  }
}
