import { availableParallelism } from 'node:os';

/** How often a function with invocations waiting is asked whether it needs another environment. */
export const GROWTH_CHECK_MS = 25;
/** A backlog that needs longer than this is worth another environment; starting one costs about half as much. */
const LONGEST_WAIT_MS = 100;
/** Cores that are left beside this thread, which delivers to the environments. When they compute, one more does not help. */
const CORES = Math.max(1, availableParallelism() - 1);

/** A function's load, since it was last asked. */
export interface Load {
  /** Invocations that wait for an environment. */
  readonly waiting: number;
  /** Invocations settled in {@link GROWTH_CHECK_MS}. */
  readonly finished: number;
  /** Cores that its environments kept busy: the sum of their utilizations, each 0 to 1. */
  readonly computing: number;
  /** An environment is starting already. */
  readonly starting: boolean;
}

/** A burst that a warm environment works off in milliseconds must not start ten threads. */
export function needsEnvironment({ waiting, finished, computing, starting }: Load, cores = CORES): boolean {
  if (starting || computing >= 0.75 * cores) return false;
  return waiting > (finished / GROWTH_CHECK_MS) * LONGEST_WAIT_MS;
}
