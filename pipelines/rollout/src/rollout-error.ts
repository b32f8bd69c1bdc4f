/** The stages cannot be synthesized as asked. The message says what, where and what to do next. */
export class RolloutError extends Error {
  override readonly name = 'RolloutError';
}
