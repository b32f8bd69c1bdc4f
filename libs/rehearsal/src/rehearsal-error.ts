import { OperationalError } from '@busbar/problem/operational-error';

/** What was to be rehearsed cannot be. */
export class RehearsalError extends OperationalError {
  override readonly name = 'RehearsalError';
}
