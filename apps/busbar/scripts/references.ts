import { renderProblemReference } from '@busbar/problem';
import { templateChecks } from '@busbar/template-checks';
import { problemTables } from '../src/reference';
import { verbs } from '../src/verbs';
import { alarmReference } from './alarm-reference';
import { jsonReference } from './json-reference';
import { templateCheckReference } from './template-check-reference';

export const REGENERATE = 'npx tsx apps/busbar/scripts/generate-reference.ts';

/** The pages of docs/ that are made from the code. */
export const references: readonly { readonly file: string; readonly text: string }[] = [
  { file: 'docs/problems.md', text: renderProblemReference(problemTables, REGENERATE) },
  { file: 'docs/json.md', text: jsonReference(verbs, REGENERATE) },
  { file: 'docs/alarms.md', text: alarmReference(REGENERATE) },
  { file: 'docs/template-checks.md', text: templateCheckReference(templateChecks, REGENERATE) },
];
