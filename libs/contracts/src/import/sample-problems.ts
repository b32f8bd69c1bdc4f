import type { Path, Problem } from '@busbar/problem';
import type { Issue, JsonSchema } from '../model';
import { isFieldName } from '../schema';
import { importProblem } from './import-problems';
import { stepsOf } from './json-pointer';
import type { Sample } from './read-samples';

/** A sample, and what the draft has against it. */
export interface CheckedSample {
  readonly sample: Sample;
  readonly issues: readonly Issue[];
}

/** What the draft refuses of the samples, by place and keyword, each with where it is first. */
export function refusals(checked: readonly CheckedSample[]): Problem[] {
  const groups = new Map<string, { readonly issue: Issue; readonly first: Sample; readonly samples: Set<Sample> }>();
  for (const { sample, issues } of checked) {
    for (const issue of issues) {
      const key = `${issue.path.replaceAll(/\/\d+(?=\/|$)/g, '/*')} ${issue.keyword}`;
      const group = groups.get(key) ?? { issue, first: sample, samples: new Set() };
      group.samples.add(sample);
      groups.set(key, group);
    }
  }
  return [...groups.values()].map(({ issue, first, samples }) => {
    const name = stepsOf(issue.path).at(-1) ?? '';
    const isUnnamable = issue.keyword === 'additionalProperties' && !isFieldName(name);
    const refused = samples.size === 1 ? 'this sample' : `${samples.size} samples, this one first`;
    return importProblem(
      'import/sample-refused',
      first.at(stepsOf(issue.path)),
      isUnnamable
        ? `No field of a contract can be called ${JSON.stringify(name)}; the draft refuses ${refused}.`
        : `"${issue.path}" ${issue.message} in the draft, as in most samples; it refuses ${refused}.`,
      isUnnamable
        ? 'Give the field another name in a new major, or leave it out of the samples.'
        : 'Decide which is right: correct the sample, or change the draft.',
    );
  });
}

/** Fields of which no sample tells what they are. */
export function unknowns(root: JsonSchema, samples: readonly Sample[]): Problem[] {
  const problems: Problem[] = [];
  const visit = (schema: JsonSchema, path: readonly string[]): void => {
    const what = unknownIn(schema);
    const place = what === undefined ? undefined : firstAt(path, samples);
    if (what !== undefined && place)
      problems.push(
        importProblem(
          'import/nothing-known',
          place.sample.at(place.path),
          `"/${path.join('/')}" is ${what} in every sample.`,
          'Say in the draft what it can be.',
        ),
      );
    for (const [name, field] of Object.entries(schema.properties ?? {})) visit(field, [...path, name]);
    for (const below of [schema.items, schema.additionalProperties]) if (below) visit(below, [...path, '*']);
    for (const branch of schema.oneOf ?? []) visit(branch, path);
  };
  visit(root, []);
  return problems;
}

function unknownIn({ type, items, properties, additionalProperties }: JsonSchema): string | undefined {
  const types = [type].flat();
  if (type === 'null') return 'null';
  if (types.includes('array') && !items) return 'an empty list';
  return types.includes('object') && !additionalProperties && Object.keys(properties ?? {}).length === 0
    ? 'an object without fields'
    : undefined;
}

/** Where the first sample has a value at a place of the schema. */
function firstAt(
  path: readonly string[],
  samples: readonly Sample[],
): { readonly sample: Sample; readonly path: Path } | undefined {
  const find = (value: unknown, rest: readonly string[], found: Path): Path | undefined => {
    const [step, ...more] = rest;
    if (step === undefined) return found;
    if (typeof value !== 'object' || value === null) return undefined;
    const keys = step === '*' ? Object.keys(value) : Object.hasOwn(value, step) ? [step] : [];
    for (const key of keys) {
      const below = find((value as Record<string, unknown>)[key], more, [...found, Array.isArray(value) ? Number(key) : key]);
      if (below) return below;
    }
    return undefined;
  };
  for (const sample of samples) {
    const found = find(sample.data, path, []);
    if (found) return { sample, path: found };
  }
  return undefined;
}
