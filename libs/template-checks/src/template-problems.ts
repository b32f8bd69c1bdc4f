import { problemsOf, type ProblemKinds } from '@busbar/problem';

/** What can be wrong with a file that is to be checked. */
export type TemplateProblemCode = 'template/not-a-template';

export const templateProblems: ProblemKinds<TemplateProblemCode> = {
  'template/not-a-template': {
    severity: 'error',
    meaning: 'A file that is to be checked is no CloudFormation template: it has no resources with a type.',
  },
};

export const templateProblem = problemsOf(templateProblems);
