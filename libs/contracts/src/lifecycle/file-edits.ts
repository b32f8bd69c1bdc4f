import { OperationalError } from '@busbar/problem/operational-error';

/** New texts of files by path (`config/events/…`). What a verb writes is decided as a whole before anything is written. */
export type FileEdits = ReadonlyMap<string, string>;

/** Why something may not be done with a contract, and what to do instead. */
export class ContractError extends OperationalError {
  override readonly name = 'ContractError';

  constructor(message: string, fix: string) {
    super(message, { fix });
  }
}

/** JSON as files in `config/` have it. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
