import type { StackOperation } from '../cloudformation';
import type { EmulatorError } from '../errors';

/** How a change of a stack ended. */
export interface StackUpdateResult {
  /**
   * - `complete`: the stack is as asked for. `undeleted` are resources that could not be removed and that no stack owns any more.
   * - `refused`: nothing was begun.
   * - `rolled-back`: it is as it was before; `failure` says why.
   * - `rollback-failed`: it is somewhere in between, as the rollback failed too.
   * - `delete-failed`: the stack was to go, and `undeleted` are what is left of it.
   */
  readonly status: 'complete' | 'refused' | 'rolled-back' | 'rollback-failed' | 'delete-failed';
  /** Those that were carried out, in order, those of the rollback too. */
  readonly operations: readonly StackOperation[];
  readonly failure?: EmulatorError;
  /** Logical ids. */
  readonly undeleted: readonly string[];
}
