import { gitOutput } from '../git/git';

/** Who releases: as asked, as git knows them, as the system does. */
export async function personWho(by: string | undefined, folder: string): Promise<string> {
  return by ?? (await gitOutput(['config', 'user.name'], folder))?.trim() ?? process.env['USER'] ?? 'unknown';
}
