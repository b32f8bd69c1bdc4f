import { type Draft, draftOf, isAtLeast, subschemas } from './drafts';
import { isObject, type Json, type JsonObject, own, step } from '../json';
import { SchemaError } from './schema-error';

/** Deepest nesting of a schema, in values within values. */
const MAXIMUM_DEPTH = 200;
const MAXIMUM_VALUES = 2_000_000;

/** A schema somewhere in a document. */
export interface Located {
  readonly schema: Json;
  /** The schema that it stands in, and the steps from there. Absent for the root. */
  readonly from?: { readonly parent: Located; readonly steps: readonly (string | number)[] };
  /** The URI that references in it are relative to, without fragment. */
  readonly base: string;
}

const ROOT = 'root:///';

/** JSON pointer from the root of the document. */
export function pathOf({ from }: Located): string {
  return from ? pathOf(from.parent) + from.steps.map(step).join('') : '';
}

/** A whole schema: its draft, and what its references lead to. */
export class SchemaDocument {
  readonly draft: Draft;
  readonly root: Located;
  readonly #resources = new Map<string, Located>();
  readonly #anchors = new Map<string, Located>();
  readonly #dynamicAnchors = new Map<string, Located[]>();

  /** @throws SchemaError */
  constructor(schema: unknown, draft?: Draft) {
    checkJson(schema);
    this.draft = draft ?? draftOf(schema);
    this.root = { schema, base: this.#baseOf(schema, ROOT) };
    this.#resources.set(ROOT, this.root);
    this.#index(this.root);
  }

  /** A schema below another, its base changed by an identifier of its own. */
  below(parent: Located, steps: readonly (string | number)[], schema: Json): Located {
    return { schema, from: { parent, steps }, base: this.#baseOf(schema, parent.base) };
  }

  /** @throws SchemaError when there is nothing at the other end. */
  resolve(reference: string, from: Located): Located {
    const uri = absolute(reference, from.base);
    const [base = '', fragment = ''] = split(uri ?? '');
    const resource = this.#resources.get(base);
    const found = resource && (this.#anchors.get(`${base}#${fragment}`) ?? this.#at(resource, fragment));
    if (!found) throw new SchemaError(`"$ref" leads to ${JSON.stringify(reference)}, which is not in this schema.`, pathOf(from));
    return found;
  }

  /** Undefined when which schema is meant depends on the way that led here. */
  resolveDynamic(reference: string, from: Located): Located | undefined {
    const name = split(reference)[1] ?? '';
    const named = this.#dynamicAnchors.get(name) ?? [];
    if (named.length > 1) return undefined;
    return this.resolve(reference, from);
  }

  #baseOf(schema: Json, base: string): string {
    const keyword = this.draft === 'draft-04' ? 'id' : '$id';
    const id = isObject(schema) && !this.#hidesSiblings(schema) ? own(schema, keyword) : undefined;
    if (typeof id !== 'string' || id.startsWith('#')) return base;
    return split(absolute(id, base) ?? base)[0] ?? base;
  }

  #hidesSiblings(schema: JsonObject): boolean {
    return !isAtLeast(this.draft, '2019-09') && typeof own(schema, '$ref') === 'string';
  }

  #index(located: Located): void {
    const open: Located[] = [located];
    for (let one = open.pop(); one; one = open.pop()) {
      const { schema, base } = one;
      if (!isObject(schema)) continue;
      if (!this.#resources.has(base)) this.#resources.set(base, one);
      this.#indexAnchors(schema, one);
      for (const { steps, schema: below } of subschemas(schema, this.draft)) open.push(this.below(one, steps, below));
    }
  }

  #indexAnchors(schema: JsonObject, located: Located): void {
    const id = own(schema, this.draft === 'draft-04' ? 'id' : '$id');
    if (typeof id === 'string' && id.startsWith('#') && id.length > 1) this.#anchors.set(`${located.base}${id}`, located);
    for (const keyword of isAtLeast(this.draft, '2019-09') ? ['$anchor', '$dynamicAnchor'] : []) {
      const anchor = own(schema, keyword);
      if (typeof anchor !== 'string') continue;
      this.#anchors.set(`${located.base}#${anchor}`, located);
      if (keyword === '$dynamicAnchor') this.#dynamicAnchors.set(anchor, [...(this.#dynamicAnchors.get(anchor) ?? []), located]);
    }
  }

  #at(resource: Located, fragment: string): Located | undefined {
    if (fragment === '') return resource;
    if (!fragment.startsWith('/')) return undefined;
    let found = resource;
    for (const raw of fragment.slice(1).split('/')) {
      const name = decode(raw).replaceAll('~1', '/').replaceAll('~0', '~');
      const value: Json | undefined =
        typeof found.schema === 'object' && found.schema !== null && Object.hasOwn(found.schema, name)
          ? (found.schema as JsonObject)[name]
          : undefined;
      if (value === undefined) return undefined;
      found = this.below(found, [name], value);
    }
    return found;
  }
}

function absolute(reference: string, base: string): string | undefined {
  if (reference.startsWith('#')) return base + reference;
  try {
    return new URL(reference, base).href;
  } catch {
    return undefined;
  }
}

function split(uri: string): [string, string] {
  const at = uri.indexOf('#');
  return at < 0 ? [uri, ''] : [uri.slice(0, at), uri.slice(at + 1)];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A value on the way through a schema. */
interface Visit {
  readonly value: unknown;
  readonly above?: Visit;
  readonly name: string;
  readonly depth: number;
}

/** Walks without recursion, so that no schema can overflow the stack. */
function checkJson(root: unknown): asserts root is Json {
  const open: Visit[] = [{ value: root, name: '', depth: 0 }];
  const fail = (message: string, visit?: Visit): never => {
    throw new SchemaError(message, visit ? pathOfVisit(visit) : '');
  };
  let values = 0;
  for (let visit = open.pop(); visit; visit = open.pop()) {
    const { value, depth } = visit;
    if (++values > MAXIMUM_VALUES) fail(`The schema has more than ${MAXIMUM_VALUES} values.`);
    if (value === null || typeof value === 'boolean' || typeof value === 'string') continue;
    if (typeof value === 'number' && Number.isFinite(value)) continue;
    if (typeof value !== 'object') fail(`A schema is JSON; this is ${typeof value}.`, visit);
    if (depth > MAXIMUM_DEPTH) fail(`The schema is nested more than ${MAXIMUM_DEPTH} deep, or contains itself as an object.`);
    for (const name of Object.keys(value as object)) {
      open.push({ value: (value as Record<string, unknown>)[name], above: visit, name, depth: depth + 1 });
    }
  }
}

function pathOfVisit({ above, name }: Visit): string {
  return above ? pathOfVisit(above) + step(name) : '';
}
