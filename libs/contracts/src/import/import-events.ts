import { compareProblems, hasErrors, type Problem } from '@busbar/problem';
import { validateData } from '../schema';
import { importProblem } from './import-problems';
import { contentsOf, eventNameIn, type ImportedContract, type ImportOptions } from './imported-contract';
import { inferSchema } from './infer-schema';
import { pickExamples } from './pick-examples';
import { type PlacedValue, readSamples, type Sample } from './read-samples';
import { refusals, unknowns } from './sample-problems';

/** A draft from samples of one event type. */
export function importEvents(options: ImportOptions, values: readonly PlacedValue[]): ImportedContract {
  const { samples: all, problems } = readSamples(values);
  const { samples, problems: aboutTypes } = ofOneType(all, options);
  const found = [...problems, ...aboutTypes];
  const [first] = samples;
  if (!first && found.length === 0)
    found.push(
      importProblem(
        'import/empty',
        { file: options.file, line: 1, column: 1 },
        'There are no events in the file.',
        'Give at least one.',
      ),
    );
  if (!first || hasErrors(found)) return { from: 'events', samples: 0, problems: found.sort(compareProblems) };
  const schema = inferSchema(samples.map(({ data }) => data));
  const checked = samples.map((sample) => ({ sample, issues: validateData({ schema }, sample.data) }));
  found.push(...refusals(checked), ...unknowns(schema, samples));
  const accepted = checked.filter(({ issues }) => issues.length === 0).map(({ sample }) => sample);
  const examples = pickExamples(schema, accepted).map((sample, index) => ({
    name: `sample-${index + 1}`,
    summary: `A sample (${lastOf(options.file)}, line ${sample.at([]).line}).`,
    data: sample.data,
  }));
  const name = eventNameIn(first.eventType);
  return {
    from: 'events',
    ...(name !== undefined && { name }),
    contents: contentsOf(schema, examples),
    samples: samples.length,
    problems: found.sort(compareProblems),
  };
}

/** The samples of one event type; those whose envelope says nothing are of it. */
function ofOneType(
  samples: readonly Sample[],
  { eventType, name }: ImportOptions,
): { samples: readonly Sample[]; problems: Problem[] } {
  const byType = new Map<string, Sample[]>();
  for (const sample of samples)
    if (sample.eventType !== undefined) byType.set(sample.eventType, [...(byType.get(sample.eventType) ?? []), sample]);
  const types = [...byType.keys()];
  const wanted = eventType ?? types.find((type) => name !== undefined && eventNameIn(type) === name);
  const [second] = [...byType.values()].slice(1).map(([sample]) => sample);
  const counted = types.map((type) => `"${type}" (${byType.get(type)?.length ?? 0})`).join(', ');
  if (eventType !== undefined && !byType.has(eventType) && samples[0])
    return {
      samples: [],
      problems: [
        importProblem(
          'import/empty',
          samples[0].at([]),
          `No sample is of the event type "${eventType}".`,
          types.length > 0 ? `There are ${counted}.` : 'Their envelopes do not say what they are.',
        ),
      ],
    };
  if (wanted === undefined || !byType.has(wanted)) {
    if (!second) return { samples, problems: [] };
    return {
      samples: [],
      problems: [
        importProblem(
          'import/several-event-types',
          second.at([]),
          `The samples are of ${types.length} event types: ${counted}.`,
          'Choose one with --type, and import the others one by one.',
        ),
      ],
    };
  }
  const problems = [...byType].flatMap(([type, [sample, ...more]]) =>
    type === wanted || !sample
      ? []
      : [
          importProblem(
            'import/other-event-type',
            sample.at([]),
            `${more.length + 1} of "${type}" were left out; this is the first.`,
            'Import them apart.',
          ),
        ],
  );
  return { samples: samples.filter((sample) => (sample.eventType ?? wanted) === wanted), problems };
}

function lastOf(file: string): string {
  return file.split('/').at(-1) ?? file;
}
