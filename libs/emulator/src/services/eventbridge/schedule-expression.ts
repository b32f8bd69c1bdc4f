import { CronError, CronExpression } from './cron-expression';

/** When a rule runs by itself. */
export interface ScheduleExpression {
  /**
   * @param since when the rule was enabled: a rate counts from there
   * @returns the next time after a time; undefined when there is none. All in milliseconds since the epoch
   */
  next(after: number, since: number): number | undefined;
}

export class ScheduleExpressionError extends Error {
  override readonly name = 'ScheduleExpressionError';
}

const UNITS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/**
 * `rate(5 minutes)` or `cron(0 8 ? * MON-FRI *)`.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 *
 * @throws ScheduleExpressionError for what EventBridge refuses
 */
export function parseScheduleExpression(text: string): ScheduleExpression {
  const rate = /^rate\((.*)\)$/.exec(text)?.[1];
  if (rate !== undefined) return rateOf(rate);
  const cron = /^cron\((.*)\)$/.exec(text)?.[1];
  if (cron === undefined) throw new ScheduleExpressionError('is neither rate(…) nor cron(…)');
  try {
    return new CronExpression(cron);
  } catch (error) {
    if (error instanceof CronError) throw new ScheduleExpressionError(error.message);
    throw error;
  }
}

/** One of a unit is singular, more are plural: EventBridge insists. */
function rateOf(text: string): ScheduleExpression {
  const [, count, unit, plural] = /^([1-9]\d*) (minute|hour|day)(s?)$/.exec(text) ?? [];
  const every = Number(count) * (UNITS[unit ?? ''] ?? NaN);
  if (Number.isNaN(every) || (count === '1') === (plural === 's')) {
    throw new ScheduleExpressionError('is not a rate such as rate(1 minute), rate(5 minutes) or rate(1 day)');
  }
  return { next: (after, since) => since + (Math.floor((after - since) / every) + 1) * every };
}
