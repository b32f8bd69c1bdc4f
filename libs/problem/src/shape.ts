import * as z from 'zod';
import { generalProblem } from './general-problems';
import { formatPosition, type Problem } from './problem';
import { isMap, type Path, type SourceDocument } from './source-document';
import { flowYaml } from './edit-yaml';
import { nearest } from './nearest';
import { asBoolean, asNumber } from './scalar-words';

/** What is said of a value that does not have its shape. */
export interface Wording {
  /** What it should be, for the message: `a kebab-case name of at most 28 characters`. */
  readonly is: string;
  readonly fix: string;
  /** Makes the problem; `shape/invalid-text` when absent. */
  readonly problem?: (at: Problem['at'], message: string, fix: string) => Problem;
}

/** A form that strings must have, with its own problem code and words, for `formed`. */
export interface Form extends Wording {
  readonly pattern: RegExp;
  readonly maximumLength?: number;
  /** What the pattern cannot say. */
  readonly valid?: (text: string) => boolean;
}

const forms = z.registry<Wording & Partial<Form>>();

/** A string of a certain form. The form is in the editors' JSON Schema too. */
export function formed(form: Form, description: string): z.ZodString {
  let shape = z.string().regex(form.pattern);
  if (form.maximumLength !== undefined) shape = shape.max(form.maximumLength);
  if (form.valid) shape = shape.refine(form.valid);
  const described = shape.describe(description);
  forms.add(described, form);
  return described;
}

/**
 * A choice of shapes without a tag: whatever is wrong with a value, one problem says what it can be.
 *
 * @param wording.pattern of the choice that is a string, to advise quotes for what YAML reads as a number
 */
export function either<Shape extends z.ZodUnion>(
  shape: Shape,
  wording: Wording & { readonly pattern?: RegExp },
  description: string,
): Shape {
  const described = shape.describe(description);
  forms.add(described, { problem: (...rest) => generalProblem('shape/not-allowed', ...rest), ...wording });
  return described;
}

/** The value of a document if it has the shape, and every way in which it has not. */
export function readShape<Shape extends z.ZodType>(
  document: SourceDocument,
  shape: Shape,
): { readonly value?: z.output<Shape>; readonly problems: readonly Problem[] } {
  if (document.problems.length > 0) return { problems: document.problems };
  const result = shape.safeParse(document.value, { reportInput: true });
  if (result.success) return { value: result.data, problems: [] };
  return { problems: oncePerPlace(result.error.issues.flatMap((issue) => problemsOfIssue(issue, document, shape))) };
}

/** A string that is too long and of the wrong form is one problem, not two. */
function oncePerPlace(problems: readonly Problem[]): Problem[] {
  return [
    ...new Map(problems.map((problem) => [`${problem.code} ${formatPosition(problem.at)} ${problem.message}`, problem])).values(),
  ];
}

function problemsOfIssue(issue: z.core.$ZodIssue, document: SourceDocument, root: z.ZodType): Problem[] {
  const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
  const at = document.at(path);
  const shape = shapeAt(root, path, document.value);
  const form = shape && forms.get(shape);
  const name = nameOf(path);
  if ((issue.code === 'invalid_type' || issue.code === 'invalid_union') && issue.input === undefined) {
    return [generalProblem('shape/missing-key', at, `The key "${String(path.at(-1) ?? '')}" is missing.`, 'Add it.')];
  }
  const inside = issue.code === 'invalid_union' ? insideOfMap(issue, shape) : undefined;
  if (inside) return inside.flatMap((each) => problemsOfIssue(each, document, root));
  if (form && issue.code !== 'unrecognized_keys') {
    const make = form.problem ?? ((...rest) => generalProblem('shape/invalid-text', ...rest));
    return [
      make(
        at,
        `${name} is ${wordFor(issue.input)}, not ${form.is}.`,
        quotedForm(form, issue.input, document.wordAt(path)) ?? form.fix,
      ),
    ];
  }
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(document, [...path, key], keysOf(shape, valueAt(document.value, path))));
    case 'invalid_type':
      return [
        generalProblem(
          'shape/wrong-type',
          at,
          `${name} is ${wordFor(issue.input)}, not ${article(issue.expected)}.`,
          typeFix(issue, document, path, shape),
        ),
      ];
    case 'invalid_value':
      return [notAllowed(document, path, issue.input, issue.values.map(String))];
    case 'invalid_union':
      return [unionProblem(issue, document, path, shape)];
    case 'too_small':
    case 'too_big':
      return [generalProblem('shape/out-of-range', at, `${name} is ${range(issue)}.`, 'Choose a value within the range.')];
    case 'invalid_key':
      return [generalProblem('shape/unknown-key', document.atKey(path), `${name} cannot be a key here.`, 'Rename or remove it.')];
    default:
      return [generalProblem('shape/invalid-text', at, `${name} does not have the right form.`, issue.message)];
  }
}

/** What is wrong within a map, when a map is one of the choices and no key of it is missing: it says more than the choice does. */
function insideOfMap(issue: z.core.$ZodIssueInvalidUnion, shape: z.ZodType | undefined): z.core.$ZodIssue[] | undefined {
  if (!(shape instanceof z.ZodUnion) || shape instanceof z.ZodDiscriminatedUnion || !isMap(issue.input)) return undefined;
  const maps = shape.options.flatMap((option, index) => (option instanceof z.ZodObject ? (issue.errors[index] ?? []) : []));
  if (maps.length === 0 || maps.some(({ path, input }) => path.length > 0 && input === undefined)) return undefined;
  return maps.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
}

/** Digits without quotes are a number; leading zeros are lost, so the text is taken from the file. */
function quotedForm(
  { pattern }: { readonly pattern?: Pick<RegExp, 'test'> | undefined },
  found: unknown,
  word = '',
): string | undefined {
  if (typeof found !== 'number' || !pattern?.test(word)) return undefined;
  return `Write "${word}", with the quotes.`;
}

function typeFix(issue: z.core.$ZodIssueInvalidType, document: SourceDocument, path: Path, shape?: z.ZodType): string {
  const expected: string = issue.expected;
  const fix =
    issue.input === null
      ? fixOfNothing(expected, document.lineAt(path))
      : isMap(issue.input) || Array.isArray(issue.input)
        ? fixOfCollection(expected, issue.input)
        : fixOfScalar(expected, issue.input, document.wordAt(path), shape);
  return fix ?? 'Change its type.';
}

function fixOfNothing(expected: string, line: string): string | undefined {
  if (/^[^#]*:\s+#/.test(line)) return 'Put the value in quotes: a "#" begins a comment.';
  return expected === 'array' ? 'Write its items below it, each after a "-", or [] for none.' : undefined;
}

function fixOfCollection(expected: string, found: object): string | undefined {
  if (!Array.isArray(found)) return expected === 'array' ? 'Write a "-" before the first key of each item.' : undefined;
  if (expected === 'object' || expected === 'record') return 'Write "key: value", without "-" or brackets.';
  const [only, ...others] = found as unknown[];
  return others.length === 0 && typeof only === 'string' ? `Write ${flowYaml(only)}, without "-" or brackets.` : undefined;
}

function fixOfScalar(expected: string, found: unknown, word: string | undefined, shape?: z.ZodType): string | undefined {
  if (expected === 'string') return `Write "${word ?? String(found)}", with the quotes.`;
  if (expected === 'array') return `Write ${flowYaml([found])}.`;
  if (expected === 'boolean') {
    const flag = asBoolean(found);
    return flag === undefined ? undefined : `Write ${flag}.`;
  }
  if (expected === 'int' || expected === 'number') {
    const number = asNumber(found);
    return number === undefined || (expected === 'int' && !Number.isInteger(number)) ? undefined : `Write ${number}.`;
  }
  if (expected !== 'object' && expected !== 'record') return undefined;
  if (shape instanceof z.ZodDiscriminatedUnion && tagsOf(shape, shape.def.discriminator).includes(String(found))) {
    return `Write ${flowYaml({ [shape.def.discriminator]: found })}.`;
  }
  const [, key, value] = /^([\w-]+):(\S.*)$/.exec(String(found)) ?? [];
  return key === undefined || value === undefined
    ? 'Write its keys instead, as "key: value".'
    : `Write "${key}: ${value}", with a space after the colon.`;
}

function unknownKey(document: SourceDocument, path: Path, known: readonly string[]): Problem {
  const key = String(path.at(-1));
  const [, name, value] = /^([\w-]+):(\S.*)$/.exec(key) ?? [];
  const taken = valueAt(document.value, path.slice(0, -1));
  const meant = meantKey(
    key,
    known.filter((one) => !isMap(taken) || !Object.hasOwn(taken, one)),
  );
  const fix =
    name !== undefined && value !== undefined && known.includes(name)
      ? `Write "${name}: ${value}", with a space after the colon.`
      : meant !== undefined
        ? `Write "${meant}" if you meant that; remove it otherwise.`
        : `Remove it; the keys here are ${list(known)}.`;
  return generalProblem('shape/unknown-key', document.atKey(path), `The key "${key}" has no meaning here.`, fix);
}

/** A key that is nearly the same, the same in another style (`event_type`), or more or less of it (`event`). */
function meantKey(key: string, known: readonly string[]): string | undefined {
  const folded = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');
  const word = folded(key);
  return (
    nearest(key, known) ??
    known.find((name) => folded(name) === word) ??
    known.find((name) => word.length >= 4 && (folded(name).startsWith(word) || folded(name).endsWith(word)))
  );
}

function notAllowed(document: SourceDocument, path: Path, found: unknown, values: readonly string[]): Problem {
  const meant = typeof found === 'string' ? nearest(found, values) : undefined;
  return generalProblem(
    'shape/not-allowed',
    document.at(path),
    `${nameOf(path)} is ${wordFor(found)}; it can be ${list(values)}.`,
    meant ? `Write "${meant}" if you meant that.` : 'Choose one of them.',
  );
}

/** A tagged union whose tag is missing or unknown. */
function unionProblem(issue: z.core.$ZodIssueInvalidUnion, document: SourceDocument, path: Path, shape?: z.ZodType): Problem {
  const tag = shape instanceof z.ZodDiscriminatedUnion ? shape.def.discriminator : undefined;
  if (tag === undefined || !isMap(issue.input ?? valueAt(document.value, path))) {
    return generalProblem('shape/wrong-type', document.at(path), `${nameOf(path)} is of the wrong type.`, 'Change its type.');
  }
  // The issue's path already includes the tag.
  const object = path.at(-1) === tag ? path.slice(0, -1) : path;
  const found = (valueAt(document.value, object) as Record<string, unknown>)[tag];
  if (found === undefined) {
    const tags = list(tagsOf(shape as z.ZodDiscriminatedUnion, tag));
    return generalProblem('shape/missing-key', document.at(object), `The key "${tag}" is missing.`, `Add it; it can be ${tags}.`);
  }
  return notAllowed(document, [...object, tag], found, tagsOf(shape as z.ZodDiscriminatedUnion, tag));
}

function tagsOf(union: z.ZodDiscriminatedUnion, tag: string): string[] {
  return union.options.flatMap((option) => {
    const literal: unknown = option instanceof z.ZodObject ? option.shape[tag] : undefined;
    return literal instanceof z.ZodLiteral ? [...literal.values].map(String) : [];
  });
}

/** The part of a shape that describes the value at a path. `value` decides between the branches of unions. */
function shapeAt(root: z.ZodType, path: Path, value: unknown): z.ZodType | undefined {
  let shape: z.ZodType | undefined = unwrapped(root, value);
  let found = value;
  for (const step of path) {
    if (shape instanceof z.ZodDiscriminatedUnion && shape.def.discriminator === step) return shape;
    if (shape instanceof z.ZodUnion)
      shape = shape.options.find((option) => keysOf(option as z.ZodType, found).includes(String(step))) as z.ZodType | undefined;
    found = isMap(found) || Array.isArray(found) ? (found as Record<string | number, unknown>)[step] : undefined;
    if (shape instanceof z.ZodObject) shape = (shape.shape as Record<string, z.ZodType>)[step];
    else if (shape instanceof z.ZodArray) shape = shape.element as z.ZodType;
    else if (shape instanceof z.ZodRecord) shape = shape.valueType as z.ZodType;
    else return undefined;
    if (!shape) return undefined;
    shape = unwrapped(shape, found);
  }
  return shape;
}

function unwrapped(shape: z.ZodType, value: unknown): z.ZodType {
  if (shape instanceof z.ZodOptional || shape instanceof z.ZodDefault || shape instanceof z.ZodPrefault) {
    return unwrapped(shape.unwrap() as z.ZodType, value);
  }
  if (shape instanceof z.ZodDiscriminatedUnion && isMap(value)) {
    const tag = shape.def.discriminator;
    const branch = shape.options.find((option) => {
      const literal: unknown = option instanceof z.ZodObject ? option.shape[tag] : undefined;
      return literal instanceof z.ZodLiteral && literal.values.has(value[tag] as z.core.util.Literal);
    });
    if (branch) return branch as z.ZodType;
  }
  return shape;
}

function keysOf(shape: z.ZodType | undefined, value: unknown): string[] {
  const found = shape && unwrapped(shape, value);
  const isChoice = found instanceof z.ZodUnion && !(found instanceof z.ZodDiscriminatedUnion);
  const object = isChoice ? found.options.find((option) => option instanceof z.ZodObject) : found;
  return object instanceof z.ZodObject ? Object.keys(object.shape) : [];
}

function valueAt(value: unknown, path: Path): unknown {
  let found = value;
  for (const step of path)
    found = isMap(found) || Array.isArray(found) ? (found as Record<string | number, unknown>)[step] : undefined;
  return found;
}

function nameOf(path: Path): string {
  const last = path.at(-1);
  if (last === undefined) return 'The file';
  return typeof last === 'number' ? `Entry ${last + 1}` : `"${last}"`;
}

function wordFor(value: unknown): string {
  if (value === undefined || value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  return typeof value === 'string'
    ? JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value)
    : `the ${typeof value} ${String(value)}`;
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'a string',
  object: 'a map',
  record: 'a map',
  array: 'a list',
  int: 'an integer',
  boolean: 'true or false',
};

function article(type: string): string {
  return TYPE_WORDS[type] ?? `a ${type}`;
}

function range(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): string {
  const unit = issue.origin === 'string' ? ' characters' : issue.origin === 'array' ? ' entries' : '';
  const found = typeof issue.input === 'number' ? String(issue.input) : unit === '' ? 'out of range' : 'of another length';
  return issue.code === 'too_small'
    ? `${found}; the least is ${issue.minimum}${unit}`
    : `${found}; the most is ${issue.maximum}${unit}`;
}

function list(words: readonly string[]): string {
  return words.map((word) => `"${word}"`).join(', ');
}
