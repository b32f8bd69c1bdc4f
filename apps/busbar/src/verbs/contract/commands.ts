import { Argument, InvalidArgumentError, Option, type Command } from 'commander';
import type { Verb } from '../../main';

/** Runs a verb that is loaded now. */
type Run = <Options extends object>(load: () => Promise<Verb<Options>>, command: Command) => Promise<void>;

/** `busbar contract …`: the verbs of the event schema repository. */
export function contractCommands(program: Command, run: Run): Command {
  const contract = program
    .command('contract')
    .description('the contracts of events: write, check, release, retire, export')
    .helpCommand(false);
  const verb = <Options extends object>(
    name: string,
    description: string,
    load: () => Promise<Verb<Options>>,
    shape: (command: Command) => Command = (command) => command,
  ): void => {
    shape(contract.command(name).description(description)).action((...parameters: unknown[]) =>
      run(load, parameters.at(-1) as Command),
    );
  };

  verb(
    'new',
    'make a complete, valid contract of a new event, to be changed',
    () => import('./new').then((m) => m.create),
    (c) =>
      c
        .argument('<name>', 'for example delivery.parcel.scanned')
        .option('--publisher <service>', 'the service that publishes it (default: the one of the domain)')
        .option('--owner <team>', 'the team that answers for it (default: the owner of the domain)')
        .option('--title <text>', 'its name for people')
        .option('--description <text>', 'what happened when it is sent, and who cares'),
  );
  verb(
    'import',
    'make a draft from a JSON Schema of any draft, or from sample events',
    () => import('./import').then((m) => m.importDraft),
    (c) =>
      c
        .argument('<file>', 'a JSON Schema, or events: NDJSON, a list, or one; - for standard input')
        .option('--name <name>', 'for example delivery.parcel.scanned (default: what the file says)')
        .addOption(new Option('--as <kind>', 'what the file is (default: what it looks like)').choices(['schema', 'events']))
        .option('--type <detail-type>', 'of events of several types, the one to import')
        .option('--publisher <service>', 'the service that publishes it (default: the one of the domain)')
        .option('--owner <team>', 'the team that answers for it (default: the owner of the domain)')
        .option('--title <text>', 'its name for people')
        .option('--description <text>', 'what happened when it is sent, and who cares')
        .option('--dry-run', 'write nothing; print the draft')
        .option('--json', 'print { name, from, samples, written, files, draft, problems }'),
  );
  verb(
    'lint',
    'hold the drafts to the rules of config/platform.yaml',
    () => import('./lint').then((m) => m.lint),
    (c) => format(c.argument('[event type]', 'only this one')),
  );
  verb(
    'explain',
    'say what a problem code means and why, or list all codes',
    () => import('./explain').then((m) => m.explain),
    (c) =>
      c
        .argument('[problem code]', 'for example evolution/closed-enum')
        .option('--json', 'print { code, severity, meaning, why }'),
  );
  verb(
    'check',
    'lint, ledger, examples, and each draft against every released version: what CI runs',
    () => import('./check').then((m) => m.check),
    (c) => format(c.argument('[event type]', 'only this one')),
  );
  verb(
    'diff',
    'show what drafts change, or what changed between two versions',
    () => import('./diff').then((m) => m.diff),
    (c) =>
      c
        .argument('[event type]', 'only this one')
        .option('--from <version>', 'the older version (default: the one before --to)')
        .option('--to <version>', 'the newer version (default: draft)')
        .option('--json', 'print [{ type, from, to, bump, differences }]'),
  );
  verb(
    'impact',
    'show who depends on which fields of an event type, and whom its draft hits',
    () => import('./impact').then((m) => m.impact),
    (c) =>
      c
        .argument('<event type>', 'for example delivery.status.updated@1')
        .option('--json', 'print { type, version, subscribers, bump, changes }'),
  );
  verb(
    'release',
    'freeze a draft as the next version; the step is computed from the difference',
    () => import('./release').then((m) => m.release),
    (c) =>
      c
        .argument('<event type>', 'for example delivery.status.updated@1')
        .requiredOption('--reason <text>', 'why, for the ledger and the changelog')
        .option('--by <name>', 'who releases (default: git’s user.name)')
        .option('--json', 'print the entry of the ledger'),
  );
  verb(
    'major',
    'open the next major of an event, as a draft',
    () => import('./major').then((m) => m.major),
    (c) => c.argument('<event>', 'for example delivery.status.updated'),
  );
  verb(
    'deprecate',
    'announce the end of an event type',
    () => import('./deprecate').then((m) => m.deprecate),
    (c) =>
      c
        .argument('<event type>', 'for example delivery.status.updated@1')
        .option('--sunset <day>', 'the last day on which it is published (default: the first after the notice period)', day)
        .option('--replacement <event type>', 'what to move to'),
  );
  verb(
    'retire',
    'end an event type that nobody subscribes to any more',
    () => import('./retire').then((m) => m.retire),
    (c) => c.argument('<event type>', 'for example delivery.status.updated@1'),
  );
  verb(
    'log',
    'tell who released what when, with which step and why',
    () => import('./log').then((m) => m.log),
    (c) =>
      c
        .argument('[event type]', 'only this one')
        .option('--json', 'print [{ type, version, bump, sha256, releasedBy, releasedAt, reason, file, commit, intact }]'),
  );
  verb(
    'export',
    'write the contracts in the form of another tool',
    () => import('./export').then((m) => m.exportContracts),
    (c) =>
      c
        .addArgument(
          new Argument('<format>', 'the tool').choices([
            'asyncapi',
            'eventbridge',
            'cloudevents',
            'eventcatalog',
            'backstage',
            'json-schema',
          ]),
        )
        .option('--out <dir>', 'where to write (default: exports/<format>)'),
  );
  return contract;
}

function day(text: string): string {
  if (/^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text))
    return text;
  throw new InvalidArgumentError('It has to be a day such as 2027-03-31.');
}

function format(command: Command): Command {
  return command.addOption(
    new Option('--format <format>', 'how to print what was found')
      .choices(['text', 'json', 'github', 'sarif', 'junit'])
      .default('text'),
  );
}
