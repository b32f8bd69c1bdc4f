import { join, relative, resolve } from 'node:path';
import type { Problem } from '@busbar/problem';

/**
 * Problems with positions that a terminal can open. In positions the configuration is called `config/`, whatever its folder is called
 * and wherever it is; here they become relative to the working directory, or absolute where that is shorter.
 */
export function located<Found extends Problem>(problems: readonly Found[], configDir: string): Found[] {
  return problems.map((problem) => {
    const { file } = problem.at;
    if (!file.startsWith('config/')) return problem;
    const absolute = resolve(join(configDir, file.slice('config/'.length)));
    const path = relative(process.cwd(), absolute);
    const shorter = path.length < absolute.length ? path : absolute;
    return { ...problem, at: { ...problem.at, file: shorter.replaceAll('\\', '/') } };
  });
}
