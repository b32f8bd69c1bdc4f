import { isMap, type Path } from '@busbar/problem';

/** A field that a subscription's filter names. */
export interface FilteredField {
  readonly field: readonly string[];
  readonly place: Path;
  readonly values: readonly unknown[];
}

/** The fields that a filter names, once for every place in it. */
export function* filterFields(
  filter: Readonly<Record<string, unknown>>,
  field: readonly string[] = [],
  place: Path = [],
): Generator<FilteredField> {
  for (const [key, value] of Object.entries(filter)) {
    const below = [...place, key];
    if (key === '$or' && Array.isArray(value) && value.every(isMap)) {
      for (const [index, branch] of value.entries()) yield* filterFields(branch, field, [...below, index]);
    } else if (Array.isArray(value)) yield { field: [...field, key], place: below, values: value };
    else if (isMap(value)) yield* filterFields(value, [...field, key], below);
  }
}
