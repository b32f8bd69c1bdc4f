import { problemsOf, type ProblemKinds } from '@busbar/problem';

/** What can be said about a schema or samples of events when a draft is made of them. */
export type ImportProblemCode =
  | 'import/empty'
  | 'import/not-an-event'
  | 'import/several-event-types'
  | 'import/other-event-type'
  | 'import/sample-refused'
  | 'import/nothing-known'
  | 'import/not-a-schema'
  | 'import/accepts-more'
  | 'import/accepts-less'
  | 'import/field-left-out'
  | 'import/says-less';

export const importProblems: ProblemKinds<ImportProblemCode> = {
  'import/empty': { severity: 'error', meaning: 'The file contains nothing to make a contract of.' },
  'import/not-an-event': { severity: 'error', meaning: 'A sample is not the data of an event, nor an event with its envelope.' },
  'import/several-event-types': { severity: 'error', meaning: 'The samples are of several event types.' },
  'import/other-event-type': {
    severity: 'warning',
    meaning: 'Samples of other event types than the one asked for were left out.',
  },
  'import/sample-refused': {
    severity: 'warning',
    meaning: 'The draft refuses some of the samples, because no contract can accept all of them.',
  },
  'import/nothing-known': {
    severity: 'warning',
    meaning: 'The samples do not show the type of a field: it is always null or empty.',
  },
  'import/not-a-schema': { severity: 'error', meaning: 'The file is not a JSON Schema of the data of an event.' },
  'import/accepts-more': {
    severity: 'warning',
    meaning: 'A contract cannot express all that the schema demands; the draft accepts data that the schema refuses.',
  },
  'import/accepts-less': {
    severity: 'warning',
    meaning: 'A contract cannot express all that the schema allows; the draft refuses data that the schema accepts.',
  },
  'import/field-left-out': {
    severity: 'warning',
    meaning: 'A field is not in the draft: a contract cannot express its name or its schema.',
  },
  'import/says-less': {
    severity: 'warning',
    meaning: 'A keyword that does not constrain data cannot be in a contract, and was left out.',
  },
};

export const importProblem = problemsOf(importProblems);
