import { printable } from './printable';
import type { Style } from './style';
import { fit } from './table';

/**
 * Says on a stream (stderr) which phase is under way and what came of it: one line a phase, rewritten in place on a terminal.
 */
export class Progress {
  readonly #stream: NodeJS.WriteStream;
  readonly #style: Style;

  constructor(stream: NodeJS.WriteStream, style: Style) {
    this.#stream = stream;
    this.#style = style;
  }

  /** Runs one phase; `outcome` makes the few words that stand beside its name when it is done. */
  async phase<T>(name: string, work: () => T | Promise<T>, outcome: (result: T) => string): Promise<T> {
    const started = performance.now();
    const label = name.padEnd(10);
    if (this.#stream.isTTY) this.#stream.write(`${this.#style.dim('◌')} ${label} …`);
    try {
      const result = await work();
      const took = `${Math.round(performance.now() - started)} ms`;
      this.#line(`${this.#style.good('●')} ${label} ${outcome(result)} ${this.#style.dim(took)}`);
      return result;
    } catch (error) {
      this.#line(`${this.#style.bad('●')} ${label} failed`);
      throw error;
    }
  }

  /** Phases that leave nothing behind: for verbs whose output is their answer. Shown on a terminal only. */
  readonly fleeting = {
    phase: async <T>(name: string, work: () => T | Promise<T>): Promise<T> => {
      this.update(name, '…');
      try {
        return await work();
      } finally {
        if (this.#stream.isTTY) this.#stream.write('\r\u001b[2K');
      }
    },
  };

  /** Replaces what stands beside a phase that is under way, on a terminal. */
  update(name: string, state: string): void {
    if (!this.#stream.isTTY) return;
    const line = fit(`${this.#style.dim('◌')} ${name.padEnd(10)} ${state}`, this.#stream.columns - 1);
    this.#stream.write(`\r\u001b[2K${printable(line, this.#style.isOn)}`);
  }

  #line(line: string): void {
    const text = printable(line, this.#style.isOn);
    this.#stream.write(this.#stream.isTTY ? `\r\u001b[2K${text}\n` : `${text}\n`);
  }
}
