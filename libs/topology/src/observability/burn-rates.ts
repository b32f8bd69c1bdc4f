import type { AlarmMetric, AlarmSeverity, ReadMetric } from '../observability-model';

/**
 * Multi-window, multi-burn-rate alerts: https://sre.google/workbook/alerting-on-slos/ ("6: Multiwindow, Multi-Burn-Rate Alerts").
 *
 * A burn rate of 1 uses up the error budget of a period of 30 days in exactly 30 days. An alert goes off when the rate is reached
 * in a long window, so that a part of the budget is gone that is worth it, and in a short one, so that it is still going on. The
 * workbook's fourth pair, burn rate 1 over three days, is left out: an alarm adds up one period, and the longest is a day.
 */
export interface BurnRate {
  /** For names: the long window. */
  readonly window: string;
  readonly rate: number;
  readonly longSeconds: number;
  readonly shortSeconds: number;
  readonly severity: AlarmSeverity;
}

export const burnRates: readonly BurnRate[] = [
  // 2 % of the budget in an hour, 5 % in six hours, 10 % in a day: rate = share × 30 days ÷ window.
  { window: '1h', rate: 14.4, longSeconds: 3600, shortSeconds: 300, severity: 'page' },
  { window: '6h', rate: 6, longSeconds: 21_600, shortSeconds: 1800, severity: 'page' },
  { window: '1d', rate: 3, longSeconds: 86_400, shortSeconds: 7200, severity: 'warn' },
];

/**
 * Those that can be reached: where everything fails, the rate is 1 ÷ budget, and where the budget is a tenth that is 10. Without a
 * budget there are none.
 *
 * @param budget share of events that may fail, 0 to 1
 */
export function reachableBurnRates(budget: number): readonly BurnRate[] {
  return budget > 0 ? burnRates.filter(({ rate }) => rate * budget < 1) : [];
}

export interface BurnRateOptions {
  /** Share of events that may fail: above 0, at most 1. */
  readonly budget: number;
  readonly periodSeconds: number;
  /** With fewer events in the window the burn rate is 0. */
  readonly minimumEvents: number;
  readonly dimensions: Readonly<Record<string, string>>;
}

type Indicator = (options: BurnRateOptions) => readonly AlarmMetric[];

/**
 * Success of all rules of a bus. EventBridge gives failed invocations by rule only, so they are what was attempted first and has not
 * succeeded: first attempts are attempts without retries. All three metrics come from the same place: where EventBridge reports none
 * of them, as happens, there is no data and no alarm.
 */
export const successOfBus: Indicator = (options) => [
  read('attempts', 'InvocationAttempts', 'Sum', options),
  read('retries', 'RetryInvocationAttempts', 'Sum', options),
  read('successes', 'SuccessfulInvocationAttempts', 'Sum', options),
  { id: 'events', expression: 'attempts - FILL(retries, 0)' },
  { id: 'failed', expression: 'IF(events > FILL(successes, 0), events - FILL(successes, 0), 0)' },
  burn('failed / events', options),
];

/** Success of one rule: EventBridge counts what it has given up on. */
export const successOfRule: Indicator = (options) => [
  read('events', 'Invocations', 'Sum', options),
  read('failures', 'FailedInvocations', 'Sum', options),
  burn('FILL(failures, 0) / events', options),
];

/**
 * Share of events that took longer than promised: a percentile rank is the share of values up to it, in percent.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
 */
export const slowerThan =
  (milliseconds: number): Indicator =>
  (options) => [
    read('events', 'IngestionToInvocationSuccessLatency', 'SampleCount', options),
    read('within', 'IngestionToInvocationSuccessLatency', `PR(:${decimal(milliseconds)})`, options),
    burn('(100 - within) / 100', options),
  ];

function burn(share: string, { budget, minimumEvents }: BurnRateOptions): AlarmMetric {
  return { id: 'burnrate', expression: `IF(events >= ${minimumEvents}, ${share} / ${decimal(budget)}, 0)` };
}

function read(id: string, name: string, statistic: string, { dimensions, periodSeconds }: BurnRateOptions): ReadMetric {
  return { id, namespace: 'AWS/Events', name, dimensions, statistic, periodSeconds };
}

/** Metric math knows no exponents, and what binary fractions add is not meant. */
function decimal(value: number): string {
  return value.toFixed(12).replace(/\.?0+$/, '');
}
