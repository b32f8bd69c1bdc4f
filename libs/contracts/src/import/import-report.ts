import type { Path, Problem, SourceDocument } from '@busbar/problem';
import type { Located } from '@busbar/schema-containment';
import { importProblem, type ImportProblemCode } from './import-problems';

/** What to do about what was left out. */
const FIXES: Partial<Record<ImportProblemCode, string>> = {
  'import/accepts-more': 'Say it with the keywords of contracts, or in the description.',
  'import/accepts-less': 'Change the draft if events need it.',
  'import/field-left-out': 'Add the field to the draft, of a type that contracts have, if events need it.',
  'import/says-less': 'Nothing, or say it in the description.',
};

/** Collects what became of the keywords of a document, with their positions. */
export class ImportReport {
  readonly problems: Problem[] = [];
  readonly #document: SourceDocument;

  constructor(document: SourceDocument) {
    this.#document = document;
  }

  /** At the key of a keyword, `keyword` being the steps to it from its schema. */
  add(code: ImportProblemCode, located: Located, keyword: Path, message: string, fix = FIXES[code] ?? ''): void {
    this.#push(importProblem(code, this.#document.atKey([...pathTo(located), ...keyword]), message, fix));
  }

  /** Something that makes a draft impossible, at a value. */
  refuse(path: Path, message: string, fix: string): void {
    this.#push(importProblem('import/not-a-schema', this.#document.at(path), message, fix));
  }

  /** Whether something of a kind has been said about a keyword. */
  has(code: ImportProblemCode, located: Located, keyword: Path): boolean {
    const { line, column } = this.#document.atKey([...pathTo(located), ...keyword]);
    return this.problems.some((problem) => problem.code === code && problem.at.line === line && problem.at.column === column);
  }

  get hasErrors(): boolean {
    return this.problems.some(({ severity }) => severity === 'error');
  }

  /** A schema that is part of several combinations is converted in each, and told of once. */
  #push(problem: Problem): void {
    const isKnown = this.problems.some(
      ({ code, message, at }) =>
        code === problem.code && message === problem.message && at.line === problem.at.line && at.column === problem.at.column,
    );
    if (!isKnown) this.problems.push(problem);
  }
}

/** Keys and indexes from the root of the document. */
export function pathTo({ from }: Located): Path {
  return from ? [...pathTo(from.parent), ...from.steps] : [];
}
