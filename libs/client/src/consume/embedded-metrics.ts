import type { HandledEvent } from './event-consumer';

/**
 * A sink for `EventConsumer`'s `onHandled` that writes one line of CloudWatch Embedded Metric Format for each event, so that
 * CloudWatch makes metrics of a function's log: namespace `Busbar`, dimensions `consumer` and `eventType`, metrics
 * `LatencyMilliseconds` (handled events: from publish to the end of the handling), `Handled`, `Failed`, `Rejected`. `eventId`
 * and `outcome` are properties, to search by. Ignored events are not reported.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 *
 * @param write receives a line without its line break @default - writes to standard output
 */
export function embeddedMetrics(
  write: (line: string) => void = (line) => process.stdout.write(`${line}\n`),
): (record: HandledEvent) => void {
  return ({ consumer, eventType, id, outcome, latencyMs }) => {
    if (outcome === 'ignored') return;
    const latency = outcome === 'handled' ? latencyMs : undefined;
    write(
      JSON.stringify({
        _aws: { Timestamp: Date.now(), CloudWatchMetrics: [latency === undefined ? COUNTS : COUNTS_AND_LATENCY] },
        consumer,
        eventType,
        eventId: id,
        outcome,
        LatencyMilliseconds: latency,
        Handled: outcome === 'handled' ? 1 : 0,
        Failed: outcome === 'failed' ? 1 : 0,
        Rejected: outcome === 'rejected' ? 1 : 0,
      }),
    );
  };
}

const counts = ['Handled', 'Failed', 'Rejected'].map((Name) => ({ Name, Unit: 'Count' }));
const COUNTS = { Namespace: 'Busbar', Dimensions: [['consumer', 'eventType']], Metrics: counts };
const COUNTS_AND_LATENCY = { ...COUNTS, Metrics: [...counts, { Name: 'LatencyMilliseconds', Unit: 'Milliseconds' }] };
