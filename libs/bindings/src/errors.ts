import { OperationalError } from '@busbar/problem/operational-error';

/** Contracts from which no bindings can be made. Contracts that passed their lint do not lead here. */
export class BindingsError extends OperationalError {
  override readonly name = 'BindingsError';
}

/**
 * What is made of one event type.
 *
 * @throws BindingsError that names the event type where one is thrown that does not
 */
export function ofEventType<Made>(eventType: string, make: () => Made): Made {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof BindingsError) || error.message.includes(`"${eventType}"`)) throw error;
    throw new BindingsError(`No bindings can be made of "${eventType}". ${error.message}`, { cause: error });
  }
}
