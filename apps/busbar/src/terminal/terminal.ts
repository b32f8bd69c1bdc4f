import { printable, printableJson, withoutControls } from './printable';
import { Progress } from './progress';
import { styleFor, type Style } from './style';

/**
 * What a verb writes to: data on stdout, everything else said to a person on stderr. Every line passes `printable`: a line cannot
 * become two, whatever it quotes.
 */
export class Terminal {
  readonly out: Style = styleFor(process.stdout);
  readonly err: Style = styleFor(process.stderr);
  readonly progress = new Progress(process.stderr, this.err);

  /** Characters in a line of stdout; without end where it is no terminal. */
  get width(): number {
    return process.stdout.isTTY ? process.stdout.columns : Infinity;
  }

  /** Characters in a line of stderr; without end where it is no terminal. */
  get errWidth(): number {
    return process.stderr.isTTY ? process.stderr.columns : Infinity;
  }

  /** Whether a person looks at stdout. */
  get isInteractive(): boolean {
    return process.stdout.isTTY;
  }

  print(...lines: readonly string[]): void {
    process.stdout.write(lines.map((line) => `${printable(line, this.out.isOn)}\n`).join(''));
  }

  /** A document of several lines: XML, a draft. */
  printText(text: string): void {
    this.print(...text.split('\n'));
  }

  /** Lines that are commands to a CI server. */
  printCommands(...lines: readonly string[]): void {
    process.stdout.write(lines.map((line) => `${withoutControls(line, false)}\n`).join(''));
  }

  printJson(value: unknown): void {
    process.stdout.write(`${printableJson(JSON.stringify(value, null, 2))}\n`);
  }

  /** One value of a sequence, a line each. */
  printJsonLine(value: unknown): void {
    process.stdout.write(`${printableJson(JSON.stringify(value))}\n`);
  }

  say(...lines: readonly string[]): void {
    process.stderr.write(lines.map((line) => `${printable(line, this.err.isOn)}\n`).join(''));
  }

  /** Asks for input on stdin, where a person would type it. */
  prompt(line: string): void {
    if (process.stdin.isTTY) this.say(line);
  }
}
