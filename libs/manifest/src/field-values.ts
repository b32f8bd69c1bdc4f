import { typeOf, type JsonSchema, type JsonType } from '@busbar/contracts';
import { checkSatisfiability } from '@busbar/schema-containment';
import { matcherSchema } from './matcher-schema';

/** Whether a value of one of the schemas can match; true as well where that cannot be decided. */
export function admitsAny(schemas: readonly JsonSchema[], matcher: Readonly<Record<string, unknown>>): boolean {
  const wanted = matcherSchema(matcher);
  if (!wanted) return true;
  return schemas.some((schema) => {
    const constraints = constraintsOf(schema);
    // Text without constraints can have any beginning, end and middle.
    if (wanted['pattern'] !== undefined && Object.keys(constraints).length === 0) return typesOf(schema).includes('string');
    const both = { type: schema.type ?? ANY_SCALAR, allOf: [constraints, wanted] };
    return isSatisfiable(both);
  });
}

/** Verdicts by schema: filters repeat, from service to service and from one commit to the next. */
const verdicts = new Map<string, boolean>();
const MOST_VERDICTS = 10_000;

function isSatisfiable(schema: object): boolean {
  const key = JSON.stringify(schema);
  const known = verdicts.get(key);
  if (known !== undefined) return known;
  const verdict = checkSatisfiability(schema, { draft: 'draft-07' }).satisfiable !== 'no';
  if (verdicts.size >= MOST_VERDICTS) verdicts.clear();
  verdicts.set(key, verdict);
  return verdict;
}

export function isNumeric(schema: JsonSchema): boolean {
  return typesOf(schema).some((type) => type === 'number' || type === 'integer');
}

/** What a schema says of its values, for people: `type: "string", maxLength: 5`. */
export function constraintText(schema: JsonSchema): string {
  return Object.entries({ type: schema.type, ...constraintsOf(schema) })
    .filter(([, value]) => value !== undefined)
    .map(([keyword, value]) => `${keyword}: ${JSON.stringify(value)}`)
    .join(', ');
}

const ANY_SCALAR = ['string', 'number', 'boolean', 'null'];

/** The keywords that constrain a scalar. */
function constraintsOf(schema: JsonSchema): Partial<JsonSchema> {
  const { enum: values, const: constant, pattern, format, minLength, maxLength } = schema;
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  const all = {
    ...{ enum: values, const: constant, pattern, format, minLength, maxLength },
    ...{ minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf },
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
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
