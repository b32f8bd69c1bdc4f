import type { ProblemKinds } from '@busbar/problem';
import { classificationRules } from './classification-rules';
import { consumersRules } from './consumers-rules';
import { docsRules } from './docs-rules';
import { evolutionRules } from './evolution-rules';
import { examplesRules } from './examples-rules';
import { lifecycleRules } from './lifecycle-rules';
import type { LintRule } from './lint-rule';
import { namingRules } from './naming-rules';
import { ownershipRules } from './ownership-rules';
import { portabilityRules } from './portability-rules';
import { referencesRules } from './references-rules';
import { sizeRules } from './size-rules';

/** Every rule that contracts are held to, beside what makes them valid at all. */
export const lintRules: readonly LintRule[] = [
  ...namingRules,
  ...docsRules,
  ...ownershipRules,
  ...lifecycleRules,
  ...classificationRules,
  ...evolutionRules,
  ...portabilityRules,
  ...sizeRules,
  ...examplesRules,
  ...referencesRules,
  ...consumersRules,
];

/** The rules as a table of problems, for the reference. Rules that are off by default are warnings when they are on. */
export const lintProblems: ProblemKinds = Object.fromEntries(
  lintRules.map(({ id, purpose, severity }) => [id, { severity: severity === 'off' ? 'warning' : severity, meaning: purpose }]),
);
