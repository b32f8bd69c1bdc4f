/** Values shown of a field. */
const MOST_VALUES = 3;
const MOST_FIELDS = 3;

/**
 * What tells some events from the others, in words: `status FAILED or RETURNED, carrier absent`. Fields whose values do not occur
 * in the others; if there is none, all of the fields.
 */
export function describeValues(fields: readonly string[], some: readonly unknown[], others: readonly unknown[]): string {
  const all = fields.map((field) => {
    const values = valuesIn(some, field);
    const elsewhere = new Set(valuesIn(others, field));
    return { field, values, isTelling: values.length > 0 && values.every((value) => !elsewhere.has(value)) };
  });
  const telling = all.filter(({ isTelling }) => isTelling);
  return (telling.length > 0 ? telling : all.filter(({ values }) => values.length > 0 && values.length <= MOST_VALUES))
    .slice(0, MOST_FIELDS)
    .map(({ field, values }) => `${field} ${shown(values)}`)
    .join(', ');
}

function shown(values: readonly string[]): string {
  const more = values.length - MOST_VALUES;
  return `${values.slice(0, MOST_VALUES).join(' or ')}${more > 0 ? ` or ${more} more` : ''}`;
}

/** Each value once, in the order of the events. */
function valuesIn(events: readonly unknown[], field: string): readonly string[] {
  return [...new Set(events.flatMap((event) => valuesAt(event, field.split('.'))))];
}

function valuesAt(data: unknown, [name, ...rest]: readonly string[]): readonly string[] {
  if (Array.isArray(data)) return data.flatMap((item) => valuesAt(item, name === undefined ? [] : [name, ...rest]));
  if (name === undefined) return [data === null ? 'null' : typeof data === 'string' ? textOf(data) : JSON.stringify(data)];
  const value = typeof data === 'object' && data !== null ? (data as Readonly<Record<string, unknown>>)[name] : undefined;
  return value === undefined ? ['absent'] : valuesAt(value, rest);
}

function textOf(text: string): string {
  return /^[\w.:/-]{1,40}$/u.test(text) ? text : JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
