import type { Clock } from '../../time/clock';
import type { Appointment, Schedule } from '../../time/schedule';
import type { Rule } from './rule';
import { parseScheduleExpression } from './schedule-expression';

interface ScheduledRule {
  readonly rule: Rule;
  /** Milliseconds since the epoch: when it was enabled. */
  readonly since: number;
  due: Appointment | undefined;
}

/** Runs the rules that have a schedule, as long as they are enabled. */
export class RuleSchedules {
  readonly #clock: Clock;
  readonly #schedule: Schedule;
  readonly #run: (rule: Rule, time: number) => void;
  /** By ARN. */
  readonly #rules = new Map<string, ScheduledRule>();

  /** @param run called with a rule and the time that it was due at, in milliseconds since the epoch */
  constructor(clock: Clock, schedule: Schedule, run: (rule: Rule, time: number) => void) {
    this.#clock = clock;
    this.#schedule = schedule;
    this.#run = run;
  }

  /** A rule in effect: its schedule goes on when only other things changed. */
  put(rule: Rule): void {
    const known = this.#rules.get(rule.arn);
    this.remove(rule.arn);
    if (rule.schedule === undefined || rule.state === 'DISABLED') return;
    const since = known?.rule.schedule === rule.schedule ? known.since : this.#clock.now();
    const scheduled: ScheduledRule = { rule, since, due: undefined };
    this.#rules.set(rule.arn, scheduled);
    this.#wait(scheduled, this.#clock.now());
  }

  remove(arn: string): void {
    const known = this.#rules.get(arn);
    if (known?.due) this.#schedule.cancel(known.due);
    this.#rules.delete(arn);
  }

  #wait(scheduled: ScheduledRule, after: number): void {
    const { rule, since } = scheduled;
    const time = parseScheduleExpression(rule.schedule ?? '').next(after, since);
    if (time === undefined) return;
    scheduled.due = this.#schedule.after(time - this.#clock.now(), () => {
      // Times that passed while the machine slept are not made up for.
      this.#wait(scheduled, Math.max(time, this.#clock.now()));
      this.#run(rule, time);
    });
  }
}
