import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** cfn-lint in the environment that `BUSBAR_AWS_CLI` is in (`libs/emulator/test/requirements.txt`); undefined where there is none. */
export function cfnLintExecutable(): string | undefined {
  const aws = process.env['BUSBAR_AWS_CLI'];
  const executable = aws === undefined ? undefined : join(dirname(aws), 'cfn-lint');
  return executable !== undefined && existsSync(executable) ? executable : undefined;
}

/** What a spec does where there is no cfn-lint: fails where all toolchains are required, otherwise says so. */
export function requireNoCfnLint(): void {
  if (process.env['BUSBAR_REQUIRE_TOOLCHAINS'] === '1') {
    throw new Error(
      'BUSBAR_REQUIRE_TOOLCHAINS is 1, and beside BUSBAR_AWS_CLI is no cfn-lint. Install libs/emulator/test/requirements.txt.',
    );
  }
  process.stdout.write('Templates are not linted: set BUSBAR_AWS_CLI to `aws` in an environment that has cfn-lint too.\n');
}

/** What cfn-lint found in a cloud assembly, a line each, and how many templates it read. */
export interface LintedAssembly {
  readonly templates: number;
  readonly findings: readonly string[];
}

/**
 * Lints every template of a cloud assembly, with all rules and no exceptions.
 *
 * @throws Error when cfn-lint itself fails
 */
export async function cfnLint(executable: string, assembly: string): Promise<LintedAssembly> {
  const templates = readdirSync(assembly, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.template.json'))
    .map((entry) => join(entry.parentPath, entry.name));
  const output = await new Promise<string>((resolve, reject) => {
    // Settings of whoever runs the tests, in a .cfnlintrc, must not count: `cwd` and HOME have none.
    const options = { cwd: assembly, env: { ...process.env, HOME: assembly }, maxBuffer: 2 ** 28 };
    execFile(executable, ['--format', 'json', '--', ...templates], options, (error, stdout, stderr) => {
      // Its exit status says which kinds of findings there are; without findings to read it has failed.
      if (error && !stdout.startsWith('[')) reject(new Error(`cfn-lint failed: ${stderr || error.message}`, { cause: error }));
      else resolve(stdout);
    });
  });
  const found = (output.trim() === '' ? [] : JSON.parse(output)) as readonly Finding[];
  return {
    templates: templates.length,
    findings: found.map(
      ({ Rule, Message, Filename, Location }) =>
        `${Rule.Id} ${Filename.slice(assembly.length + 1)} ${(Location.Path ?? []).join('/')}: ${Message}`,
    ),
  };
}

/** As `--format json` prints it. */
interface Finding {
  readonly Rule: { readonly Id: string };
  readonly Message: string;
  readonly Filename: string;
  readonly Location: { readonly Path?: readonly (string | number)[] | null };
}
