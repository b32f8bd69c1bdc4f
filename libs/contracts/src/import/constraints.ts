import type { Path } from '@busbar/problem';
import type { Located } from '@busbar/schema-containment';
import type { JsonSchema, JsonType } from '../model';

/** The types that keywords tell apart: integers are numbers with a constraint. */
export type ValueType = Exclude<JsonType, 'integer'>;

export const VALUE_TYPES: readonly ValueType[] = ['object', 'array', 'string', 'number', 'boolean', 'null'];

/** Schemas of the document that all hold for one value. None of them: any value. */
export type AllOf = readonly Located[];

/** A keyword's value, and the schema that it is in. */
export interface Limit {
  readonly value: unknown;
  readonly at: Located;
  /** The keyword that it was given with, where that is another: `const` for a list of one value. */
  readonly keyword?: string;
}

/**
 * What the keywords of a schema demand of the values of one type. Schemas below it are not looked at: those of two schemas that
 * both hold simply stand side by side, which makes the intersection of schemas that hold themselves as simple as any.
 */
export interface TypeConstraints {
  /** By keyword of the profile; `integer` for integers, `enum` for constants too. */
  readonly limits: ReadonlyMap<string, Limit>;
  readonly items?: AllOf;
  readonly properties?: ReadonlyMap<string, AllOf>;
  /** `patternProperties`. */
  readonly patterns?: readonly { readonly pattern: string; readonly schema: Located }[];
  /** Properties that are neither named nor match a pattern. @default - any */
  readonly additional?: AllOf;
  readonly required?: ReadonlyMap<string, Located>;
}

/** What a schema tells people, by keyword. */
export type Annotations = ReadonlyMap<string, Limit>;

/** What a schema demands, by the type of the value. A type that is not there is not allowed. */
export interface Constraints {
  readonly types: ReadonlyMap<ValueType, TypeConstraints>;
  readonly annotations: Annotations;
  /** Types that keywords say something about, in schemas that do not say their type. */
  readonly implied: ReadonlySet<ValueType>;
  /** The schema that says a type; absent where only a value or a keyword implies it. */
  readonly typedBy?: Located;
  /** The schema that is referred to, when all of this is what it demands. */
  readonly reference?: Reference;
}

/** A schema that `$ref` leads to. */
export interface Reference {
  readonly target: Located;
  /** The value of `$ref`. */
  readonly text: string;
}

/** Where something is said: a schema, and the steps to one of its keywords. */
export interface Origin {
  readonly located: Located;
  readonly keyword: Path;
}

/** OpenAPI's `discriminator`: the field, and its values by the name of the branch. */
export interface Discriminator {
  readonly field: string;
  readonly values: Readonly<Record<string, string>>;
}

export const ANYTHING: Constraints = {
  types: new Map(VALUE_TYPES.map((type) => [type, { limits: new Map() }])),
  annotations: new Map(),
  implied: new Set(),
};

/** Keywords that tell people something and decide nothing about data. */
const ANNOTATIONS = ['$schema', '$id', 'title', 'description', 'examples', 'default', 'deprecated', 'x-classification'];

export function isAnnotationKeyword(keyword: string): boolean {
  return ANNOTATIONS.includes(keyword) || keyword === 'x-extensible';
}

/** Whether every value of a type is accepted. */
export function isUnlimited({ limits, items, properties, patterns, additional, required }: TypeConstraints): boolean {
  return limits.size === 0 && !items && !properties && !patterns && !additional && !required;
}

export function acceptsAnything({ types }: Constraints): boolean {
  return VALUE_TYPES.every((type) => {
    const constraints = types.get(type);
    return constraints !== undefined && isUnlimited(constraints);
  });
}

/** What holds for the property of a name. */
export function propertyOf(constraints: TypeConstraints, name: string): AllOf {
  const named = constraints.properties?.get(name);
  const matching = (constraints.patterns ?? []).filter(({ pattern }) => matches(pattern, name)).map(({ schema }) => schema);
  return named || matching.length > 0 ? [...(named ?? []), ...matching] : (constraints.additional ?? []);
}

function matches(pattern: string, name: string): boolean {
  return new RegExp(pattern, 'u').test(name);
}

/** The limits on the values of one type as keywords of a contract. */
export function keywordsOf(limits: ReadonlyMap<string, Limit>): Pick<JsonSchema, keyof JsonSchema> {
  return Object.fromEntries([...limits].flatMap(([keyword, { value }]) => (keyword === 'integer' ? [] : [[keyword, value]])));
}

/** Values that the limits list; undefined when they list none. */
export function listedValues({ limits }: TypeConstraints): readonly unknown[] | undefined {
  return limits.get('enum')?.value as readonly unknown[] | undefined;
}
