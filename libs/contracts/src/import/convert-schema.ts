import { isMap, SourceDocument, type Path, type Problem } from '@busbar/problem';
import { type Draft, type Json, type JsonObject, type Located, SchemaDocument, SchemaError } from '@busbar/schema-containment';
import type { JsonSchema } from '../model';
import { checkProfile } from '../schema';
import { ImportReport, pathTo } from './import-report';
import { pointerOf, stepsOf } from './json-pointer';
import { BranchReader } from './read-branches';
import { unreportedDifferences } from './unreported-differences';
import { Unsupported } from './unsupported';
import { SchemaWriter } from './write-schema';

export interface ConvertedSchema {
  /** Absent when the problems have errors. */
  readonly schema?: JsonSchema;
  readonly problems: readonly Problem[];
}

/**
 * A JSON Schema of any draft as the schema of a contract, within the profile. What the profile says in another way is said in that
 * way: `$defs`, `id`, exclusive limits of Draft-04, `anyOf` with null, constants in a `oneOf`, `allOf`, unions that a field
 * tells apart. Each keyword that it cannot say is a problem at the keyword, which tells what was done.
 *
 * Reads the schema as constraints by type (`read-branches.ts`), then writes those (`write-schema.ts`).
 *
 * @param start where in the document the schema of the data is
 */
export function convertSchema(document: SourceDocument, start: Path, draft: Draft): ConvertedSchema {
  const report = new ImportReport(document);
  try {
    const schema = convert(document, new SchemaDocument(document.value, draft), start, report);
    if (schema && start.length === 0) report.problems.push(...unreportedDifferences(document, draft, schema, report.problems));
    return { ...(schema && { schema }), problems: report.problems };
  } catch (error) {
    if (!(error instanceof SchemaError)) throw error;
    report.refuse(stepsOf(error.path), error.message, 'Correct the schema.');
    return { problems: report.problems };
  }
}

function convert(document: SourceDocument, source: SchemaDocument, start: Path, report: ImportReport): JsonSchema | undefined {
  let root = source.root;
  for (const step of start) root = source.below(root, [step], (root.schema as JsonObject)[step] ?? null);
  if (!isMap(root.schema) && typeof root.schema !== 'boolean') throw new SchemaError('This is not a schema.', pointerOf(start));
  const reader = new BranchReader(source, report);
  let writer = new SchemaWriter(reader, report);
  let converted = writer.resolved(writer.write([[root]]));
  if (writer.shared.size > 0) {
    // Now that it is known what stands in several places, it is a definition in the first of them too.
    writer = new SchemaWriter(reader, report, writer.shared);
    converted = writer.resolved(writer.write([[root]]));
  }
  if (converted instanceof Unsupported) refuse(converted, start, report);
  else if (!converted.oneOf && converted.type !== 'object')
    report.refuse(start, `${NO_EVENT}: its values are of the type ${typeOfValues(converted)}.`, FIX);
  if (converted instanceof Unsupported || report.hasErrors) return undefined;
  const definitions = writer.definitions.usedBy(converted);
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    ...converted,
    ...(Object.keys(definitions).length > 0 && { definitions }),
  };
  reportUnused(root, reader, report);
  const outside = checkProfile(new SourceDocument('draft.schema.json', JSON.stringify(schema)));
  for (const { message, fix } of outside) report.refuse(start, message, fix);
  return outside.length === 0 ? schema : undefined;
}

const NO_EVENT = 'This is not a schema of the data of an event';
const FIX = 'Give the schema of an object with fields.';

function refuse({ reason, accepts, origin }: Unsupported, start: Path, report: ImportReport): void {
  if (accepts !== 'none') report.refuse(start, `${NO_EVENT}: ${reason}.`, FIX);
  else
    report.refuse(
      origin ? [...pathTo(origin.located), ...origin.keyword] : start,
      `No event satisfies this schema: ${reason}.`,
      'Correct what contradicts another part of the schema.',
    );
}

function typeOfValues({ type }: JsonSchema): string {
  return [type ?? []].flat().join(' or ') || 'of a constant';
}

const MOST_NAMED = 3;

/** One line for the definitions of the root that nothing refers to. */
function reportUnused(root: Located, reader: BranchReader, report: ImportReport): void {
  for (const keyword of ['definitions', '$defs']) {
    const definitions = isMap(root.schema) ? root.schema[keyword] : undefined;
    const unused = isMap(definitions) ? Object.keys(definitions).filter((name) => !reader.isRead(definitions[name] as Json)) : [];
    if (unused.length === 0) continue;
    const named = unused.slice(0, MOST_NAMED).map((name) => JSON.stringify(name));
    const more = unused.length > MOST_NAMED ? ` and ${unused.length - MOST_NAMED} more` : '';
    const subject = unused.length === 1 ? 'The definition' : `${unused.length} definitions`;
    report.add(
      'import/says-less',
      root,
      [keyword, unused[0] ?? ''],
      `${subject} ${unused.length === 1 ? `${named[0] ?? ''} was` : `(${named.join(', ')}${more}) were`} left out: nothing refers to ${unused.length === 1 ? 'it' : 'them'}.`,
    );
  }
}
