import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { version } from '../package.json';
import { CommandError, exitCode, type ExitCode } from './exit';
import { Terminal } from './terminal/terminal';
import { contractCommands } from './verbs/contract/commands';

/**
 * The program. Verbs are loaded when they are called, so that `--help` costs nothing and only the verbs that synthesize load
 * the CDK.
 */
export function run(argv: readonly string[]): void {
  if (argv.includes('--no-color')) process.env['NO_COLOR'] = '1';
  // Node 20 is what this project supports; the SDK's notice about 2027 would break into tables and JSON.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  process.stdout.on('error', stopOnClosedPipe);
  execute(argv).then(
    (exit) => {
      process.exitCode = exit;
    },
    (error: unknown) => {
      process.exitCode = report(error);
    },
  );
}

async function execute(argv: readonly string[]): Promise<ExitCode> {
  let exit: ExitCode = exitCode.ok;
  const program = new Command('busbar')
    .description(
      'One EventBridge bus for an organization with many accounts: check, plan, synthesize and run it on this machine.',
    )
    .version(version, '--version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [verb]', 'print help for a verb')
    .option('--config <dir>', 'the folder of platform.yaml (default: config/ here or in a folder above)')
    .option('--no-color', 'print without colour (also: NO_COLOR=1, or a pipe)')
    .configureHelp({ sortSubcommands: false, showGlobalOptions: true })
    .addHelpText('after', `\nExit status: 0 ok, 1 a check failed, 2 wrong usage, 3 the environment is not as needed.`)
    .exitOverride();

  const verb = <Options extends object>(
    name: string,
    description: string,
    load: () => Promise<Verb<Options>>,
    shape: (command: Command) => Command = (command) => command,
  ) =>
    shape(program.command(name).description(description)).action(async (...parameters: unknown[]) => {
      const command = parameters.at(-1) as Command;
      exit = await (
        await load()
      )(new Terminal(), command.optsWithGlobals<Options & CommonOptions>(), ...(command.args as string[]));
    });

  const stage = (command: Command, text: string) => command.option('--stage <stage>', text);
  const json = (command: Command, text: string) => command.option('--json', text);
  const endpoint = (command: Command) =>
    command.option('--port <port>', 'port that `busbar up` serves on', wholeNumber(1, 65_535), 4010);

  verb(
    'validate',
    'check everything in config/ and print every problem at once',
    () => import('./verbs/validate').then((m) => m.validate),
    (c) => json(c, 'print { ok, problems: [{ code, severity, at: { file, line, column }, message, fix }] }'),
  );
  verb(
    'plan',
    'compile config/ and print what each stage consists of',
    () => import('./verbs/plan').then((m) => m.plan),
    (c) => json(stage(c, 'only this stage'), 'print the Topology of the stage, or the list of all stages’ without --stage'),
  );
  verb(
    'synth',
    'write the CloudFormation templates of all stages as a cloud assembly',
    () => import('./verbs/synth').then((m) => m.synth),
    (c) =>
      json(
        c
          .option('--out <dir>', 'where to write; replaced as a whole', 'cdk.out')
          .option('--validate', 'also run cdk-nag and CloudFormation’s own validation (about 10 s)', false),
        'print { outdir, stages: [{ stage, stacks: [{ name, account, region, templateFile }] }], findings }',
      ),
  );
  verb(
    'up',
    'run a stage on this machine: its templates, all accounts, one port',
    () => import('./verbs/up').then((m) => m.up),
    (c) =>
      c
        .option('--stage <stage>', 'the stage to run', 'dev')
        .option('--port <port>', 'port to serve on; 0 takes a free one', wholeNumber(0, 65_535), 4010)
        .option('--demo', 'also run the sample company’s services and show events arriving', false)
        .option('--rate <n>', 'with --demo: events published per second', wholeNumber(1, 20_000), 20),
  );
  verb(
    'demo',
    'start, publish, wait until all is delivered, print the figures, stop',
    () => import('./verbs/demo').then((m) => m.demo),
    (c) =>
      json(
        c
          .option('--stage <stage>', 'the stage to run', 'dev')
          .option('--events <n>', 'how many events to publish', wholeNumber(1, 10_000_000), 500)
          .option('--rate <n>', 'events published per second', wholeNumber(1, 20_000), 250)
          .option(
            '--warm-up <n>',
            'events published before, at the same rate, while V8 compiles: they may not be lost, but no figure counts them',
            wholeNumber(0, 10_000_000),
            500,
          ),
        'print { stage, published, expectedDeliveries, delivered, lost, duplicates, denied, latencyMs: { p50, p90, p99, max }, eventsPerSecond, seconds }',
      ),
  );
  verb(
    'env',
    'print the exports with which any AWS tool acts as a service',
    () => import('./verbs/env').then((m) => m.env),
    (c) =>
      json(
        endpoint(c.argument('<service>', 'for example delivery-service').option('--stage <stage>', 'the stage', 'dev')),
        'print { name: value }',
      ).addHelpText('after', '\nUse it as: eval "$(npx busbar env delivery-service)"'),
  );
  verb(
    'publish',
    'check an event against its contract and publish it as the owning service',
    () => import('./verbs/publish').then((m) => m.publish),
    (c) =>
      json(
        endpoint(
          c
            .argument('<event type>', 'for example delivery.status.updated@1')
            .argument('[file]', 'JSON of the event’s data; - reads standard input', '-')
            .option('--stage <stage>', 'the stage', 'dev'),
        )
          .option('--example <name>', 'publish this valid example of the contract instead of a file')
          .option('--dry-run', 'publish nothing; print the entry, for `aws events put-events --entries`', false),
        'print { type, id, eventId, attempts, subscribers }',
      ),
  );
  const bindings = program.command('bindings').description('code generated from the contracts').helpCommand(false);
  bindings
    .command('generate')
    .description('write the typed, validated event constructors of config/events')
    .addOption(new Option('--language <language>', 'only this language (default: all)').choices(['ts', 'python', 'java', 'go']))
    .option(
      '--out <dir>',
      'the folder of the package; of one package a language without --language (default: libs/events/<language>)',
    )
    .addOption(new Option('--check', 'write nothing; fail if anything would change').default(false))
    .action(async (_options, command: Command) => {
      const { generateBindings } = await import('./verbs/bindings');
      exit = await generateBindings(new Terminal(), command.optsWithGlobals());
    });

  const contract = contractCommands(program, async (load, command) => {
    exit = await (await load())(new Terminal(), command.optsWithGlobals(), ...command.args);
  });

  for (const command of [program, ...program.commands, ...bindings.commands, ...contract.commands]) command.exitOverride();
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    // Commander has printed what it has to say: help and version are fine, everything else is wrong usage.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.ok : exitCode.usage;
    throw error;
  }
  return exit;
}

/** Options of every verb. */
export interface CommonOptions {
  readonly config?: string;
}

/** A verb gets the terminal, its options and its arguments, and says how it ended. */
export type Verb<Options> = (terminal: Terminal, options: Options & CommonOptions, ...parameters: string[]) => Promise<ExitCode>;

function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < min || value > max) {
      throw new InvalidArgumentError(`It has to be a whole number from ${min} to ${max}.`);
    }
    return value;
  };
}

/** Says what went wrong and the next step, without a stack. */
function report(error: unknown): ExitCode {
  const { err } = new Terminal();
  const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
  const fix = isDefect(error)
    ? 'This is a defect of busbar; BUSBAR_DEBUG=1 prints where it happened.'
    : (error as { readonly fix?: unknown }).fix;
  process.stderr.write(`${err.bad('error')}: ${message}\n`);
  if (typeof fix === 'string') process.stderr.write(`${err.dim('→')} ${fix}\n`);
  if (process.env['BUSBAR_DEBUG']) process.stderr.write(`${stack}\n`);
  return error instanceof CommandError ? error.exit : exitCode.environment;
}

/** Every package throws errors of its own classes for what a user can mend, and Node tells the system call that failed. */
function isDefect(error: unknown): boolean {
  if (!(error instanceof Error) || 'syscall' in error) return false;
  return ([Error, TypeError, RangeError, ReferenceError, SyntaxError] as unknown[]).includes(error.constructor);
}

/** `busbar plan | head` is no error. */
function stopOnClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(exitCode.ok);
  throw error;
}
