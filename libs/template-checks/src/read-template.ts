import { generalProblem, isMap, SourceDocument, type Path, type Position, type Problem } from '@busbar/problem';
import { isAlias, isMap as isYamlMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml';
import type { Resource, Template } from './template';
import { templateProblem } from './template-problems';

/** A template whose parts know where they are. */
export interface ReadTemplate {
  readonly template: Template;
  /** Position of the value, or of its nearest ancestor that is written. */
  at(path: Path): Position;
}

/** What CloudFormation's tags in YAML stand for. */
const TAGS = new Map<string, string>([
  ['!Ref', 'Ref'],
  ['!Condition', 'Condition'],
  ...['And', 'Base64', 'Cidr', 'Equals', 'FindInMap', 'ForEach', 'GetAZs', 'GetAtt', 'If', 'ImportValue', 'Join', 'Length', 'Not']
    .concat('Or', 'Select', 'Split', 'Sub', 'ToJsonString', 'Transform')
    .map((name) => [`!${name}`, `Fn::${name}`] as const),
]);

/**
 * Reads a template in JSON or in YAML, with CloudFormation's tags.
 *
 * @param file its name, for positions
 * @returns with `problem`: why it is no template
 */
export function readTemplate(file: string, text: string): ReadTemplate | { readonly problem: Problem } {
  const read = /^\s*\{/.test(text) ? readJson(file, text) : readYaml(file, text);
  if ('problem' in read) return read;
  const { value, at } = read;
  const resources = isMap(value) ? value['Resources'] : undefined;
  if (!isMap(resources)) return { problem: notATemplate(at([]), 'It has no "Resources".') };
  for (const [logicalId, resource] of Object.entries(resources)) {
    // A loop of the language extensions is a list.
    if (logicalId.startsWith('Fn::ForEach::')) continue;
    if (!isMap(resource) || typeof resource['Type'] !== 'string') {
      return { problem: notATemplate(at(['Resources', logicalId]), `"${logicalId}" is no resource with a Type.`) };
    }
  }
  const entries = Object.entries(resources).filter(([, resource]) => isMap(resource));
  return { template: { Resources: Object.fromEntries(entries) as Record<string, Resource> }, at };
}

function notATemplate(at: Position, message: string): Problem {
  return templateProblem('template/not-a-template', at, message, 'Name CloudFormation templates, or a cloud assembly.');
}

interface Reading {
  readonly value: unknown;
  at(path: Path): Position;
}

/** Positions are made when something is found. */
function readJson(file: string, text: string): Reading | { readonly problem: Problem } {
  let source: SourceDocument | undefined;
  const document = (): SourceDocument => (source ??= new SourceDocument(file, text));
  try {
    return { value: JSON.parse(text), at: (path) => document().at(path) };
  } catch {
    const [problem] = document().problems;
    return { problem: problem ?? notATemplate({ file, line: 1, column: 1 }, 'It is not valid JSON.') };
  }
}

function readYaml(file: string, text: string): Reading | { readonly problem: Problem } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, logLevel: 'silent' });
  const position = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const [error] = document.errors;
  if (error) {
    const message = error.message.split(/ at line|\n/)[0] ?? 'It is not valid YAML.';
    return { problem: generalProblem('syntax/invalid-yaml', position(error.pos[0]), message, 'Correct the YAML at this place.') };
  }
  const plain = new PlainValues(document);
  const value = plain.of(document.contents);
  return { value, at: (path) => position(plain.offsetAt(value, path)) };
}

/** The plain values of a YAML document, with tags as intrinsic functions, and where each is written. */
class PlainValues {
  readonly #document: Document;
  readonly #offsets = new Map<object, Map<string, number>>();

  constructor(document: Document) {
    this.#document = document;
  }

  of(node: unknown): unknown {
    if (isAlias(node)) return this.of(node.resolve(this.#document));
    const plain = this.#untagged(node);
    const tag = (node as Node | null)?.tag;
    const name = tag === undefined ? undefined : TAGS.get(tag);
    if (name === undefined) return plain;
    return { [name]: name === 'Fn::GetAtt' && typeof plain === 'string' ? plain.split(/\.(.*)/s).slice(0, 2) : plain };
  }

  /** Of the value at `path`, or of its nearest ancestor. */
  offsetAt(value: unknown, path: Path): number {
    let [offset, current] = [0, value];
    for (const step of path) {
      const found = typeof current === 'object' && current !== null ? this.#offsets.get(current)?.get(String(step)) : undefined;
      if (found === undefined) break;
      offset = found;
      current = (current as Record<string, unknown>)[step];
    }
    return offset;
  }

  #untagged(node: unknown): unknown {
    if (isSeq(node)) {
      const list = node.items.map((item) => this.of(item));
      this.#offsets.set(list, new Map(node.items.map((item, index) => [String(index), startOf(item)])));
      return list;
    }
    if (isYamlMap(node)) {
      const map: Record<string, unknown> = {};
      const offsets = new Map<string, number>();
      for (const { key, value } of node.items) {
        const name = String(isScalar(key) ? key.value : key);
        Object.defineProperty(map, name, { value: this.of(value), enumerable: true, configurable: true, writable: true });
        offsets.set(name, startOf(key));
      }
      this.#offsets.set(map, offsets);
      return map;
    }
    return isScalar(node) ? node.value : undefined;
  }
}

function startOf(node: unknown): number {
  return (node as Node | null)?.range?.[0] ?? 0;
}
