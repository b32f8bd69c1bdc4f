import {
  LineCounter,
  isCollection,
  isMap as isYamlMap,
  isPair,
  isScalar,
  parseDocument,
  visit,
  type Alias,
  type Document,
  type Node,
  type Pair,
} from 'yaml';
import { JsonSyntaxError, readJson, type JsonNode } from './json-reader';
import { generalProblem } from './general-problems';
import type { Position, Problem } from './problem';
import { aliasMistake, yamlMistake, type YamlMistake } from './yaml-mistakes';

/** Keys and indexes from the root of a document to a value in it. */
export type Path = readonly (string | number)[];

/** Whether a value of a document is a map (a JSON object): neither a list nor null. */
export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Offsets of a value and of the key that it has in its parent; of the nearest ancestor that exists. */
interface Place {
  readonly key?: number;
  readonly value?: number;
}

/** One syntax's reading of a text: the plain value, and where its parts are. */
interface Reading {
  readonly value: unknown;
  readonly problems: readonly Problem[];
  find(path: Path): Place;
}

/**
 * A YAML or JSON file whose every value knows its position. Both refuse duplicate keys.
 *
 * Values are plain data: no anchors beyond 100 aliases, no custom tags, maps with string keys only.
 */
export class SourceDocument {
  readonly file: string;
  readonly text: string;
  /** The plain value; `undefined` when `problems` holds a syntax error. */
  readonly value: unknown;
  /** Syntax errors, all of code `syntax/invalid-yaml` or `syntax/invalid-json`. */
  readonly problems: readonly Problem[];

  readonly #reading: Reading;
  #lineStarts: readonly number[] | undefined;

  /** @param file the name used in positions and problems, normally relative to the folder that holds `config/` */
  constructor(file: string, text: string) {
    this.file = file;
    this.text = text;
    const positionOf = (offset: number): Position => this.#position(offset);
    this.#reading = file.endsWith('.json') ? readJsonDocument(text, positionOf) : readYamlDocument(text, positionOf);
    this.value = this.#reading.value;
    this.problems = this.#reading.problems;
  }

  /** The plain value at `path`, with every key as it is written (zod leaves out `__proto__`); undefined when there is none. */
  valueAt(path: Path): unknown {
    return path.reduce<unknown>(
      (value, step) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, step)
          ? (value as Record<string, unknown>)[step]
          : undefined,
      this.value,
    );
  }

  /** Position of the value at `path`; of its nearest existing ancestor when there is no such value (a missing key, say). */
  at(path: Path): Position {
    const place = this.#reading.find(path);
    return this.#position(place.value ?? place.key ?? 0);
  }

  /** Position of the *key* at `path` (for array items: of the item); of its nearest existing ancestor's when there is none. */
  atKey(path: Path): Position {
    const place = this.#reading.find(path);
    return this.#position(place.key ?? place.value ?? 0);
  }

  /** A value of one word as it is written, quotes included; undefined when there is no such value. */
  wordAt(path: Path): string | undefined {
    const { value } = this.#reading.find(path);
    return value === undefined ? undefined : /^[^\s,[\]{}#]+/.exec(this.text.slice(value, value + 80))?.[0];
  }

  /** The line of the value at `path`, or of its nearest existing ancestor's. */
  lineAt(path: Path): string {
    return this.text.split('\n')[this.at(path).line - 1] ?? '';
  }

  #position(offset: number): Position {
    this.#lineStarts ??= lineStarts(this.text);
    const line = lastAtOrBefore(this.#lineStarts, offset);
    return { file: this.file, line: line + 1, column: offset - (this.#lineStarts[line] ?? 0) + 1 };
  }
}

function readJsonDocument(text: string, positionOf: (offset: number) => Position): Reading {
  try {
    const root = readJson(text);
    return { value: root.value, problems: [], find: (path) => findInJson(root, path) };
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    const problem = generalProblem(
      'syntax/invalid-json',
      positionOf(error.offset),
      error.message,
      'Correct the JSON at this place.',
    );
    return { value: undefined, problems: [problem], find: () => ({}) };
  }
}

function findInJson(root: JsonNode, path: Path): Place {
  let place: Place = { value: root.start };
  let node: JsonNode = root;
  for (const step of path) {
    const member = node.members?.get(String(step));
    const next = member?.node ?? node.items?.[Number(step)];
    if (!next) break;
    node = next;
    place = { value: node.start, ...(member && { key: member.keyStart }) };
  }
  return place;
}

function readYamlDocument(text: string, positionOf: (offset: number) => Position): Reading {
  const problem = ({ offset, message, fix }: YamlMistake): Problem =>
    generalProblem('syntax/invalid-yaml', positionOf(offset), message, fix);
  try {
    const document = parseDocument(text, {
      lineCounter: new LineCounter(),
      prettyErrors: false,
      strict: true,
      uniqueKeys: true,
      // Not "silent", which would drop a second document without an error.
      logLevel: 'error',
    });
    // What follows the first error of syntax is mostly its consequence; keys that are there twice are not.
    const errors = [...document.errors, ...document.warnings].filter(
      (error, index) => index === 0 || error.code === 'DUPLICATE_KEY',
    );
    const problems = errors.map((error) => problem(yamlMistake(error, text)));
    const find = (path: Path): Place => findInYaml(document, path);
    if (problems.length > 0) return { value: undefined, problems, find };
    const cycle = aliasWhere(document, (anchor, { range }) => isWithin(range, anchor?.range));
    if (cycle !== undefined) {
      const message = 'The alias stands within the value that it is an alias of.';
      return { value: undefined, problems: [problem({ offset: cycle, message, fix: 'Write the value out.' })], find };
    }
    try {
      return { value: document.toJS({ maxAliasCount: 100 }) as unknown, problems, find };
    } catch (error) {
      const alias = aliasWhere(document, (anchor) => anchor === undefined);
      const mistake =
        alias === undefined
          ? { offset: 0, message: sentence(error), fix: 'Write the values out instead of using aliases.' }
          : aliasMistake(alias, text);
      return { value: undefined, problems: [problem(mistake)], find };
    }
  } catch (error) {
    // Nesting that overflows the reader's stack.
    const tooDeep = problem({ offset: 0, message: sentence(error), fix: 'Nest less deeply.' });
    return { value: undefined, problems: [tooDeep], find: () => ({}) };
  }
}

/** Offset of the first alias for which the condition on its anchor's node holds. */
function aliasWhere(document: Document.Parsed, holds: (anchor: Node | undefined, alias: Alias) => boolean): number | undefined {
  let offset: number | undefined;
  visit(document, {
    Alias: (_, alias) => {
      if (!holds(alias.resolve(document), alias)) return undefined;
      offset = alias.range?.[0];
      return visit.BREAK;
    },
  });
  return offset;
}

function isWithin(inner: Node['range'], outer: Node['range']): boolean {
  return !!inner && !!outer && inner[0] >= outer[0] && inner[1] <= outer[1];
}

function findInYaml(document: Document.Parsed, path: Path): Place {
  let key: Node | undefined;
  let value: Node | undefined = document.contents ?? undefined;
  for (const step of path) {
    if (!isCollection(value)) break;
    const next: unknown = isYamlMap(value)
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
  return {
    ...(key?.range && { key: key.range[0] }),
    ...(value?.range && { value: value.range[0] }),
  };
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function lastAtOrBefore(sorted: readonly number[], offset: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((sorted[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

function sentence(error: unknown): string {
  const line = (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? '';
  return line.endsWith('.') ? line : `${line}.`;
}
