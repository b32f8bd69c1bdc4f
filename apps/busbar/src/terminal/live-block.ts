import { printable } from './printable';
import { fit } from './table';

/** Lines at the end of a terminal that are redrawn in place. */
export class LiveBlock {
  readonly #stream: NodeJS.WriteStream;
  #drawn = 0;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  /** Lines that fit on the screen. */
  get height(): number {
    return Math.max(4, (this.#stream.rows ?? 24) - 1);
  }

  draw(lines: readonly string[]): void {
    const shown = lines.slice(0, this.height).map((line) => fit(printable(line, true), this.#stream.columns ?? 80));
    // One write, so that a redraw never shows half a table: up to the first line, each line to its end, then clear below.
    const up = this.#drawn > 1 ? `\u001b[${this.#drawn - 1}A` : '';
    this.#stream.write(`${up}\r${shown.map((line) => `${line}\u001b[K`).join('\n')}\u001b[J`);
    this.#drawn = shown.length;
  }

  /** Leaves what was drawn and goes to the next line. */
  end(): void {
    if (this.#drawn > 0) this.#stream.write('\n');
    this.#drawn = 0;
  }
}
