/** The compiler was asked for something that the manifest does not have. Problems of the manifest itself are values, not errors. */
export class TopologyError extends Error {
  override readonly name = 'TopologyError';
}
