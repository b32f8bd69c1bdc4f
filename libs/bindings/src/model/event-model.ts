import type { Lifecycle } from '@busbar/contracts';

/**
 * What every emitter reads: one event type, freed of JSON Schema. Constraints are normalized (see `build-model.ts`), every
 * object, enum and union has a name, and everything is in the order of the contract.
 */
export interface EventModel {
  /** `delivery.status.updated@1`: the `detail-type` on the wire. */
  readonly eventType: string;
  /** `delivery.status.updated`. */
  readonly name: string;
  readonly domain: string;
  readonly major: number;
  /** Newest released version, or `<major>.0.0-draft`. */
  readonly version: string;
  /** EventBridge `source`. */
  readonly source: string;
  /** The service that publishes it. */
  readonly publisher: string;
  readonly title: string;
  readonly description: string;
  readonly lifecycle: Lifecycle;
  /** SHA-256 of everything in the contract that bindings are made of, in hex. */
  readonly hash: string;
  /** The `data` of the event. */
  readonly data: ObjectType | UnionType;
  /**
   * What `ref` types refer to: the contract's definitions, then all objects, enums and unions that stand inline in it. Types
   * may refer to themselves. None is nullable: references to it are.
   */
  readonly types: ReadonlyMap<string, NamedType>;
}

export interface NamedType {
  /** In PascalCase, ASCII, unique in its model without regard to case. Not prefixed with the event's name. */
  readonly name: string;
  /** Whether the contract names it (under `definitions`); otherwise it was named for where it stands. */
  readonly declared: boolean;
  readonly description?: string;
  readonly deprecated: boolean;
  readonly type: Exclude<Type, RefType | NullableType>;
}

export type Type =
  | RefType
  | NullableType
  | StringType
  | IntegerType
  | NumberType
  | BooleanType
  | ScalarsType
  | NullType
  | ConstType
  | EnumType
  | ArrayType
  | MapType
  | ObjectType
  | UnionType
  | AnyType;

/** `model.types.get(name)`. Objects, enums and both kinds of unions are only met behind one of these (but for `model.data`). */
export interface RefType {
  readonly kind: 'ref';
  readonly name: string;
}

/** The type, or null. Not the same as an optional property; never around another nullable type. */
export interface NullableType {
  readonly kind: 'nullable';
  readonly type: Exclude<Type, NullableType>;
}

export interface StringType {
  readonly kind: 'string';
  /** In code points. */
  readonly minLength?: number;
  /** In code points. */
  readonly maxLength?: number;
  /** ECMAScript, flag `u`; matches anywhere in the string. */
  readonly pattern?: string;
  /** One of the `formats` of `@busbar/contracts`. */
  readonly format?: string;
}

/**
 * An integer; `1.0` and `1e2` are integers, too. `int53`, the default, is exact in a double. `int64` is what a contract asks for
 * by a bound beyond ±(2^53 − 1), or `format: int64`.
 *
 * A number outside of its width is an issue `minimum` or `maximum`, and no other check looks at it.
 */
export interface IntegerType {
  readonly kind: 'integer';
  readonly width: 'int53' | 'int64';
  readonly minimum?: bigint;
  readonly maximum?: bigint;
  readonly exclusiveMinimum?: bigint;
  readonly exclusiveMaximum?: bigint;
  readonly multipleOf?: bigint;
}

/** A finite double. */
export interface NumberType {
  readonly kind: 'number';
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  /** An integer; `value % multipleOf` (IEEE 754 remainder with the sign of the value, `fmod`) is 0. */
  readonly multipleOf?: number;
}

export interface BooleanType {
  readonly kind: 'boolean';
}

/**
 * A union of scalars: the JSON type of a value says which one it has to be. Two or more, each of another JSON type, in the order
 * string, number, boolean; null is a nullable type around it. A value of no type that is listed is an issue `type`.
 */
export interface ScalarsType {
  readonly kind: 'scalars';
  readonly branches: readonly ScalarType[];
}

export type ScalarType = StringType | IntegerType | NumberType | BooleanType;

/** Always null. */
export interface NullType {
  readonly kind: 'null';
}

export interface ConstType {
  readonly kind: 'const';
  readonly value: Scalar;
  /** What the contract says beside it, if anything: a value of another type is then an issue `type`, else `const`. */
  readonly type?: 'string' | 'integer' | 'number' | 'boolean';
}

export type Scalar = string | number | boolean;

/**
 * One of some values. The checks of `base` are made as well; they are all that is left for values that consumers do not know of
 * an extensible enum.
 */
export interface EnumType {
  readonly kind: 'enum';
  readonly values: readonly Scalar[];
  readonly extensible: boolean;
  readonly base: ScalarType | ScalarsType;
}

export interface ArrayType {
  readonly kind: 'array';
  readonly items: Type;
  readonly minItems?: number;
  readonly maxItems?: number;
  /** As JSON values; looked at only when the items have no issues of their own. */
  readonly uniqueItems: boolean;
}

/** An object with any keys, `__proto__` and the empty key included. */
export interface MapType {
  readonly kind: 'map';
  readonly values: Type;
}

/** Closed for publishers (`additionalProperties`), open for consumers. */
export interface ObjectType {
  readonly kind: 'object';
  readonly properties: readonly Property[];
  /** Type of all other properties: neither view refuses those then. */
  readonly rest?: Type;
}

export interface Property {
  /** As it is on the wire: any string without lone surrogates, `__proto__` and the empty string included. */
  readonly name: string;
  readonly required: boolean;
  readonly type: Type;
  readonly description?: string;
  readonly deprecated: boolean;
  /** What readers are to assume when it is absent; nothing sets it. */
  readonly default?: unknown;
}

/**
 * Objects told apart by a constant string in the property `tag`, which is among the properties of each. Issues: `type` at the
 * union when it is not an object; at the tag `required`, `type` (not a string), `oneOf` (a string that is not listed). Consumers accept any
 * object with an unknown tag when it is extensible.
 */
export interface UnionType {
  readonly kind: 'union';
  readonly tag: string;
  readonly extensible: boolean;
  readonly alternatives: readonly { readonly value: string; readonly type: RefType }[];
}

/** Any JSON. */
export interface AnyType {
  readonly kind: 'any';
}

export type View = 'publisher' | 'consumer';

/** The least and the greatest number of a width. */
export const INTEGER_RANGE = {
  int53: { least: -(2n ** 53n - 1n), most: 2n ** 53n - 1n },
  int64: { least: -(2n ** 63n), most: 2n ** 63n - 1n },
} as const;

/** JSON types in words, as issues say them: `string or integer`. */
export function typesText({ branches }: ScalarsType): string {
  return branches.map(({ kind }) => kind).join(' or ');
}

/** The values of an enum that are of the JSON type of a branch. */
export function valuesOfBranch(values: readonly Scalar[], branch: ScalarType): readonly Scalar[] {
  const type = branch.kind === 'integer' ? 'number' : branch.kind;
  return values.filter((value) => typeof value === type);
}

/** The type that a reference leads to; every other type is itself. */
export function resolveType(model: EventModel, type: Type): Exclude<Type, RefType> {
  if (type.kind !== 'ref') return type;
  const found = model.types.get(type.name);
  if (found === undefined) throw new TypeError(`"${model.eventType}" has no type "${type.name}".`);
  return found.type;
}

/**
 * Whether what consumers may meet is wider than what publishers may send, so that it needs a type of its own: an extensible enum
 * or union is in it, or an object that may hold nothing yet.
 */
export function isWider(model: EventModel, type: Type, seen: ReadonlySet<string> = new Set()): boolean {
  switch (type.kind) {
    case 'ref':
      return !seen.has(type.name) && isWider(model, resolveType(model, type), new Set([...seen, type.name]));
    case 'nullable':
      return isWider(model, type.type, seen);
    case 'enum':
      return type.extensible;
    case 'array':
      return isWider(model, type.items, seen);
    case 'map':
      return isWider(model, type.values, seen);
    case 'object':
      return (
        (type.properties.length === 0 && type.rest === undefined) ||
        type.properties.some((property) => isWider(model, property.type, seen)) ||
        (type.rest !== undefined && isWider(model, type.rest, seen))
      );
    case 'union':
      return type.extensible || type.alternatives.some((alternative) => isWider(model, alternative.type, seen));
    default:
      return false;
  }
}
