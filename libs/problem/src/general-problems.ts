import { problemsOf, type ProblemKinds } from './problem-kinds';

/** What can be wrong with any file, whatever it is about. */
export type GeneralProblemCode =
  | 'syntax/invalid-yaml'
  | 'syntax/invalid-json'
  | 'file/missing'
  | 'file/unexpected'
  | 'file/not-a-file'
  | 'file/unreadable'
  | 'file/not-utf8'
  | 'file/same-but-for-case'
  | 'shape/missing-key'
  | 'shape/unknown-key'
  | 'shape/wrong-type'
  | 'shape/not-allowed'
  | 'shape/out-of-range'
  | 'shape/invalid-text'
  | 'name/invalid'
  | 'name/differs-from-file';

export const generalProblems: ProblemKinds<GeneralProblemCode> = {
  'syntax/invalid-yaml': { severity: 'error', meaning: 'The file is not YAML, has a key twice, or is nested too deeply.' },
  'syntax/invalid-json': { severity: 'error', meaning: 'The file is not JSON, has a key twice, or is nested too deeply.' },
  'file/missing': { severity: 'error', meaning: 'A required file is missing.' },
  'file/unexpected': { severity: 'error', meaning: 'The name or the place of a file is one that nothing reads.' },
  'file/not-a-file': {
    severity: 'error',
    meaning: 'A symbolic link, a named pipe, a socket, or a folder stands where a file is expected.',
  },
  'file/unreadable': { severity: 'error', meaning: 'A file or folder cannot be read.' },
  'file/not-utf8': { severity: 'error', meaning: 'A file is not UTF-8, or begins with a byte order mark.' },
  'file/same-but-for-case': {
    severity: 'error',
    meaning: 'Two paths differ only in case, or in how accents are encoded: on macOS and Windows there is only one of them.',
  },
  'shape/missing-key': { severity: 'error', meaning: 'A required key is missing.' },
  'shape/unknown-key': { severity: 'error', meaning: 'A key is not allowed here; it is often misspelled.' },
  'shape/wrong-type': {
    severity: 'error',
    meaning: 'A value has the wrong type, for example a number instead of a string.',
  },
  'shape/not-allowed': { severity: 'error', meaning: 'A value is not one of the allowed ones.' },
  'shape/out-of-range': {
    severity: 'error',
    meaning: 'A number is too small or too large, or a string or list too short or too long.',
  },
  'shape/invalid-text': {
    severity: 'error',
    meaning: 'A string does not have the required form, for example that of a date.',
  },
  'name/invalid': {
    severity: 'error',
    meaning: 'A name is not kebab-case, or is too long for the names of AWS resources.',
  },
  'name/differs-from-file': { severity: 'error', meaning: 'The name in a file differs from that of the file or its folder.' },
};

export const generalProblem = problemsOf(generalProblems);
