import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { CommandError, exitCode, failureExit, type ExitCode } from '../exit';
import { wrap } from '../terminal/table';
import { Terminal } from '../terminal/terminal';
import { flag, type Parameter } from './parameters';
import { purposes, type Verb, type VerbGroup } from './verb';

/** What the program is called, and what it consists of. */
export interface ProgramDeclaration {
  readonly name: string;
  readonly summary: string;
  readonly version: string;
  readonly verbs: readonly (Verb | VerbGroup)[];
}

/**
 * Parses a command line and runs the verb that it names. Help, the version and wrong usage are commander's, and printed by it.
 *
 * @throws whatever the verb throws
 */
export async function runProgram(declaration: ProgramDeclaration, argv: readonly string[]): Promise<ExitCode> {
  let exit: ExitCode = exitCode.ok;
  const program = programOf(declaration, async (verb, input) => {
    exit = await verb.run(new Terminal(), input as never);
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.ok : failureExit(argv, exitCode.usage);
    throw error;
  }
  return exit;
}

type Run = (verb: Verb, input: Readonly<Record<string, unknown>>) => Promise<void>;

function programOf({ name, summary, version, verbs }: ProgramDeclaration, run: Run): Command {
  const program = new Command(name)
    .description(summary)
    .version(version, '--version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .usage('<verb> [options]')
    .addHelpCommand(new Command('help').argument('[verb]').description('print help for a verb').helpGroup('Help:'))
    .option('--config <dir>', 'the folder of platform.yaml (default: config/ here or in a folder above)')
    .option('--no-color', 'print without colour (also: NO_COLOR=1, or a pipe)')
    .configureHelp({ showGlobalOptions: true, subcommandTerm: termOf })
    .addHelpText('after', '\nExit status: 0 ok, 1 check failed, 2 wrong usage, 3 environment not as needed.')
    .exitOverride();
  addAll(program, verbs, run);
  return program;
}

/** Commander prints groups in the order in which it meets them. */
function addAll(parent: Command, verbs: readonly (Verb | VerbGroup)[], run: Run): void {
  for (const [purpose, heading] of Object.entries(purposes)) {
    for (const each of verbs.filter((verb) => verb.purpose === purpose)) {
      const command = parent.command(each.name).description(each.summary).helpGroup(`${heading}:`).exitOverride();
      if ('verbs' in each) addAll(command.helpCommand(false), each.verbs, run);
      else addVerb(command, each, run);
    }
  }
}

function addVerb(command: Command, verb: Verb, run: Run): void {
  const names = Object.keys(verb.arguments);
  const flags = ['json', ...Object.keys(verb.options).filter((name) => verb.options[name]?.isFlag)];
  for (const [name, parameter] of Object.entries(verb.arguments)) command.addArgument(argumentOf(name, parameter));
  for (const [name, parameter] of Object.entries(verb.options)) command.addOption(optionOf(name, parameter));
  command.addOption(optionOf('json', flag('print data in the shape below')));
  command.addHelpText('after', ['', ...(verb.notes ? [verb.notes, ''] : []), 'With --json:', ...jsonShape(verb.json)].join('\n'));
  command.action(async () => {
    const given = Object.fromEntries(names.map((name, index) => [name, command.processedArgs[index] as unknown]));
    const options = command.optsWithGlobals<Readonly<Record<string, unknown>>>();
    const switched = Object.fromEntries(flags.map((name) => [name, options[name] === true]));
    await run(verb, { ...options, ...switched, ...given });
  });
}

/** `publish <event type> [file]`: that there are options goes without saying. */
function termOf(command: Command): string {
  const names = command.registeredArguments.map((argument) =>
    argument.required ? `<${argument.name()}>` : `[${argument.name()}]`,
  );
  return [command.name(), ...names].join(' ');
}

/** `eventType` is `<event type>`. */
function argumentOf(name: string, { help, required, default: fallback, choices, parse }: Parameter<unknown>): Argument {
  const words = name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  const argument = new Argument(required ? `<${words}>` : `[${words}]`, help);
  if (choices) argument.choices(choices);
  if (parse) argument.argParser(parserOf(parse));
  if (fallback !== undefined) argument.default(fallback);
  return argument;
}

/** `dryRun` is `--dry-run`. */
function optionOf(name: string, { placeholder, help, required, default: fallback, choices, parse }: Parameter<unknown>): Option {
  const words = name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const option = new Option(placeholder === undefined ? `--${words}` : `--${words} ${placeholder}`, help);
  if (choices) option.choices(choices);
  if (parse) option.argParser(parserOf(parse));
  if (fallback !== undefined) option.default(fallback);
  return option.makeOptionMandatory(required === true);
}

/** Commander says of which option or argument a value is wrong. */
function parserOf(parse: (text: string) => unknown): (text: string) => unknown {
  return (text) => {
    try {
      return parse(text);
    } catch (error) {
      throw error instanceof CommandError ? new InvalidArgumentError(error.message) : error;
    }
  };
}

/** Within 80 columns, whatever prints it. */
function jsonShape(shape: string): string[] {
  return wrap(shape, 76, '  ').map((line) => `  ${line}`);
}
