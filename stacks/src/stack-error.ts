/** The topology does not hold what a stack is asked to draw: it is damaged, or of another version of Busbar. */
export class StackError extends Error {
  override readonly name = 'StackError';
}
