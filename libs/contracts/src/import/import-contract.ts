import { SourceDocument, type Problem } from '@busbar/problem';
import { convertSchema } from './convert-schema';
import { documentKindOf } from './document-kinds';
import { examplesOf } from './example-of';
import { findDataSchema } from './find-data-schema';
import { foldRepeated } from './fold-repeated';
import { importEvents } from './import-events';
import { importProblem } from './import-problems';
import { contentsOf, eventNameIn, type ImportedContract, type ImportOptions } from './imported-contract';
import { isLines, type PlacedValue, readLines } from './read-samples';
import { isSchema } from './schema-keywords';

/**
 * A draft from what there is: a JSON Schema of any draft (also in the envelope of EventBridge's registry), or sample events (NDJSON, a
 * JSON list, or one; in EventBridge's or Busbar's envelope, as CloudEvents, or bare). Nothing is lost without a problem that
 * says where and what. Never throws for any text.
 */
export function importContract(options: ImportOptions): ImportedContract {
  const { values, problems } = readValues(options);
  if (problems.length > 0) return failed(options.as ?? 'events', problems);
  const [only, ...others] = values;
  if (!only) {
    const at = { file: options.file, line: 1, column: 1 };
    return failed(options.as ?? 'events', [
      importProblem('import/empty', at, 'The file is empty.', 'Give a JSON Schema, or sample events.'),
    ]);
  }
  const from = options.as ?? (others.length === 0 && (isSchema(only.value) || documentKindOf(only.value)) ? 'schema' : 'events');
  return from === 'schema' ? importSchema(options) : importEvents(options, values);
}

function failed(from: ImportedContract['from'], problems: readonly Problem[]): ImportedContract {
  return { from, samples: 0, problems: foldRepeated(problems) };
}

function readValues({ file, text, as }: ImportOptions): {
  readonly values: readonly PlacedValue[];
  readonly problems: readonly Problem[];
} {
  if (as !== 'schema' && isLines(file, text)) return readLines(file, text);
  if (text.trim() === '') return { values: [], problems: [] };
  const document = new SourceDocument(file, text);
  return document.problems.length > 0
    ? { values: [], problems: document.problems }
    : { values: [{ value: document.value, at: (path) => document.at(path) }], problems: [] };
}

function importSchema({ file, text, eventType: wanted }: ImportOptions): ImportedContract {
  const found = findDataSchema(new SourceDocument(file, text), wanted);
  if (!('start' in found)) return failed('schema', found);
  const { schema, problems } = convertSchema(found.document, found.start, found.draft);
  if (!schema) return failed('schema', problems);
  const name = eventNameIn(found.eventType);
  return {
    from: 'schema',
    ...(name !== undefined && { name }),
    contents: contentsOf(schema, examplesOf(schema)),
    samples: 0,
    problems: foldRepeated(problems),
  };
}
