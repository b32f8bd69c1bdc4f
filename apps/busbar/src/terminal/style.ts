import { styleText } from 'node:util';

type Format = Parameters<typeof styleText>[0];

/**
 * Colour for one stream: on where a person looks at a terminal, off when piped, with `NO_COLOR` (no-color.org), or with
 * `--no-color`; `FORCE_COLOR` turns it on.
 */
export interface Style {
  /** Whether it colours at all. */
  readonly isOn: boolean;
  bold(text: string): string;
  dim(text: string): string;
  good(text: string): string;
  warn(text: string): string;
  bad(text: string): string;
  name(text: string): string;
}

export function styleFor(stream: { readonly isTTY?: boolean }, environment: NodeJS.ProcessEnv = process.env): Style {
  const forced = environment['FORCE_COLOR'];
  const on = forced ? forced !== '0' : Boolean(stream.isTTY) && !environment['NO_COLOR'] && environment['TERM'] !== 'dumb';
  const paint = (format: Format) => (text: string) => (on ? styleText(format, text) : text);
  return {
    isOn: on,
    bold: paint('bold'),
    dim: paint('dim'),
    good: paint('green'),
    warn: paint('yellow'),
    bad: paint('red'),
    name: paint('cyan'),
  };
}
