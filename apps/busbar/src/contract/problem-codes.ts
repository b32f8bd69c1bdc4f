import { lintRules } from '@busbar/contracts';
import { nearest } from '@busbar/problem';
import { CommandError, exitCode } from '../exit';
import { problemTables } from '../reference';
import { governedCodes } from './governance';

/** A problem code as `busbar contract explain` prints it. */
export interface ExplainedCode {
  readonly code: string;
  readonly severity: string;
  readonly meaning: string;
  /** Why the rule is there; lint rules have it. */
  readonly why?: string;
  /** Whether `config/platform.yaml` can set its severity and make exceptions. */
  readonly isGoverned: boolean;
}

/** All codes, sorted. */
export function explainedCodes(): ExplainedCode[] {
  return problemTables
    .flatMap((table) => Object.entries(table))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, kind]) => {
      const rule = lintRules.find(({ id }) => id === code);
      return { code, ...kind, ...(rule && { severity: rule.severity, why: rule.why }), isGoverned: governedCodes.has(code) };
    });
}

/** @throws CommandError (usage) with the code that was probably meant */
export function explainedCode(code: string): ExplainedCode {
  const all = explainedCodes();
  const found = all.find((each) => each.code === code);
  if (found) return found;
  const meant = nearest(
    code,
    all.map((each) => each.code),
  );
  throw new CommandError(
    exitCode.usage,
    `There is no problem code "${code}".`,
    meant ? `Did you mean "${meant}"?` : '`busbar contract explain` lists all of them.',
  );
}
