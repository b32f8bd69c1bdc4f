import type { AlarmMetric, PlannedAlarm as Planned } from '@busbar/topology';
import { CfnAlarm, type CfnAlarmProps } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';

/** Draws an alarm as it is planned. @returns the resource */
export function drawAlarm(scope: Construct, id: string, planned: Planned): CfnAlarm {
  const topics = [...planned.topics];
  return new CfnAlarm(scope, id, {
    alarmName: planned.name,
    alarmDescription: planned.description,
    ...watched(planned.metrics),
    comparisonOperator: planned.comparison,
    threshold: planned.threshold,
    evaluationPeriods: planned.evaluationPeriods,
    datapointsToAlarm: planned.datapointsToAlarm,
    treatMissingData: planned.treatMissingData,
    ...(topics.length > 0 && { alarmActions: topics, okActions: topics }),
  });
}

type Watched = Pick<
  CfnAlarmProps,
  'metrics' | 'namespace' | 'metricName' | 'dimensions' | 'statistic' | 'extendedStatistic' | 'period'
>;

/** One metric in the properties for one, everything else as a list of which the last one is compared. */
function watched(metrics: readonly AlarmMetric[]): Watched {
  const [only, ...others] = metrics;
  if (only && 'name' in only && others.length === 0) {
    const { namespace, name, dimensions, statistic, periodSeconds } = only;
    return {
      namespace,
      metricName: name,
      dimensions: dimensionList(dimensions),
      ...(SIMPLE_STATISTICS.has(statistic) ? { statistic } : { extendedStatistic: statistic }),
      period: periodSeconds,
    };
  }
  return { metrics: metrics.map((metric, index) => dataQuery(metric, index === metrics.length - 1)) };
}

/** Percentiles and ranks are "extended". */
const SIMPLE_STATISTICS: ReadonlySet<string> = new Set(['Average', 'Maximum', 'Minimum', 'SampleCount', 'Sum']);

function dataQuery(metric: AlarmMetric, returnData: boolean): CfnAlarm.MetricDataQueryProperty {
  if ('expression' in metric) {
    const { id, expression, periodSeconds } = metric;
    return { id, expression, ...(periodSeconds !== undefined && { period: periodSeconds }), returnData };
  }
  const { id, namespace, name, dimensions, statistic, periodSeconds } = metric;
  return {
    id,
    metricStat: {
      metric: { namespace, metricName: name, dimensions: dimensionList(dimensions) },
      stat: statistic,
      period: periodSeconds,
    },
    returnData,
  };
}

function dimensionList(dimensions: Readonly<Record<string, string>>): CfnAlarm.DimensionProperty[] {
  return Object.entries(dimensions).map(([name, value]) => ({ name, value }));
}
