import { renderProblemReference } from '@busbar/problem';
import { problemTables } from '../src/reference';

export const REGENERATE = 'npx tsx apps/busbar/scripts/generate-reference.ts';

/** docs/problems.md */
export function problemReference(): string {
  return renderProblemReference(problemTables, REGENERATE);
}
