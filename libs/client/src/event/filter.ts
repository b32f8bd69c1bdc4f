/**
 * EventBridge patterns on the data of an event, as types: only fields that the contract has, and only values that they can have.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */

/** What a rule matches. */
export interface EventPattern<Type extends string = string, Source extends string = string> {
  readonly source: readonly [Source];
  readonly 'detail-type': readonly [Type];
  readonly detail?: { readonly data: object };
}

/** A filter on data: every field that it names has to meet one of its conditions. `$or` is met when one of its filters is. */
export type Filter<Data> = FieldFilters<ObjectIn<Data>> & { readonly $or?: readonly Filter<Data>[] };

type FieldFilters<Fields> = { readonly [Name in NameIn<Fields>]?: FieldFilter<ValueOf<Fields, Name>> };

/** Patterns look through lists: a field with a list meets a condition when one of its items does. */
type FieldFilter<Value> =
  | ([ScalarIn<Value>] extends [never] ? never : readonly Condition<ScalarIn<Value>>[])
  | ([ObjectIn<Value>] extends [never] ? never : FieldFilters<ObjectIn<Value>>);

/** One condition on a field. */
export type Condition<Value> =
  | Exact<Value>
  | { readonly exists: boolean }
  | ([Exclude<Value, null | boolean>] extends [never]
      ? never
      : { readonly 'anything-but': ButFor<Exclude<Value, null | boolean>> })
  | ([Extract<Value, string>] extends [never] ? never : TextCondition)
  | ([Extract<Value, number | bigint>] extends [never] ? never : { readonly numeric: Comparison });

type Exact<Value> = Value extends bigint ? number : Value;

type ButFor<Value> = Exact<Value> | readonly Exact<Value>[] | ([Extract<Value, string>] extends [never] ? never : OneOrMoreTexts);

type TextCondition =
  | { readonly prefix: string | IgnoringCase }
  | { readonly suffix: string | IgnoringCase }
  | { readonly wildcard: string }
  | IgnoringCase;

interface IgnoringCase {
  readonly 'equals-ignore-case': string;
}

type OneOrMoreTexts =
  | { readonly prefix: string | readonly string[] }
  | { readonly suffix: string | readonly string[] }
  | { readonly wildcard: string | readonly string[] }
  | { readonly 'equals-ignore-case': string | readonly string[] };

type Comparison = readonly [Operator, number] | readonly ['>' | '>=', number, '<' | '<=', number];
type Operator = '<' | '<=' | '=' | '>' | '>=';

type Scalar = string | number | bigint | boolean | null;

type ScalarIn<Value> = Value extends readonly (infer Item)[] ? ScalarIn<Item> : Extract<Value, Scalar>;
type ObjectIn<Value> = Value extends readonly (infer Item)[] ? ObjectIn<Item> : Value extends Scalar | undefined ? never : Value;

/** Fields of all alternatives of a union. */
type NameIn<Fields> = Fields extends unknown ? keyof Fields & string : never;
type ValueOf<Fields, Name extends string> = Fields extends Readonly<Partial<Record<Name, infer Value>>> ? Value : never;
