import { SourceDocument, type Path, type Position, type Problem } from '@busbar/problem';

/**
 * A JSON document in a string of another document, as `Content` is in what `aws schemas describe-schema` prints. Positions are those in the
 * outer file: in the string itself where that is a JSON string, at its beginning otherwise (a block of YAML).
 */
export class EmbeddedDocument extends SourceDocument {
  readonly #outer: SourceDocument;
  readonly #start: Position;
  #offsets: readonly number[] | undefined;

  constructor(outer: SourceDocument, path: Path, text: string) {
    super('embedded.json', text);
    this.#outer = outer;
    this.#start = outer.at(path);
  }

  override at(path: Path): Position {
    return this.#inOuter(super.at(path));
  }

  override atKey(path: Path): Position {
    return this.#inOuter(super.atKey(path));
  }

  /** Syntax errors, at their positions in the outer file. */
  get placedProblems(): readonly Problem[] {
    return this.problems.map((problem) => ({ ...problem, at: this.#inOuter(problem.at) }));
  }

  #inOuter(position: Position): Position {
    const { text } = this.#outer;
    const quote = offsetOf(text, this.#start);
    if (text[quote] !== '"') return this.#start;
    this.#offsets ??= offsetsInString(text, quote);
    return positionOf(this.#outer.file, text, this.#offsets[offsetOf(this.text, position)] ?? quote);
  }
}

/** Of each character of a JSON string its offset in the text that has the string at `quote`. */
function offsetsInString(text: string, quote: number): number[] {
  const offsets: number[] = [];
  for (let at = quote + 1; at < text.length && text[at] !== '"';) {
    offsets.push(at);
    at += text[at] !== '\\' ? 1 : text[at + 1] === 'u' ? 6 : 2;
  }
  return offsets;
}

function offsetOf(text: string, { line, column }: Position): number {
  let start = 0;
  for (let count = 1; count < line; count++) start = text.indexOf('\n', start) + 1;
  return start + column - 1;
}

function positionOf(file: string, text: string, offset: number): Position {
  const before = text.slice(0, offset);
  return { file, line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}
