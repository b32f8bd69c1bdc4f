import { groupBy } from '../order';
import type { Observability } from '../observability-model';

/**
 * CloudWatch's list prices in us-east-1, in US dollars a month. Other Regions differ by some percent. Without the free tier.
 * https://aws.amazon.com/cloudwatch/pricing/, read 2026-12-01.
 */
export const monthlyPrices = {
  /** Of a standard-resolution alarm, for each metric that it reads. */
  alarmMetric: 0.1,
  compositeAlarm: 0.5,
  dashboard: 3,
  /** Dashboards of an account that cost nothing. */
  freeDashboards: 3,
} as const;

/**
 * Roughly what watching costs a month, in US dollars.
 *
 * @param rules on all buses: a query over all accounts is charged for each metric that it looks through
 */
export function monthlyCostOf({ alarms, composites, dashboards }: Observability, rules: number): number {
  const metrics = alarms.reduce(
    (sum, { metrics: read }) =>
      sum +
      read.reduce((count, metric) => count + ('name' in metric ? 1 : metric.expression.startsWith('SELECT') ? rules : 0), 0),
    0,
  );
  const charged = [...groupBy(dashboards, ({ account }) => account).values()].reduce(
    (sum, { length }) => sum + Math.max(0, length - monthlyPrices.freeDashboards),
    0,
  );
  return (
    metrics * monthlyPrices.alarmMetric + composites.length * monthlyPrices.compositeAlarm + charged * monthlyPrices.dashboard
  );
}
