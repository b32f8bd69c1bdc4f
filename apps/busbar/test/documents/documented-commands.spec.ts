import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CommandError, exitCode } from '../../src/exit';
import { runProgram } from '../../src/verb/program';
import type { Verb, VerbGroup } from '../../src/verb/verb';
import { verbs } from '../../src/verbs';
import { commandsOf, documents, mentionsOf, type DocumentedCommand } from './commands';

jest.setTimeout(120_000);

/*
 * What documents say to type is parsed by the program that it is for: `busbar` and `cdk` of this workspace, and the AWS CLI where one is
 * named in BUSBAR_AWS_CLI. Nothing is run. README's commands are run too (`readme.spec.ts`).
 */

const all = documents();
const commands = (program: string) => all.flatMap((document) => commandsOf(document, program));

describe('busbar', () => {
  const parsed: string[] = [];
  const quiet = (verb: Verb | VerbGroup): Verb | VerbGroup =>
    'verbs' in verb
      ? { ...verb, verbs: verb.verbs.map((each) => quiet(each) as Verb) }
      : { ...verb, run: () => Promise.resolve(parsed.push(verb.name) && exitCode.ok) };
  const program = { name: 'busbar', summary: '', version: '0', verbs: verbs.map(quiet) };

  const complaint = async ({ words }: DocumentedCommand): Promise<string | undefined> => {
    const said: string[] = [];
    const writes = jest.spyOn(process.stderr, 'write').mockImplementation((text) => Boolean(said.push(String(text))));
    const prints = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    try {
      return (await runProgram(program, words.slice(1))) === exitCode.ok ? undefined : said.join('');
    } catch (error) {
      if (error instanceof CommandError) return error.message;
      throw error;
    } finally {
      writes.mockRestore();
      prints.mockRestore();
    }
  };

  test('every command in a block parses', async () => {
    const wrong: string[] = [];
    for (const command of commands('busbar')) {
      const said = await complaint(command);
      if (said !== undefined) wrong.push(`${command.at}: ${command.words.join(' ')}: ${said}`);
    }
    expect(wrong).toEqual([]);
    expect(parsed.length).toBeGreaterThan(20);
  });

  test('every verb that is mentioned is one', () => {
    const known = (words: readonly string[]): boolean => {
      const verb = verbs.find(({ name }) => name === words[0]);
      if (!verb) return words[0] === 'help';
      return !('verbs' in verb) || words[1] === undefined || verb.verbs.some(({ name }) => name === words[1]);
    };
    const wrong = all.flatMap(mentionsOf).filter(({ words }) => !known(words));
    expect(wrong.map(({ at, words }) => `${at}: busbar ${words.join(' ')}`)).toEqual([]);
  });
});

test('cdk: every command in a block is one that it has, with options that it has', () => {
  const cdk = join(dirname(require.resolve('aws-cdk/package.json')), 'bin/cdk');
  const help = new Map<string, string>();
  const helpOf = (verb: string): string => {
    const text = help.get(verb) ?? spawnSync(process.execPath, [cdk, verb, '--help'], { encoding: 'utf8' }).stdout;
    help.set(verb, text);
    return text;
  };
  const wrong = commands('cdk').flatMap(({ at, words: [, verb = '', ...words] }) => {
    const text = helpOf(verb);
    const options = words.filter((word) => /^--?[a-z]/.test(word)).map((word) => word.replace(/=.*/, ''));
    const unknown = options.filter((option) => !new RegExp(`(?:^|[\\s,])${option}\\b`, 'm').test(text));
    return text.includes(`cdk ${verb}`) ? unknown.map((option) => `${at}: cdk ${verb} has no ${option}`) : [`${at}: cdk ${verb}`];
  });
  expect(wrong).toEqual([]);
});

describe('the AWS CLI', () => {
  const aws = process.env['BUSBAR_AWS_CLI'];
  if (aws === undefined) {
    test('parses its commands where it is named in BUSBAR_AWS_CLI', () => {
      if (process.env['BUSBAR_REQUIRE_TOOLCHAINS'] === '1') throw new Error('BUSBAR_AWS_CLI names no executable.');
    });
    return;
  }
  test('accepts every command in a block, without sending it', () => {
    const given = commands('aws');
    const python = join(dirname(aws), 'python');
    // Files that they name: one entry without anything, which every list of entries accepts.
    const folder = mkdtempSync(join(tmpdir(), 'busbar-documents-'));
    const files = given.flatMap(({ words }) => words.flatMap((word) => /^file:\/\/([\w./-]+)$/.exec(word)?.[1] ?? []));
    for (const file of files) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), '[{}]');
    }
    const answer = execFileSync(python, [join(__dirname, 'parse_aws_commands.py')], {
      input: JSON.stringify(given.map(({ words }) => withoutProfile(words.slice(1)))),
      encoding: 'utf8',
      cwd: folder,
      env: { PATH: process.env['PATH'], AWS_DEFAULT_REGION: 'us-east-1', AWS_EC2_METADATA_DISABLED: 'true' },
    });
    rmSync(folder, { recursive: true });
    const complaints = JSON.parse(answer) as (string | null)[];
    expect(complaints).toHaveLength(given.length);
    const wrong = given.flatMap(({ at, words }, index) =>
      complaints[index] === null ? [] : [`${at}: ${words.join(' ')}: ${complaints[index]}`],
    );
    expect(wrong).toEqual([]);
  });
});

/** Profiles are the reader's. */
function withoutProfile(words: readonly string[]): readonly string[] {
  const at = words.indexOf('--profile');
  return at < 0 ? words : words.filter((_, index) => index !== at && index !== at + 1);
}
