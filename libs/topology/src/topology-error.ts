import { OperationalError } from '@busbar/problem/operational-error';

/** The compiler was asked for what the manifest does not have. What is wrong in the manifest itself becomes problems. */
export class TopologyError extends OperationalError {
  override readonly name = 'TopologyError';
}
