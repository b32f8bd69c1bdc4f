import { OperationalError } from '@busbar/problem/operational-error';

/** The stages cannot be synthesized as asked. The message says what, where and what to do next. */
export class RolloutError extends OperationalError {
  override readonly name = 'RolloutError';
}
