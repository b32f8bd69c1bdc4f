import { typeOf, type JsonSchema, type JsonType } from '@busbar/contracts';

/** Whether a `numeric` matcher and the bounds of a field have a number in common. */
export function overlaps(operand: readonly unknown[], schema: JsonSchema): boolean {
  let [low, high, lowOpen, highOpen] = [-Infinity, Infinity, false, false];
  const raise = (value: number, open: boolean): void => {
    if (value > low || (value === low && open)) [low, lowOpen] = [value, open];
  };
  const lower = (value: number, open: boolean): void => {
    if (value < high || (value === high && open)) [high, highOpen] = [value, open];
  };
  raise(schema.minimum ?? -Infinity, false);
  raise(schema.exclusiveMinimum ?? -Infinity, true);
  lower(schema.maximum ?? Infinity, false);
  lower(schema.exclusiveMaximum ?? Infinity, true);
  for (let index = 0; index + 1 < operand.length; index += 2) {
    const comparison = String(operand[index]);
    const value = Number(operand[index + 1]);
    if (comparison.startsWith('>') || comparison === '=') raise(value, comparison === '>');
    if (comparison.startsWith('<') || comparison === '=') lower(value, comparison === '<');
  }
  return low < high || (low === high && !lowOpen && !highOpen);
}

/** Every value that the schemas allow, when that is a list. */
export function finiteValues(schemas: readonly JsonSchema[]): unknown[] | undefined {
  const values: unknown[] = [];
  for (const schema of schemas) {
    const types = typesOf(schema);
    if (schema.enum) values.push(...schema.enum);
    else if (schema.const !== undefined) values.push(schema.const);
    else if (types.length > 0 && types.every((type) => type === 'boolean' || type === 'null')) {
      if (types.includes('boolean')) values.push(true, false);
      if (types.includes('null')) values.push(null);
    } else return undefined;
  }
  return values;
}

export function typesOf(schema: JsonSchema): readonly JsonType[] {
  if (schema.type !== undefined) return [schema.type].flat() as JsonType[];
  return [...new Set([...(schema.enum ?? []), ...(schema.const === undefined ? [] : [schema.const])].map(typeOf))];
}
