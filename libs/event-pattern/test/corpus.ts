import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One case of `corpus/*.json`. Pattern and event are text, because a JSON object would lose what some of them are about. */
export type CorpusCase = { readonly id: string; readonly source: string; readonly pattern: string } & (
  | { readonly event: string; readonly expected: boolean; readonly error?: undefined }
  /** What follows "Event pattern is not valid. Reason: ". */
  | { readonly error: string; readonly event?: undefined; readonly expected?: undefined }
);

export function corpus(): readonly CorpusCase[] {
  const folder = join(__dirname, '..', 'corpus');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .flatMap((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as CorpusCase[]);
}
