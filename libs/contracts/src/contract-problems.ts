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
    meaning: 'A major is to be replaced by an event type that does not exist, or by itself.',
  },
  'event/impossible-volume': { severity: 'error', meaning: 'The peak of an event is below its average.' },
  'contract/nothing-released': {
    severity: 'error',
    meaning: 'A major is active, deprecated or retired, and was never released.',
  },
  'contract/wrong-version': { severity: 'error', meaning: 'A released version lies in the folder of another major.' },
  'contract/root-not-object': { severity: 'error', meaning: 'The data of an event is not an object.' },
  'contract/unsupported-keyword': {
    severity: 'error',
    meaning: 'A keyword is not in the profile of JSON Schema that contracts are written in.',
  },
  'contract/invalid-keyword': { severity: 'error', meaning: 'The value of a keyword is not what the keyword takes.' },
  'contract/missing-type': { severity: 'error', meaning: 'A schema does not say which type it describes.' },
  'contract/misplaced-keyword': {
    severity: 'error',
    meaning: 'A keyword stands where it has no effect, such as a length on a number or anything beside a reference.',
  },
  'contract/invalid-field-name': {
    severity: 'error',
    meaning: 'The name of a field is not Unicode text: it holds half of a surrogate pair. Every other JSON key can be a field.',
  },
  'contract/invalid-definition-name': {
    severity: 'error',
    meaning: 'A definition has a name that is not made of letters, digits, "_" and "-", or that every JavaScript object has.',
  },
  'contract/unknown-required': { severity: 'error', meaning: 'A required field is not among the properties.' },
  'contract/unknown-reference': { severity: 'error', meaning: 'A reference leads nowhere, or around in a circle.' },
  'contract/unknown-format': { severity: 'error', meaning: 'A format is not one that every binding checks.' },
  'contract/invalid-union': {
    severity: 'error',
    meaning: 'The branches of a union cannot be told apart by the value of one required field.',
  },
  'contract/empty-range': { severity: 'error', meaning: 'A lower bound is above the upper bound: no value can satisfy both.' },
  'contract/hazardous-pattern': {
    severity: 'error',
    meaning: 'A pattern takes too long for some texts, or for how long is not known; one event could stop a consumer.',
  },
  'contract/endless-value': {
    severity: 'error',
    meaning: 'A definition requires itself within itself: only a value without end satisfies it.',
  },
  'contract/no-example': {
    severity: 'warning',
    meaning: 'A contract has no valid example; the demo and the documentation need one.',
  },
  'example/valid-fails': { severity: 'error', meaning: 'An example that should be valid is not.' },
  'example/invalid-passes': { severity: 'error', meaning: 'An example that should be invalid is valid.' },
  'example/fails-elsewhere': {
    severity: 'error',
    meaning: 'An invalid example does not break exactly the keyword that it claims to break, at that place.',
  },
  'ledger/hash-mismatch': {
    severity: 'error',
    meaning: 'A released schema is not what was released: its hash differs from the ledger.',
  },
  'ledger/missing-entry': { severity: 'error', meaning: 'A released schema is not in the ledger.' },
  'ledger/missing-file': { severity: 'error', meaning: 'The ledger names a release whose file is not there.' },
  'ledger/duplicate-entry': { severity: 'error', meaning: 'The ledger names a release twice.' },
  'ledger/out-of-order': {
    severity: 'error',
    meaning: 'An entry of the ledger is older than the one before it; the ledger only grows at its end.',
  },
};

export const contractProblem = problemsOf(contractProblems);
