/**
 * How well `contract import` does on schemas and examples of others:
 *
 *     npx tsx libs/contracts/scripts/measure-import.ts <schemas> [--each '<regular expression>'] [--examples <folder>]
 *
 * `<schemas>` is a JSON Schema file, or a folder with such files. With `--each` every definition whose name matches is a schema of its
 * own. Every JSON object in the files of `--examples` (also in lists, and in lists called `examples`) counts for each schema
 * whose Ajv validator accepts it. Install the schemas outside the repository; they belong to others.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { importContract } from '../src/import';
import { validateData } from '../src/schema/validation';
import type { JsonSchema } from '../src/model';

interface Measured {
  readonly name: string;
  readonly text: string;
}

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { each: { type: 'string' }, examples: { type: 'string' }, verbose: { type: 'boolean' }, only: { type: 'string' } },
});

function filesBelow(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json') && !/(?:^|\/)package\.json$/.test(name))
    .map((name) => join(path, name));
}

function schemasOf(file: string): Measured[] {
  const text = readFileSync(file, 'utf8');
  if (options.each === undefined) return [{ name: file, text }];
  const { definitions = {}, $defs = {} } = JSON.parse(text) as Record<string, Record<string, unknown>>;
  const pattern = new RegExp(options.each);
  return Object.entries({ definitions, $defs }).flatMap(([keyword, all]) =>
    Object.keys(all)
      .filter((name) => pattern.test(name))
      .map((name) => ({ name, text: JSON.stringify({ $ref: `#/${keyword}/${encodeURIComponent(name)}`, [keyword]: all }) })),
  );
}

function examplesIn(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.flatMap(examplesIn);
  if (typeof value !== 'object' || value === null) return [];
  const { examples } = value as { examples?: unknown };
  return Array.isArray(examples) ? examplesIn(examples) : [value];
}

const examples = options.examples
  ? filesBelow(options.examples).flatMap((file) => examplesIn(JSON.parse(readFileSync(file, 'utf8'))))
  : [];
const schemas = positionals
  .flatMap(filesBelow)
  .flatMap(schemasOf)
  .filter(({ name }) => !options.only || name.includes(options.only));
const counts = { drafts: 0, valid: 0, passed: 0, warnings: 0, explained: 0 };
const refusals = new Map<string, number>();
const started = performance.now();

for (const { name, text } of schemas) {
  const { contents, problems } = importContract({ file: 'schema.json', text, as: 'schema' });
  counts.warnings += problems.length;
  if (!contents) {
    console.log(`no draft  ${name}: ${problems.find(({ severity }) => severity === 'error')?.message ?? ''}`);
    continue;
  }
  counts.drafts++;
  if (options.verbose)
    for (const { code, at, message } of problems) console.log(`${name}:${at.line}:${at.column} ${code} ${message}`);
  const ajv = new Ajv({ strict: false, allErrors: false, validateFormats: true });
  addFormats(ajv);
  const isValid = examples.length > 0 ? ajv.compile(JSON.parse(text) as object) : () => false;
  for (const example of examples.filter((one) => isValid(one))) {
    counts.valid++;
    const issues = validateData({ schema: contents.draft as JsonSchema }, example);
    if (issues.length === 0) counts.passed++;
    for (const { path, keyword } of issues.slice(0, 1)) {
      const key = `${path.replaceAll(/\d+/g, '*')} ${keyword}`;
      refusals.set(key, (refusals.get(key) ?? 0) + 1);
      const isExplained = problems.some(({ code }) => code === 'import/accepts-less' || code === 'import/field-left-out');
      if (isExplained) counts.explained++;
    }
  }
}

const percent = (part: number, of: number): string => (of === 0 ? '–' : `${((100 * part) / of).toFixed(1)} %`);
console.log(`schemas    ${schemas.length}`);
console.log(`drafts     ${counts.drafts} (${percent(counts.drafts, schemas.length)})`);
console.log(`warnings   ${(counts.warnings / Math.max(1, schemas.length)).toFixed(1)} a schema`);
console.log(`examples   ${counts.valid} valid by Ajv`);
console.log(
  `accepted   ${counts.passed} (${percent(counts.passed, counts.valid)}) by the draft; ${counts.explained} of the others have a warning`,
);
console.log(`time       ${Math.round((performance.now() - started) / Math.max(1, schemas.length))} ms a schema`);
for (const [key, count] of [...refusals].sort(([, a], [, b]) => b - a).slice(0, 25))
  console.log(`${String(count).padStart(6)}  ${key}`);
