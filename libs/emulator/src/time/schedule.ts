import type { Clock } from './clock';

/** Something that falls due. Linked into the list of its moment, so that cancelling it costs nothing. */
export interface Appointment {
  readonly run: () => void;
  moment: Moment | undefined;
  previous: Appointment | undefined;
  next: Appointment | undefined;
}

/** All appointments of one tick. */
interface Moment {
  readonly tick: number;
  first: Appointment | undefined;
}

/** Appointments are rounded up to this. */
const TICK_MS = 10;

/**
 * Everything that waits for a time: visibility time-outs, delays, long polls, retries. Tens of thousands of messages are in
 * flight at once and nearly all of their time-outs are cancelled, so they share one timer: appointments of the same 10 ms are one
 * list, a heap orders the lists, and cancelling unlinks.
 */
export class Schedule {
  readonly #clock: Clock;
  readonly #moments = new Map<number, Moment>();
  /** Binary heap of ticks that have a moment. */
  readonly #heap: number[] = [];
  #armedFor = Infinity;
  #disarm: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @param delayMs 0 or less runs soon, not at once */
  after(delayMs: number, run: () => void): Appointment {
    const tick = Math.ceil((this.#clock.elapsed() + delayMs) / TICK_MS);
    let moment = this.#moments.get(tick);
    if (!moment) {
      moment = { tick, first: undefined };
      this.#moments.set(tick, moment);
      pushTick(this.#heap, tick);
      if (tick < this.#armedFor) this.#arm(tick);
    }
    const appointment: Appointment = { run, moment, previous: undefined, next: moment.first };
    if (moment.first) moment.first.previous = appointment;
    moment.first = appointment;
    return appointment;
  }

  /** Without effect when it ran already. */
  cancel(appointment: Appointment): void {
    const { moment, previous, next } = appointment;
    if (!moment) return;
    if (previous) previous.next = next;
    else moment.first = next;
    if (next) next.previous = previous;
    appointment.moment = appointment.previous = appointment.next = undefined;
  }

  /** Forgets everything that waits. */
  clear(): void {
    this.#disarm?.();
    this.#disarm = undefined;
    this.#armedFor = Infinity;
    this.#moments.clear();
    this.#heap.length = 0;
  }

  #arm(tick: number): void {
    this.#disarm?.();
    this.#armedFor = tick;
    // Longer waits than a Node timer can hold are waited for in pieces.
    const delay = Math.min(Math.max(0, tick * TICK_MS - this.#clock.elapsed()), 2 ** 31 - 1);
    this.#disarm = this.#clock.after(delay, () => this.#ring());
  }

  #ring(): void {
    this.#disarm = undefined;
    this.#armedFor = Infinity;
    const now = Math.floor(this.#clock.elapsed() / TICK_MS);
    for (let tick = this.#heap[0]; tick !== undefined && tick <= now; tick = this.#heap[0]) {
      popTick(this.#heap);
      const moment = this.#moments.get(tick);
      this.#moments.delete(tick);
      while (moment?.first) {
        const due = moment.first;
        this.cancel(due);
        due.run();
      }
    }
    const next = this.#heap[0];
    if (next !== undefined && next < this.#armedFor) this.#arm(next);
  }
}

function pushTick(heap: number[], tick: number): void {
  let index = heap.length;
  heap.push(tick);
  while (index > 0) {
    const parent = (index - 1) >> 1;
    const above = heap[parent] as number;
    if (above <= tick) break;
    heap[index] = above;
    index = parent;
  }
  heap[index] = tick;
}

function popTick(heap: number[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let index = 0;
  for (;;) {
    let child = 2 * index + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && (heap[child + 1] as number) < (heap[child] as number)) child++;
    const below = heap[child] as number;
    if (below >= last) break;
    heap[index] = below;
    index = child;
  }
  heap[index] = last;
}
