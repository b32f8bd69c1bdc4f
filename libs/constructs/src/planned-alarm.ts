import type { AlarmMetric, PlannedAlarm as Planned } from '@busbar/topology';
import { CfnResource } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/**
 * Draws an alarm as it is planned: with the names of CloudFormation, since there are several for each queue, and `CfnAlarm` checks and
 * renames each property of each of them twice in a synthesis.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-alarm.html
 *
 * @returns the resource
 */
export function drawAlarm(scope: Construct, id: string, planned: Planned): CfnResource {
  const { topics } = planned;
  return new CfnResource(scope, id, {
    type: 'AWS::CloudWatch::Alarm',
    properties: {
      AlarmName: planned.name,
      AlarmDescription: planned.description,
      ...watched(planned.metrics),
      ComparisonOperator: planned.comparison,
      Threshold: planned.threshold,
      EvaluationPeriods: planned.evaluationPeriods,
      DatapointsToAlarm: planned.datapointsToAlarm,
      TreatMissingData: planned.treatMissingData,
      ...(topics.length > 0 && { AlarmActions: topics, OKActions: topics }),
    },
  });
}

/** One metric in the properties for one, everything else as a list of which the last one is compared. */
function watched(metrics: readonly AlarmMetric[]): object {
  const [only, ...others] = metrics;
  if (only && 'name' in only && others.length === 0 && only.accountId === undefined) {
    const { namespace, name, dimensions, statistic, periodSeconds } = only;
    return {
      Namespace: namespace,
      MetricName: name,
      Dimensions: dimensionList(dimensions),
      [SIMPLE_STATISTICS.has(statistic) ? 'Statistic' : 'ExtendedStatistic']: statistic,
      Period: periodSeconds,
    };
  }
  return { Metrics: metrics.map((metric, index) => dataQuery(metric, index === metrics.length - 1)) };
}

/** Percentiles and ranks are "extended". */
const SIMPLE_STATISTICS: ReadonlySet<string> = new Set(['Average', 'Maximum', 'Minimum', 'SampleCount', 'Sum']);

function dataQuery(metric: AlarmMetric, returnData: boolean): object {
  if ('expression' in metric) {
    const { id, expression, periodSeconds } = metric;
    return {
      Id: id,
      Expression: expression,
      ...(periodSeconds !== undefined && { Period: periodSeconds }),
      ReturnData: returnData,
    };
  }
  const { id, namespace, name, dimensions, statistic, periodSeconds, accountId } = metric;
  return {
    Id: id,
    ...(accountId !== undefined && { AccountId: accountId }),
    MetricStat: {
      Metric: { Namespace: namespace, MetricName: name, Dimensions: dimensionList(dimensions) },
      Stat: statistic,
      Period: periodSeconds,
    },
    ReturnData: returnData,
  };
}

function dimensionList(dimensions: Readonly<Record<string, string>>): readonly object[] {
  return Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
}
