import { formed, generalProblem } from '@busbar/problem';
import type { ZodString } from 'zod';

/**
 * Names of services, subscriptions, teams, domains and stages. 28 characters, so that `busbar-<service>-<subscription>`
 * stays within the 64 that EventBridge gives the name of a rule.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
 */
const MAXIMUM_NAME_LENGTH = 28;

export function kebabName(description: string): ZodString {
  return formed(
    {
      pattern: /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/,
      maximumLength: MAXIMUM_NAME_LENGTH,
      is: `a kebab-case name of at most ${MAXIMUM_NAME_LENGTH} characters`,
      fix: 'Use lower-case letters, digits and single hyphens, and begin with a letter.',
      problem: (...rest) => generalProblem('name/invalid', ...rest),
    },
    description,
  );
}
