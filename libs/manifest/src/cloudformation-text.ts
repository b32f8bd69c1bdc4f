import { isMap, type Path, type Problem, type SourceDocument } from '@busbar/problem';
import { manifestProblem } from './manifest-problems';

/**
 * Text that CloudFormation or the CDK would not leave as it is written: what people write ends up in descriptions, tags and
 * patterns of the templates, the central account's too.
 *
 * - `{{resolve:secretsmanager:…}}`: CloudFormation replaces it with the secret, wherever in a template it is
 *   (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html).
 * - `${Token[…]}`: the CDK reads it as a value of its own that is still to come.
 *
 * `${…}` alone is plain text: the templates have no `Fn::Sub`.
 */
const READ_BY_MACHINES = [
  { pattern: /\{\{\s*resolve:[^}]*(?:\}\})?/, is: 'CloudFormation replaces it with a secret or parameter' },
  { pattern: /\$\{Token\[[^\]]*\]?\}?/, is: 'the CDK reads it as a value of its own' },
] as const;

/** Every string and key of a document that would not reach a template as it is written. */
export function checkText(document: SourceDocument): Problem[] {
  // YAML aliases may put one value at many places, also inside itself: it is checked where it is met first.
  const seen = new Set<unknown>();
  const check = (value: unknown, path: Path): Problem[] => {
    if (typeof value === 'string') return problemsOf(value, () => document.at(path));
    if (seen.has(value)) return [];
    if (Array.isArray(value)) {
      seen.add(value);
      return value.flatMap((item, index) => check(item, [...path, index]));
    }
    if (!isMap(value)) return [];
    seen.add(value);
    return Object.entries(value).flatMap(([key, item]) => {
      const own = [...path, key];
      return [...problemsOf(key, () => document.atKey(own)), ...check(item, own)];
    });
  };
  return check(document.value, []);
}

function problemsOf(text: string, at: () => Problem['at']): Problem[] {
  return READ_BY_MACHINES.flatMap(({ pattern, is }) => {
    const [found] = pattern.exec(text) ?? [];
    if (found === undefined) return [];
    return manifestProblem('text/read-by-cloudformation', at(), `"${found}" would not stay text: ${is}.`, 'Reword it.');
  });
}

/** Keys that make an object of a pattern a function of CloudFormation, whose result would stand in its place. */
export function isIntrinsicFunction(key: string, siblings: number): boolean {
  return key.startsWith('Fn::') || (key === 'Ref' && siblings === 1);
}
