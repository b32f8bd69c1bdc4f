import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { RolloutError } from './rollout-error';

/**
 * No template that we write refers to a secret or parameter (`{{resolve:…}}`): CloudFormation would put its value wherever the
 * text is, into descriptions that everybody reads too. Looks at every template, whatever way the text came.
 *
 * @throws RolloutError naming the first place
 */
export function refuseDynamicReferences(assembly: CloudAssembly): void {
  for (const { stackName, template } of assembly.stacksRecursively) {
    const place = placeOfReference(template, []);
    if (place) {
      throw new RolloutError(
        `The template of stack "${stackName}" has a dynamic reference ("{{resolve:") at ${place.join('/')}.`,
        { fix: 'Write the text in other words. Code that needs a secret reads it when it runs.' },
      );
    }
  }
}

function placeOfReference(value: unknown, path: readonly string[]): readonly string[] | undefined {
  if (typeof value === 'string') return /\{\{\s*resolve:/.test(value) ? path : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, item] of Object.entries(value)) {
    const place = placeOfReference(key, [...path, key]) ?? placeOfReference(item, [...path, key]);
    if (place) return place;
  }
  return undefined;
}
