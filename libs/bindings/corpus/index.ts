export type { CorpusCase, CorpusIssue, CorpusResult } from './corpus-case';
export { checkData } from './check-data';
export { corpusFor, differences } from './corpus';
export { canonicalJson, parseJson, printJson, type Json } from './json-text';
