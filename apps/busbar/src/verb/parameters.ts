import { CommandError, exitCode } from '../exit';

/** An argument or an option of a verb. `Value` is what the verb gets. */
export interface Parameter<Value> {
  readonly help: string;
  /** `<dir>`; absent for a flag, and for an argument, whose name says what it is. */
  readonly placeholder?: string;
  /** An option without a value. */
  readonly isFlag?: true;
  readonly required?: boolean;
  readonly default?: Value;
  /** The only values accepted. */
  readonly choices?: readonly string[];
  /** @throws CommandError (usage) */
  readonly parse?: (text: string) => Value;
}

export type Parameters = Readonly<Record<string, Parameter<unknown>>>;

/** What a verb gets for its parameters, by name. */
export type ValuesOf<Declared extends Parameters> = {
  readonly [Name in keyof Declared]: Declared[Name] extends Parameter<infer Value> ? Value : never;
};

/** An argument that must be given. */
export function required(help: string): Parameter<string> {
  return { help, required: true };
}

/** An argument that may be left out. */
export function optional(help: string): Parameter<string | undefined>;
export function optional(help: string, fallback: string): Parameter<string>;
export function optional(help: string, fallback?: string): Parameter<string | undefined> {
  return { help, default: fallback };
}

/** An argument that is one of a few words. */
export function oneOf<const Choice extends string>(help: string, choices: readonly Choice[]): Parameter<Choice> {
  return { help, required: true, choices };
}

/** `--dry-run`: false when absent. */
export function flag(help: string): Parameter<boolean> {
  return { help, isFlag: true };
}

/** `--out <dir>`. */
export function text(placeholder: string, help: string): Parameter<string | undefined>;
export function text(placeholder: string, help: string, more: { readonly default: string }): Parameter<string>;
export function text(placeholder: string, help: string, more: { readonly required: true }): Parameter<string>;
export function text(
  placeholder: string,
  help: string,
  more: { readonly default?: string; readonly required?: true } = {},
): Parameter<string | undefined> {
  return { placeholder, help, ...more };
}

/** `--language <language>`: one of a few words. */
export function choice<const Choice extends string>(
  placeholder: string,
  help: string,
  choices: readonly Choice[],
): Parameter<Choice | undefined>;
export function choice<const Choice extends string>(
  placeholder: string,
  help: string,
  choices: readonly Choice[],
  fallback: NoInfer<Choice>,
): Parameter<Choice>;
export function choice(
  placeholder: string,
  help: string,
  choices: readonly string[],
  fallback?: string,
): Parameter<string | undefined> {
  return { placeholder, help, choices, default: fallback };
}

/** `--port <port>`: an integer, limits included. */
export function integer(placeholder: string, help: string, limits: Limits & { readonly default: number }): Parameter<number>;
export function integer(placeholder: string, help: string, limits: Limits): Parameter<number | undefined>;
export function integer(
  placeholder: string,
  help: string,
  { from, to = Infinity, default: fallback }: Limits & { readonly default?: number },
): Parameter<number | undefined> {
  const parse = (given: string): number => {
    const value = Number(given);
    if (/^\d+$/.test(given) && value >= from && value <= to) return value;
    const range = to === Infinity ? `an integer of at least ${from}` : `an integer from ${from} to ${to}`;
    throw new CommandError(exitCode.usage, `It must be ${range}.`);
  };
  return { placeholder, help, default: fallback, parse };
}

interface Limits {
  readonly from: number;
  /** @default - none */
  readonly to?: number;
}

/** `--sunset <day>`: an ISO date. */
export function day(placeholder: string, help: string): Parameter<string | undefined> {
  const parse = (given: string): string => {
    const isDay = /^\d{4}-\d\d-\d\d$/.test(given) && !Number.isNaN(Date.parse(given));
    if (isDay && new Date(given).toISOString().startsWith(given)) return given;
    throw new CommandError(exitCode.usage, 'It must be a day such as 2027-03-31.');
  };
  return { placeholder, help, parse };
}
