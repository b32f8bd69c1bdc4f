/** A policy document that AWS would refuse to store. `message` says which statement and what to correct. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError';
}
