/** Something in a topology cannot be drawn where it was asked for. The message says what, where and what to do next. */
export class ConstructError extends Error {
  override readonly name = 'ConstructError';
}
