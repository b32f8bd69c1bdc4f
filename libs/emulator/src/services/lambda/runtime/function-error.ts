import { EmulatorError } from '../../../errors';

/** A function that cannot be run here: bad configuration or code, found before the first invocation. */
export class FunctionError extends EmulatorError {
  override readonly name = 'FunctionError';
}
