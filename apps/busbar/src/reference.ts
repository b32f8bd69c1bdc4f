import { compatibilityProblems, contractProblems, importProblems, lintProblems, policyProblems } from '@busbar/contracts';
import { manifestProblems } from '@busbar/manifest';
import { generalProblems, type ProblemKinds } from '@busbar/problem';
import { templateProblems } from '@busbar/template-checks';
import { topologyProblems } from '@busbar/topology';

/** Every problem that `busbar` can find in `config/` and in templates, by code. */
export const problemTables: readonly ProblemKinds[] = [
  generalProblems,
  contractProblems,
  manifestProblems,
  topologyProblems,
  lintProblems,
  compatibilityProblems,
  policyProblems,
  importProblems,
  templateProblems,
];
