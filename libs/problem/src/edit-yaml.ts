import { isMap as isYamlMap, isScalar, parseDocument, type Node, type Pair } from 'yaml';
import type { Path } from './source-document';

/**
 * A YAML text with one entry of a map replaced or added, and every other byte as it was: comments, quotes and line breaks are
 * people's own. The new value is written in flow style (`{ state: active }`), on one line.
 *
 * @param path of the map's entry; the map itself has to be there
 * @throws RangeError when there is no map to put it into
 */
export function withYamlEntry(text: string, path: Path, value: Readonly<Record<string, unknown>> | string): string {
  const document = parseDocument(text, { logLevel: 'silent' });
  const key = String(path.at(-1));
  const parent: unknown = document.getIn(path.slice(0, -1), true);
  if (!isYamlMap(parent) || !parent.range) throw new RangeError(`There is no map at ${path.slice(0, -1).join('.')}.`);
  const pairs = parent.items as Pair<Node, Node | null>[];
  const written = flowYaml(value);
  const found = pairs.find((pair) => isScalar(pair.key) && String(pair.key.value) === key);
  if (found) {
    const [start, end] = found.value?.range ?? [found.key.range?.[1] ?? 0, found.key.range?.[1] ?? 0];
    // A block ends with its line break, which belongs to what follows.
    const taken = text.slice(start, end).trimEnd().length;
    const onOwnLine = /\n[ \t]*$/.test(text.slice(0, start));
    const from = onOwnLine ? text.slice(0, start).trimEnd().length : start;
    const needsSpace = onOwnLine || text[from - 1] === ':';
    return `${text.slice(0, from)}${needsSpace ? ' ' : ''}${written}${text.slice(start + taken)}`;
  }
  return withNewEntry(text, parent.flow === true, pairs, parent.range, `${key}: ${written}`);
}

function withNewEntry(
  text: string,
  isFlow: boolean,
  pairs: readonly Pair<Node, Node | null>[],
  range: readonly number[],
  entry: string,
): string {
  const last = pairs.at(-1);
  const [, end = text.length] = last?.value?.range ?? last?.key.range ?? range;
  if (isFlow) {
    if (last) return `${text.slice(0, end)}, ${entry}${text.slice(end)}`;
    const inside = (range[0] ?? 0) + 1;
    return `${text.slice(0, inside)} ${entry} ${text.slice(inside)}`;
  }
  const start = last?.key.range?.[0] ?? 0;
  const indentation = ' '.repeat(start - (text.lastIndexOf('\n', start - 1) + 1));
  const lineEnd = text.indexOf('\n', Math.max(0, text.slice(0, end).trimEnd().length - 1));
  const at = lineEnd === -1 ? text.length : lineEnd;
  return `${text.slice(0, at)}\n${indentation}${entry}${text.slice(at)}`;
}

/** Plain where YAML reads it back as the same text. */

/** A value in flow style on one line, with quotes only where they are needed: `{ kind: [GARAGE, "15"] }`. */
export function flowYaml(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flowYaml).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, one]) => `${flowYaml(key)}: ${flowYaml(one)}`);
    return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
  }
  if (typeof value !== 'string') return JSON.stringify(value);
  const isPlain = /^[A-Za-z0-9][A-Za-z0-9._@/+-]*$/.test(value) && parseDocument(value).toJS() === value;
  return isPlain ? value : JSON.stringify(value);
}
