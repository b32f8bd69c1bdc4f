import type { DeprecationEntry, EventTypeName, LedgerEntry } from '../model';
import { EVENTS_FOLDER, type Ledger, ledgerShape } from '../repository';
import { ContractError, jsonText } from './file-edits';

export const LEDGER = `${EVENTS_FOLDER}ledger.json`;

/**
 * The ledger with one more release.
 *
 * @param text of the ledger; undefined when there is none yet
 * @throws ContractError when it cannot be read
 */
export function withRelease(text: string | undefined, entry: LedgerEntry): string {
  const { releases, ...others } = ledgerOf(text);
  return jsonText({ releases: [...releases, entry], ...others });
}

/** The ledger with one more deprecation; as it is when its last one of the event type says the same. */
export function withDeprecation(text: string | undefined, entry: DeprecationEntry): string {
  const ledger = ledgerOf(text);
  const last = lastDeprecation(text, entry.type);
  if (last?.since === entry.since && last.sunset === entry.sunset) return text ?? jsonText(ledger);
  return jsonText({ ...ledger, deprecations: [...(ledger.deprecations ?? []), entry] });
}

export function lastDeprecation(text: string | undefined, type: EventTypeName): DeprecationEntry | undefined {
  return ledgerOf(text).deprecations?.findLast((entry) => entry.type === type);
}

function ledgerOf(text: string | undefined): Ledger {
  try {
    return ledgerShape.parse(JSON.parse(text ?? '{ "releases": [] }'));
  } catch {
    throw new ContractError(`"${LEDGER}" cannot be read.`, 'Correct what `busbar validate` says of it.');
  }
}
