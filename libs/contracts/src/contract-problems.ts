import { problemsOf, type ProblemKinds } from '@busbar/problem';

/** What can be wrong with domains, events, their schemas, examples and the ledger. */
export type ContractProblemCode =
  | 'domain/duplicate-source'
  | 'event/no-major'
  | 'event/undeclared-major'
  | 'event/unknown-replacement'
  | 'event/impossible-volume'
  | 'contract/nothing-released'
  | 'contract/wrong-version'
  | 'contract/root-not-object'
  | 'contract/unsupported-keyword'
  | 'contract/invalid-keyword'
  | 'contract/missing-type'
  | 'contract/misplaced-keyword'
  | 'contract/invalid-field-name'
  | 'contract/invalid-definition-name'
  | 'contract/unknown-required'
  | 'contract/unknown-reference'
  | 'contract/unknown-format'
  | 'contract/invalid-union'
  | 'contract/empty-range'
  | 'contract/hazardous-pattern'
  | 'contract/endless-value'
  | 'contract/no-example'
  | 'example/valid-fails'
  | 'example/invalid-passes'
  | 'example/fails-elsewhere'
  | 'event/unrecorded-deprecation'
  | 'event/notice-shortened'
  | 'ledger/hash-mismatch'
  | 'ledger/missing-entry'
  | 'ledger/missing-file'
  | 'ledger/duplicate-entry'
  | 'ledger/out-of-order';

export const contractProblems: ProblemKinds<ContractProblemCode> = {
  'domain/duplicate-source': { severity: 'error', meaning: 'Two domains have the same EventBridge source.' },
  'event/no-major': { severity: 'error', meaning: 'A lifecycle names a major that has no folder with a draft.' },
  'event/undeclared-major': {
    severity: 'error',
    meaning: 'A folder holds a major that the lifecycle in event.yaml does not name.',
  },
  'event/unknown-replacement': {
    severity: 'error',
    meaning: 'The replacement of a major is an event type that does not exist, or the major itself.',
  },
  'event/impossible-volume': { severity: 'error', meaning: 'The peak of an event is below its average.' },
  'contract/nothing-released': {
    severity: 'error',
    meaning: 'A major is active, deprecated or retired, but was never released.',
  },
  'contract/wrong-version': { severity: 'error', meaning: 'A released version is in the folder of another major.' },
  'contract/root-not-object': { severity: 'error', meaning: 'The data of an event is not an object.' },
  'contract/unsupported-keyword': {
    severity: 'error',
    meaning: 'A keyword is not in the profile of JSON Schema for contracts.',
  },
  'contract/invalid-keyword': { severity: 'error', meaning: 'The keyword does not accept this value.' },
  'contract/missing-type': { severity: 'error', meaning: 'A schema does not say which type it describes.' },
  'contract/misplaced-keyword': {
    severity: 'error',
    meaning: 'A keyword has no effect where it is, such as a length on a number or anything beside a reference.',
  },
  'contract/invalid-field-name': {
    severity: 'error',
    meaning: 'The name of a field is not valid Unicode: it contains a lone surrogate. Every other JSON key can be a field.',
  },
  'contract/invalid-definition-name': {
    severity: 'error',
    meaning:
      'The name of a definition has characters other than letters, digits, "_" and "-", or is a property of every JavaScript object.',
  },
  'contract/unknown-required': { severity: 'error', meaning: 'A required field is not among the properties.' },
  'contract/unknown-reference': { severity: 'error', meaning: 'A reference has no target, or is circular.' },
  'contract/unknown-format': { severity: 'error', meaning: 'The bindings of some languages do not check this format.' },
  'contract/invalid-union': {
    severity: 'error',
    meaning: 'The branches of a union have no required field whose value tells which branch it is.',
  },
  'contract/empty-range': { severity: 'error', meaning: 'A lower bound is above the upper bound: no value can satisfy both.' },
  'contract/hazardous-pattern': {
    severity: 'error',
    meaning: 'A pattern may take too long for some strings; one event could stop a consumer.',
  },
  'contract/endless-value': {
    severity: 'error',
    meaning: 'A definition requires itself: only an infinite value would satisfy it.',
  },
  'contract/no-example': {
    severity: 'warning',
    meaning: 'A contract has no valid example; the demo and the documentation need one.',
  },
  'example/valid-fails': { severity: 'error', meaning: 'An example that should be valid is invalid.' },
  'example/invalid-passes': { severity: 'error', meaning: 'An example that should be invalid is valid.' },
  'example/fails-elsewhere': {
    severity: 'error',
    meaning: 'An invalid example does not violate the keyword that it names, or not only that one.',
  },
  'event/unrecorded-deprecation': {
    severity: 'error',
    meaning: 'An event type is deprecated, and the ledger does not record until when it is published.',
  },
  'event/notice-shortened': {
    severity: 'error',
    meaning: 'A lifecycle names an earlier deprecation or sunset than the ledger: subscribers were promised more time.',
  },
  'ledger/hash-mismatch': {
    severity: 'error',
    meaning: 'A released schema was changed: its hash differs from the one in the ledger.',
  },
  'ledger/missing-entry': { severity: 'error', meaning: 'A released schema is not in the ledger.' },
  'ledger/missing-file': { severity: 'error', meaning: 'The file of a release in the ledger is missing.' },
  'ledger/duplicate-entry': { severity: 'error', meaning: 'A release is in the ledger twice.' },
  'ledger/out-of-order': {
    severity: 'error',
    meaning: 'An entry of the ledger is older than the previous one; entries may only be appended.',
  },
};

export const contractProblem = problemsOf(contractProblems);
