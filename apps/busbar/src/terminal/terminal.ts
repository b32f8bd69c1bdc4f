import { Progress } from './progress';
import { styleFor, type Style } from './style';

/** What a verb writes to: data on stdout, everything said to a person on stderr. */
export class Terminal {
  readonly out: Style = styleFor(process.stdout);
  readonly err: Style = styleFor(process.stderr);
  readonly progress = new Progress(process.stderr, this.err);

  /** Characters in a line of stdout; without end where it is no terminal. */
  get width(): number {
    return process.stdout.isTTY ? process.stdout.columns : Infinity;
  }

  print(...lines: readonly string[]): void {
    process.stdout.write(lines.map((line) => `${line}\n`).join(''));
  }

  printJson(value: unknown): void {
    process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
  }

  /** One value of a sequence, a line each. */
  printJsonLine(value: unknown): void {
    process.stdout.write(`${JSON.stringify(value)}\n`);
  }

  say(...lines: readonly string[]): void {
    process.stderr.write(lines.map((line) => `${line}\n`).join(''));
  }
}
