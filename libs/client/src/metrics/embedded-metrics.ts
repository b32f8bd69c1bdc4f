import type { HandledEvent } from '../consume/event-consumer';
import type { PublishedEvent } from '../publish/event-publisher';
import { CLIENT_VERSION } from './client-version';

/*
 * Sinks that write one line of CloudWatch Embedded Metric Format for each event, so that CloudWatch makes metrics of a log. Their
 * namespace is `Busbar`. Versions are properties, not dimensions: a query of the log says which services are behind, and no new
 * version costs new metrics.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */

type Write = (line: string) => void;

const writeLine: Write = (line) => process.stdout.write(`${line}\n`);

/**
 * For `EventConsumer`'s `onHandled`: dimensions `consumer` and `eventType`; metrics `LatencyMilliseconds` (handled events: from
 * publish to the end of the handling), `Handled`, `Failed`, `Rejected`; properties `eventId`, `outcome`, `eventVersion` (with which
 * the event was published), `contractVersion` (that the consumer knows), `clientVersion`. Ignored events are not reported.
 *
 * @param write receives a line without its line break @default - writes to standard output
 */
export function embeddedMetrics(write: Write = writeLine): (record: HandledEvent) => void {
  return ({ consumer, eventType, id, outcome, latencyMs, eventVersion, contractVersion }) => {
    if (outcome === 'ignored') return;
    const latency = outcome === 'handled' ? latencyMs : undefined;
    write(
      JSON.stringify({
        _aws: metricsNow(handledMetrics, latency !== undefined),
        consumer,
        eventType,
        eventId: id,
        outcome,
        eventVersion,
        contractVersion,
        clientVersion: CLIENT_VERSION,
        LatencyMilliseconds: latency,
        Handled: outcome === 'handled' ? 1 : 0,
        Failed: outcome === 'failed' ? 1 : 0,
        Rejected: outcome === 'rejected' ? 1 : 0,
      }),
    );
  };
}

/**
 * For `EventPublisher`'s `onPublished`: dimensions `publisher` and `eventType`; metrics `LatencyMilliseconds` (published events: from
 * `publish` to the answer of the bus), `Published`, `NotPublished`, `Attempts`; properties `eventId`, `contractVersion`, `clientVersion`.
 *
 * @param write receives a line without its line break @default - writes to standard output
 */
export function embeddedPublishMetrics(write: Write = writeLine): (record: PublishedEvent) => void {
  return ({ publisher, eventType, id, outcome, durationMs, attempts, contractVersion }) => {
    const latency = outcome === 'published' ? durationMs : undefined;
    write(
      JSON.stringify({
        _aws: metricsNow(publishedMetrics, latency !== undefined),
        publisher,
        eventType,
        eventId: id,
        contractVersion,
        clientVersion: CLIENT_VERSION,
        LatencyMilliseconds: latency,
        Published: outcome === 'published' ? 1 : 0,
        NotPublished: outcome === 'failed' ? 1 : 0,
        Attempts: attempts,
      }),
    );
  };
}

interface MetricDirective {
  readonly Namespace: string;
  readonly Dimensions: readonly (readonly string[])[];
  readonly Metrics: readonly { readonly Name: string; readonly Unit: string }[];
}

interface Directives {
  readonly withLatency: MetricDirective;
  readonly counts: MetricDirective;
}

const handledMetrics = directives('consumer', ['Handled', 'Failed', 'Rejected']);
const publishedMetrics = directives('publisher', ['Published', 'NotPublished', 'Attempts']);

/** A metric that is named and not in the line makes CloudWatch refuse the line. */
function directives(who: string, counted: readonly string[]): Directives {
  const counts = {
    Namespace: 'Busbar',
    Dimensions: [[who, 'eventType']],
    Metrics: counted.map((Name) => ({ Name, Unit: 'Count' })),
  };
  return {
    counts,
    withLatency: { ...counts, Metrics: [...counts.Metrics, { Name: 'LatencyMilliseconds', Unit: 'Milliseconds' }] },
  };
}

function metricsNow({ counts, withLatency }: Directives, hasLatency: boolean): object {
  return { Timestamp: Date.now(), CloudWatchMetrics: [hasLatency ? withLatency : counts] };
}
