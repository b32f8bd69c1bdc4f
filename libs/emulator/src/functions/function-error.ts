/** A function that cannot be run here: bad configuration or code, found before the first invocation. */
export class FunctionError extends Error {
  override readonly name = 'FunctionError';
}
