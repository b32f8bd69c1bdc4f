import { performance } from 'node:perf_hooks';

/** Between two answers, in milliseconds: on a machine that has time, and on one that has none. */
const SHORTEST_MS = 10;
const LONGEST_MS = 40;
/** Share of its time that this thread works, from which rests get longer. */
const BUSY = 0.85;
const SAMPLE_MS = 100;

type Utilization = Pick<typeof performance, 'eventLoopUtilization' | 'now'>;

/**
 * How long a queue in a stream of messages rests between two answers to waiting receivers, so that messages that come close
 * together are received together: a request costs far more than a message, and clients and runtime share the machine.
 *
 * The busier this thread is, the longer. Otherwise a machine at its limit would spend itself on answers of one message, and every
 * message would wait in the queues instead, for seconds.
 */
export class AnswerInterval {
  readonly #thread: Utilization;
  #since: ReturnType<Utilization['eventLoopUtilization']>;
  #sampledAt: number;
  #milliseconds = SHORTEST_MS;

  constructor(thread: Utilization = performance) {
    this.#thread = thread;
    this.#since = thread.eventLoopUtilization();
    this.#sampledAt = thread.now();
  }

  get milliseconds(): number {
    const now = this.#thread.now();
    if (now - this.#sampledAt >= SAMPLE_MS) {
      const current = this.#thread.eventLoopUtilization();
      const { utilization } = this.#thread.eventLoopUtilization(current, this.#since);
      const excess = Math.max(0, utilization - BUSY) / (1 - BUSY);
      this.#milliseconds = SHORTEST_MS + excess * (LONGEST_MS - SHORTEST_MS);
      this.#since = current;
      this.#sampledAt = now;
    }
    return this.#milliseconds;
  }
}
