import { readShape, type Problem, type SourceDocument } from '@busbar/problem';
import { contractProblem } from '../contract-problems';
import type { ContractExample, JsonSchema } from '../model';
import { exampleShape } from './shapes';
import { validateData } from '../schema';

/** Reads an example and holds it to its claim: that it is valid, or that it breaks exactly one keyword at one place. */
export function readExample(
  name: string,
  document: SourceDocument,
  schema: JsonSchema,
): { readonly example?: ContractExample; readonly problems: readonly Problem[] } {
  const { value, problems } = readShape(document, exampleShape);
  if (!value) return { problems };
  const { summary, violates } = value;
  const data = document.valueAt(['data']);
  const example: ContractExample = {
    name,
    valid: violates === undefined,
    summary,
    data,
    document,
    ...(violates && { violates }),
  };
  return { example, problems: claimProblems(example, schema) };
}

function claimProblems({ data, violates, document }: ContractExample, schema: JsonSchema): Problem[] {
  const issues = validateData({ schema }, data);
  if (!violates) {
    return issues.map(({ path, message }) =>
      contractProblem(
        'example/valid-fails',
        document.at(['data', ...steps(path)]),
        `"${path || '/'}" ${message}.`,
        'Correct the example; or say in "violates" that it is meant to be invalid.',
      ),
    );
  }
  if (issues.length === 0) {
    return [
      contractProblem(
        'example/invalid-passes',
        document.at(['violates']),
        `The example claims to break "${violates.keyword}" at "${violates.path}", and is valid.`,
        'Make it break that, or remove "violates".',
      ),
    ];
  }
  const others = issues.filter(({ path, keyword }) => path !== violates.path || keyword !== violates.keyword);
  if (others.length === 0) return [];
  const found = others.map(({ path, keyword }) => `"${keyword}" at "${path}"`).join(', ');
  return [
    contractProblem(
      'example/fails-elsewhere',
      document.at(['violates']),
      `The example claims to break "${violates.keyword}" at "${violates.path}", and breaks ${found}.`,
      'Let an invalid example break one thing, and name it.',
    ),
  ];
}

/** Keys of a JSON pointer. */
function steps(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}
