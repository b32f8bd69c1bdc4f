import { gitOutput } from '../git/git';
import type { Commits } from './services';

/** The clone that this runs in. */
export function gitCommits(folder: string): Commits {
  const hashOf = async (commit: string) =>
    (await gitOutput(['rev-parse', '--verify', '--quiet', '--end-of-options', `${commit}^{commit}`], folder))?.trim();
  return {
    areKnown: async () => (await gitOutput(['rev-parse', '--is-shallow-repository'], folder))?.trim() === 'false',
    async isBefore(earlier, later) {
      const [first, second] = [await hashOf(earlier), await hashOf(later)];
      if (first === undefined || second === undefined) return undefined;
      return (await gitOutput(['merge-base', first, second], folder))?.trim() === first;
    },
  };
}
