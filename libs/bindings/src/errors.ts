/** Contracts from which no bindings can be made. Contracts that passed their lint do not lead here. */
export class BindingsError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'BindingsError';
  }
}
