import { isMap, type Problem, type SourceDocument } from '@busbar/problem';
import { closeObjects } from '../schema';
import { checkContainment, type Draft, type JsonObject, SchemaError } from '@busbar/schema-containment';
import type { JsonSchema } from '../model';
import { importProblem } from './import-problems';

const LIMITS = { steps: 2_000, attempts: 100 };
const DRAFT_URIS: Readonly<Record<Draft, string>> = {
  'draft-04': 'http://json-schema.org/draft-04/schema#',
  'draft-06': 'http://json-schema.org/draft-06/schema#',
  'draft-07': 'http://json-schema.org/draft-07/schema#',
  '2019-09': 'https://json-schema.org/draft/2019-09/schema',
  '2020-12': 'https://json-schema.org/draft/2020-12/schema',
};

/**
 * Differences between a schema and the draft that was made of it which the conversion has not told, found by the engine that
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
    const example = exampleOf(sent, source);
    if (example !== undefined)
      problems.push(
        importProblem(
          'import/accepts-more',
          document.at([]),
          `The draft accepts ${example}, which the schema refuses.`,
          'Say in the draft what forbids it.',
        ),
      );
  }
  // What the draft accepts too much of, it may well refuse in another form; that is one difference to look at.
  if (!codes.has('import/accepts-more') && !codes.has('import/accepts-less') && !codes.has('import/field-left-out')) {
    const example = exampleOf(source, schema);
    if (example !== undefined)
      problems.push(
        importProblem(
          'import/accepts-less',
          document.at([]),
          `The draft refuses ${example}, which the schema accepts.`,
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

/** A value, as JSON, that is in `sub` and not in `sup`; undefined where none was found. */
function exampleOf(sub: unknown, sup: unknown): string | undefined {
  try {
    const found = checkContainment(sub, sup, LIMITS);
    return found.verdict === 'broken' ? JSON.stringify(found.counterexample) : undefined;
  } catch (error) {
    // The engine refuses schemas that Ajv would refuse; the conversion has told what it made of them.
    if (error instanceof SchemaError) return undefined;
    throw error;
  }
}
