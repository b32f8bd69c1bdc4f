import { isMap, type Path, type Problem, type SourceDocument } from '@busbar/problem';
import { closeObjects } from '../schema';
import { checkContainment, type Draft, type JsonObject, SchemaError } from '@busbar/schema-containment';
import type { JsonSchema } from '../model';
import { importProblem } from './import-problems';
import { stepsOf } from './json-pointer';

const LIMITS = { steps: 2_000, attempts: 100 };
const DRAFT_URIS: Readonly<Record<Draft, string>> = {
  'draft-04': 'http://json-schema.org/draft-04/schema#',
  'draft-06': 'http://json-schema.org/draft-06/schema#',
  'draft-07': 'http://json-schema.org/draft-07/schema#',
  '2019-09': 'https://json-schema.org/draft/2019-09/schema',
  '2020-12': 'https://json-schema.org/draft/2020-12/schema',
};

/**
 * Differences between a schema and the draft that was made of it which the conversion has not reported, found by the engine that
 * compares contracts: several keywords together may say more than each of them does. Each comes with an example.
 */
export function unreportedDifferences(
  document: SourceDocument,
  draft: Draft,
  schema: JsonSchema,
  said: readonly Problem[],
): Problem[] {
  if (isOfOpenApi(document.value)) return [];
  const source = { ...(document.value as JsonObject), $schema: DRAFT_URIS[draft] };
  const codes = new Set(said.map(({ code }) => code));
  const problems: Problem[] = [];
  if (!codes.has('import/accepts-more')) {
    const sent = { $schema: DRAFT_URIS['draft-07'], ...closeObjects(schema) };
    const found = exampleOf(sent, source);
    if (found)
      problems.push(
        importProblem(
          'import/accepts-more',
          document.at(placeOf(found.path, document.value)),
          `The draft accepts ${found.example}, which the schema refuses.`,
          'Say in the draft what forbids it.',
        ),
      );
  }
  // What the draft accepts too much of, it may well refuse in another form; that is one difference to look at.
  if (!codes.has('import/accepts-more') && !codes.has('import/accepts-less') && !codes.has('import/field-left-out')) {
    const found = exampleOf(source, schema);
    if (found)
      problems.push(
        importProblem(
          'import/accepts-less',
          document.at(placeOf(found.path, document.value)),
          `The draft refuses ${found.example}, which the schema accepts.`,
          'Say in the draft what allows it.',
        ),
      );
  }
  return problems;
}

/** Whether it has keywords that mean something to OpenAPI and nothing to JSON Schema, so that comparing would mislead. */
function isOfOpenApi(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isOfOpenApi);
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(
    ([key, below]) =>
      (key === 'nullable' && typeof below === 'boolean') || (key === 'discriminator' && isMap(below)) || isOfOpenApi(below),
  );
}

/** A value, as JSON, that is in `sub` and not in `sup`, and where in it the difference is; undefined where none was found. */
function exampleOf(sub: unknown, sup: unknown): { readonly example: string; readonly path: string } | undefined {
  try {
    const found = checkContainment(sub, sup, LIMITS);
    return found.verdict === 'broken' ? { example: JSON.stringify(found.counterexample), path: found.path } : undefined;
  } catch (error) {
    // The engine refuses schemas that Ajv would refuse; the conversion has reported what it made of them.
    if (error instanceof SchemaError) return undefined;
    throw error;
  }
}

/** Where a schema speaks of a place in a value, as far as its properties and items lead there without references. */
function placeOf(pointer: string, schema: unknown): Path {
  const path: (string | number)[] = [];
  let at = schema;
  for (const step of stepsOf(pointer)) {
    const properties = isMap(at) && isMap(at['properties']) ? at['properties'] : {};
    const items = isMap(at) && isMap(at['items']) ? at['items'] : undefined;
    if (Object.hasOwn(properties, step)) path.push('properties', step);
    else if (items && /^\d+$/.test(step)) path.push('items');
    else break;
    at = Object.hasOwn(properties, step) ? properties[step] : items;
  }
  return path;
}
