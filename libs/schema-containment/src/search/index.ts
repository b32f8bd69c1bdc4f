export type { Outcome } from './facts';
export { randomWitness } from './random-witness';
export { OutOfSteps, Search } from './search';
