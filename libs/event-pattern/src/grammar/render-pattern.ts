import type { Alternative, FieldTest, ValueTest } from './pattern';

/** The JSON text of a pattern with one alternative, or, with several, of what they share and a `$or` of the rest. */
export function renderPattern(alternatives: readonly Alternative[]): string {
  const [first, ...others] = alternatives;
  if (first === undefined) return '{}';
  if (others.length === 0) return objectText(first, []);
  const text = (field: FieldTest): string => field.path + fieldText(field);
  const texts = alternatives.map((alternative) => new Set(alternative.map(text)));
  const shared = first.filter((field) => texts.every((set) => set.has(text(field))));
  const sharedTexts = new Set(shared.map(text));
  const rests = alternatives.map((alternative) => alternative.filter((field) => !sharedTexts.has(text(field))));
  return objectText(shared, rests);
}

/** A test as an element of a field's array. */
export function testText(test: ValueTest): string {
  const operator = (name: string, value: unknown): string => JSON.stringify({ [name]: value });
  const anythingBut = (name: string, texts: readonly string[]): string =>
    operator('anything-but', { [name]: texts.length === 1 ? texts[0] : texts });
  switch (test.kind) {
    case 'text':
      return test.exactly ? operator('exactly', test.text) : JSON.stringify(test.text);
    case 'address':
      return JSON.stringify(test.text);
    case 'prefix':
    case 'suffix':
      return operator(test.kind, test.text);
    case 'ignore-case':
      return operator('equals-ignore-case', test.folded.text);
    case 'prefix-ignore-case':
      return operator('prefix', { 'equals-ignore-case': test.folded.text });
    case 'suffix-ignore-case':
      return operator('suffix', { 'equals-ignore-case': test.folded.text });
    case 'wildcard':
      return operator('wildcard', test.wildcard.text);
    case 'cidr':
      return operator('cidr', test.text);
    case 'literal':
    case 'number':
      return test.literal;
    case 'numeric':
      return `{"numeric":[${test.range.terms.map((term, i) => (i % 2 === 0 ? JSON.stringify(term) : term)).join()}]}`;
    case 'exists':
      return '{"exists":true}';
    case 'absent':
      return '{"exists":false}';
    case 'not-text':
      return operator('anything-but', test.texts.length === 1 ? test.texts[0] : test.texts);
    case 'not-number':
      return `{"anything-but":${test.literals.length === 1 ? test.literals[0] : `[${test.literals.join()}]`}}`;
    case 'not-prefix':
      return anythingBut('prefix', test.texts);
    case 'not-suffix':
      return anythingBut('suffix', test.texts);
    case 'not-ignore-case':
      return anythingBut(
        'equals-ignore-case',
        test.folded.map((folded) => folded.text),
      );
    case 'not-wildcard':
      return anythingBut(
        'wildcard',
        test.wildcards.map((wildcard) => wildcard.text),
      );
  }
}

export function fieldText(field: FieldTest): string {
  return `[${field.tests.map(testText).join()}]`;
}

interface Node {
  array?: string;
  readonly children: Map<string, Node>;
}

/**
 * Nested by the dots of the paths, except where a path is itself the beginning of another: then the longer one keeps its dots.
 * Keys that all branches begin with are written once, around the `$or`.
 */
function objectText(fields: readonly FieldTest[], branches: readonly Alternative[]): string {
  const key = commonKey(branches);
  const nested = key !== '' && !fields.some((field) => field.path === key);
  const root: Node = { children: new Map() };
  for (const field of fields) if (!nested || !isBelow(field, key)) place(root, field);
  const members = nodeMembers(root);
  if (nested) {
    const inner = objectText(
      fields.filter((field) => isBelow(field, key)).map(withoutKey),
      branches.map((branch) => branch.map(withoutKey)),
    );
    members.push(`${JSON.stringify(key)}:${inner}`);
  } else if (branches.length > 0) members.push(`"$or":[${branches.map((branch) => objectText(branch, [])).join()}]`);
  return `{${members.join()}}`;
}

function isBelow(field: FieldTest, key: string): boolean {
  return field.path.startsWith(`${key}.`);
}

function withoutKey(field: FieldTest): FieldTest {
  return { path: field.path.slice(field.path.indexOf('.') + 1), tests: field.tests };
}

function commonKey(branches: readonly Alternative[]): string {
  const key = firstKey(branches[0]?.[0]?.path ?? '');
  if (key === '') return '';
  return branches.every((branch) => branch.length > 0 && branch.every((field) => isBelow(field, key))) ? key : '';
}

function firstKey(path: string): string {
  const dot = path.indexOf('.');
  return dot < 0 ? path : path.slice(0, dot);
}

function place(root: Node, field: FieldTest): void {
  const keys = field.path.split('.');
  let node = root;
  for (let i = 0; i < keys.length - 1; i++) {
    const key = keys[i] as string;
    const child = node.children.get(key) ?? { children: new Map<string, Node>() };
    if (child.array !== undefined) {
      node.children.set(keys.slice(i).join('.'), { array: fieldText(field), children: new Map() });
      return;
    }
    node.children.set(key, child);
    node = child;
  }
  const last = keys[keys.length - 1] as string;
  node.children.set(last, { array: fieldText(field), children: new Map() });
}

function nodeMembers(node: Node): string[] {
  return [...node.children].map(([key, child]) => `${JSON.stringify(key)}:${child.array ?? `{${nodeMembers(child).join()}}`}`);
}
