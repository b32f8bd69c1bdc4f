import type { ExitCode } from '../exit';
import type { Terminal } from '../terminal/terminal';
import type { Parameters, ValuesOf } from './parameters';

/** What people come for. Help lists the verbs under these headings, in this order. */
export const purposes = {
  write: 'Write contracts and code',
  check: 'Check',
  run: 'Run on this machine',
  operate: 'Operate what runs',
  platform: 'Build the platform',
} as const;
export type Purpose = keyof typeof purposes;

/** Options of every verb. */
export interface CommonOptions {
  /** The folder of `platform.yaml`. */
  readonly config?: string | undefined;
}

/**
 * A verb: one file declares its name, its help, its arguments and options, and what it does. Everything else that knows of it
 * is derived: the type of `run`'s input, commander's parser, `--help`, and the reference of `--json`.
 *
 * The file is loaded at every start of the program: whatever is heavy is imported inside `run`.
 */
export interface VerbDeclaration<Arguments extends Parameters, Options extends Parameters> {
  readonly name: string;
  /** One line, in the imperative, without a full stop. */
  readonly summary: string;
  readonly purpose: Purpose;
  /** In the order in which they are given. */
  readonly arguments?: Arguments;
  /** By name: `dryRun` is `--dry-run`. */
  readonly options?: Options;
  /** The shape that `--json` prints, for `--help` and docs/json.md. */
  readonly json: string;
  /** Lines of help beside what is derived. */
  readonly notes?: string;
  readonly run: (terminal: Terminal, input: VerbInput<Arguments, Options>) => Promise<ExitCode>;
}

export type VerbInput<Arguments extends Parameters, Options extends Parameters> = ValuesOf<Arguments> &
  ValuesOf<Options> &
  CommonOptions & { readonly json: boolean };

/** A verb whose parameters are known to itself alone. */
export interface Verb extends Omit<VerbDeclaration<Parameters, Parameters>, 'run' | 'arguments' | 'options'> {
  readonly arguments: Parameters;
  readonly options: Parameters;
  readonly run: (terminal: Terminal, input: never) => Promise<ExitCode>;
}

/** Verbs under a word of their own: `busbar contract …`. */
export interface VerbGroup {
  readonly name: string;
  readonly summary: string;
  readonly purpose: Purpose;
  readonly verbs: readonly Verb[];
}

// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- a verb without arguments has none by name
type None = {};

export function defineVerb<Arguments extends Parameters = None, Options extends Parameters = None>(
  declaration: VerbDeclaration<Arguments, Options>,
): Verb {
  return { ...declaration, arguments: declaration.arguments ?? {}, options: declaration.options ?? {} };
}
