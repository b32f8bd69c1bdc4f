import type { Schedule } from '../time/schedule';

interface Line {
  readonly effects: (() => void)[];
  dueAt: number;
}

/** Effects that wait for their time, in one line for each subject: a later change never overtakes an earlier one. */
export class LateEffects {
  readonly #schedule: Schedule;
  readonly #elapsed: () => number;
  readonly #lines = new Map<string, Line>();
  #pending = 0;

  /** @param elapsed milliseconds on the clock of the schedule */
  constructor(schedule: Schedule, elapsed: () => number) {
    this.#schedule = schedule;
    this.#elapsed = elapsed;
  }

  /** Changes that were made and that events do not meet yet. */
  get pending(): number {
    return this.#pending;
  }

  /** Runs it at once, or after the delay and everything before it on the same subject. */
  take(subject: string, delayMs: number, effect: () => void): void {
    const line = this.#lines.get(subject) ?? { effects: [], dueAt: 0 };
    if (line.effects.length === 0 && delayMs <= 0) return effect();
    this.#lines.set(subject, line);
    line.effects.push(effect);
    line.dueAt = Math.max(line.dueAt, this.#elapsed() + delayMs);
    this.#pending++;
    // Whichever of a line's appointments rings first takes the line's first effect, so that ties need no order.
    this.#schedule.after(line.dueAt - this.#elapsed(), () => this.#next(subject, line));
  }

  #next(subject: string, line: Line): void {
    this.#pending--;
    line.effects.shift()?.();
    if (line.effects.length === 0 && this.#lines.get(subject) === line) this.#lines.delete(subject);
  }
}
