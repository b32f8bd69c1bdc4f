import { readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import type { Team } from '@busbar/manifest';
import { formatPosition } from '@busbar/problem';
import type { Company } from '../company';
import { CommandError, exitCode } from '../exit';
import { gitOutput } from '../git/git';
import { replaceFile } from '../replace-file';
import { BrokenMarkersError, ownedPaths, renderSection, withSection, type OwnedPath } from './section';

export interface CodeownersCheck {
  /** The file, relative to the working directory. */
  readonly shown: string;
  /** Whether it was what `config/` says, before anything was written. */
  readonly isCurrent: boolean;
  readonly paths: readonly OwnedPath[];
  readonly section: string;
}

/**
 * Compares `.github/CODEOWNERS` of the repository with what `config/` says, and writes it when asked to.
 *
 * @throws CommandError when a team that owns something has no team on GitHub, or the file cannot be read or written
 */
export async function checkCodeowners({ config, manifest }: Company, write: boolean): Promise<CodeownersCheck> {
  const { root, folder } = await placeOf(config);
  const file = join(root, '.github', 'CODEOWNERS');
  const shown = relative(process.cwd(), file).replaceAll('\\', '/');
  const paths = ownedPaths(manifest, folder);
  const section = renderSection(paths, githubTeams(manifest.teams, paths, manifest.platform.owner));
  const before = await readText(file, shown);
  const after = sectioned(before, section, shown);
  if (write && after !== before) await replaceFile(file, after, shown);
  return { shown, isCurrent: after === before, paths, section };
}

/** The root of the repository and `config/` in it; without git, the folder that holds `config/`. */
async function placeOf(config: string): Promise<{ readonly root: string; readonly folder: string }> {
  const top = (await gitOutput(['rev-parse', '--show-toplevel'], config))?.trim();
  const prefix = (await gitOutput(['rev-parse', '--show-prefix'], config))?.trim();
  if (top !== undefined && prefix !== undefined) return { root: resolve(top), folder: prefix.replace(/\/$/, '') };
  return { root: dirname(config), folder: relative(dirname(config), config) };
}

function githubTeams(
  teams: readonly Team[],
  paths: readonly OwnedPath[],
  platformTeam: string | undefined,
): ReadonlyMap<string, string> {
  const known = new Map(teams.map((team) => [team.name, team]));
  const owners = [...new Set(paths.flatMap((path) => path.teams))];
  const missing = owners.filter((owner) => known.get(owner)?.github === undefined);
  if (missing.length === 0) return new Map(owners.map((owner) => [owner, known.get(owner)?.github ?? '']));
  const places = missing.map((owner) => {
    const at = known.get(owner)?.at;
    if (at) return `${formatPosition(at)} "${owner}"`;
    return platformTeam === undefined ? `"${owner}", which is not in teams.yaml` : `"${owner}"`;
  });
  throw new CommandError(
    exitCode.checkFailed,
    `These teams own something and have no team on GitHub:\n${places.join('\n')}`,
    platformTeam === undefined && !known.has('platform')
      ? 'Add "github: <organization>/<team>" to each in teams.yaml, and "owner: <team>" to platform.yaml.'
      : 'Add "github: <organization>/<team>" to each in teams.yaml.',
  );
}

function sectioned(before: string, section: string, shown: string): string {
  try {
    return withSection(before, section);
  } catch (error) {
    if (!(error instanceof BrokenMarkersError)) throw error;
    throw new CommandError(
      exitCode.checkFailed,
      `${shown}: ${error.message}`,
      'Remove what is left of the section; it is written again.',
    );
  }
}

async function readText(file: string, shown: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return '';
    throw new CommandError(
      exitCode.environment,
      `"${shown}" cannot be read: ${code ?? 'unknown error'}.`,
      'Make it a readable file.',
    );
  }
}
