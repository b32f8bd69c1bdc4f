import type { JsonScalar } from './sample-values';

/** An event under construction: for each path its values. A path without values is left out. */
export type SampleFields = ReadonlyMap<string, readonly JsonScalar[]>;

/** The JSON text of an event that has these values, nested by the dots of the paths. Several values of a path make an array. */
export function sampleEvent(fields: SampleFields): string {
  const root: Node = { values: [], children: new Map() };
  for (const [path, values] of fields) {
    if (values.length === 0) continue;
    let node = root;
    for (const key of path.split('.')) {
      let child = node.children.get(key);
      if (child === undefined) node.children.set(key, (child = { values: [], children: new Map() }));
      node = child;
    }
    node.values.push(...values);
  }
  return objectText(root);
}

interface Node {
  readonly values: JsonScalar[];
  readonly children: Map<string, Node>;
}

function objectText(node: Node): string {
  return `{${[...node.children].map(([key, child]) => `${JSON.stringify(key)}:${nodeText(child)}`).join(',')}}`;
}

function nodeText(node: Node): string {
  if (node.values.length === 0) return objectText(node);
  const parts = node.children.size > 0 ? [...node.values, objectText(node)] : node.values;
  return parts.length === 1 ? (parts[0] as string) : `[${parts.join(',')}]`;
}
