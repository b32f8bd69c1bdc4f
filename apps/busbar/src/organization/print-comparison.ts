import { readConfig } from '@busbar/manifest';
import { located } from '../located';
import { printProblems } from '../terminal/problems';
import type { Terminal } from '../terminal/terminal';
import { compareOrganizations, type OrganizationComparison } from './compare-organizations';
import { describeComparison } from './describe-comparison';
import type { Snapshot } from './snapshot';

/** What the change from one snapshot to another does to `config/` as it is on disk; problems have positions that a terminal can open. */
export async function compareWithConfig(
  configDir: string,
  before: Snapshot | undefined,
  after: Snapshot,
): Promise<OrganizationComparison> {
  const { files } = await readConfig(configDir);
  const comparison = compareOrganizations(files, before, after, configDir);
  return { ...comparison, problems: located(comparison.problems, configDir) };
}

export function printComparison(terminal: Terminal, comparison: OrganizationComparison): void {
  terminal.print(...describeComparison(comparison, terminal));
  if (comparison.problems.length === 0) return;
  terminal.print('', 'With this organization config/ has problems that it did not have before:');
  printProblems(terminal, comparison.problems, { asAnswer: true });
}
