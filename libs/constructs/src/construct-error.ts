import { OperationalError } from '@busbar/problem/operational-error';

/** Something in a topology cannot be drawn where it was asked for. The message says what, where and what to do next. */
export class ConstructError extends OperationalError {
  override readonly name = 'ConstructError';
}
