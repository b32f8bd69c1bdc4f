import { join, relative } from 'node:path';
import type { Problem } from '@busbar/problem';

/**
 * Problems with positions that a terminal can open. In positions the configuration is called `config/`, whatever its folder is called
 * and wherever it is; here they become relative to the working directory.
 */
export function located<Found extends Problem>(problems: readonly Found[], configDir: string): Found[] {
  return problems.map((problem) => {
    const { file } = problem.at;
    if (!file.startsWith('config/')) return problem;
    const path = relative(process.cwd(), join(configDir, file.slice('config/'.length)));
    return { ...problem, at: { ...problem.at, file: path.replaceAll('\\', '/') } };
  });
}
