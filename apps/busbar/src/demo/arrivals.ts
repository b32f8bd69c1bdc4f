import { build, type Histogram } from 'hdr-histogram-js';

/** One handled event, as a consumer reported it. */
export interface Arrival {
  /** Queue or function that took it: its name, or what it is called for people. */
  readonly target: string;
  readonly eventType: string;
  /** `metadata.id`. */
  readonly id: string;
  /** Milliseconds from the creation of the event to the consumer's hands. */
  readonly latencyMs: number;
  readonly outcome: 'handled' | 'failed';
}

export interface Latency {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

export interface ArrivalRow {
  readonly target: string;
  readonly eventType: string;
  readonly expected: number;
  readonly delivered: number;
  readonly failures: number;
  readonly latencyMs: Latency;
}

/**
 * Counts what consumers report against what was expected. An event that reaches the same target twice is one delivery and one
 * duplicate.
 */
export class Arrivals {
  /** Deliveries remembered to recognise duplicates; older ones are forgotten, so that an endless demo does not grow. */
  static readonly remembered = 2_000_000;

  delivered = 0;
  duplicates = 0;
  failures = 0;
  expected = 0;
  /** Time of the newest arrival, milliseconds since the epoch; 0 before the first. */
  lastAt = 0;

  readonly #rows = new Map<string, Row>();
  readonly #latency = newHistogram();
  #seen = new Set<string>();
  #seenBefore = new Set<string>();

  expect(target: string, eventType: string, count: number): void {
    this.#row(target, eventType).expected += count;
    this.expected += count;
  }

  record(arrival: Arrival, now = Date.now()): void {
    const row = this.#row(arrival.target, arrival.eventType);
    this.lastAt = now;
    if (arrival.outcome === 'failed') {
      row.failures++;
      this.failures++;
      return;
    }
    if (this.#isDuplicate(`${arrival.id} ${arrival.target}`)) {
      this.duplicates++;
      return;
    }
    row.delivered++;
    this.delivered++;
    const latency = Math.max(0, Math.round(arrival.latencyMs));
    row.latency.recordValue(latency);
    this.#latency.recordValue(latency);
  }

  latency(): Latency {
    return percentiles(this.#latency);
  }

  /** A row for each target and event type, busiest first. */
  rows(): ArrivalRow[] {
    return [...this.#rows.values()]
      .map(({ latency, ...row }) => ({ ...row, latencyMs: percentiles(latency) }))
      .sort((a, b) => b.delivered - a.delivered || (a.target < b.target ? -1 : 1));
  }

  #row(target: string, eventType: string): Row {
    const key = `${target} ${eventType}`;
    let row = this.#rows.get(key);
    if (!row) {
      row = { target, eventType, expected: 0, delivered: 0, failures: 0, latency: newHistogram() };
      this.#rows.set(key, row);
    }
    return row;
  }

  /** Two generations of a set: when the young one is full it becomes the old one, and the old one is forgotten. */
  #isDuplicate(key: string): boolean {
    if (this.#seen.has(key) || this.#seenBefore.has(key)) return true;
    this.#seen.add(key);
    if (this.#seen.size >= Arrivals.remembered / 2) {
      this.#seenBefore = this.#seen;
      this.#seen = new Set();
    }
    return false;
  }
}

interface Row {
  readonly target: string;
  readonly eventType: string;
  expected: number;
  delivered: number;
  failures: number;
  readonly latency: Histogram;
}

function newHistogram(): Histogram {
  return build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: 3_600_000,
    numberOfSignificantValueDigits: 3,
    useWebAssembly: false,
  });
}

function percentiles(histogram: Histogram): Latency {
  const at = (percentile: number) => (histogram.totalCount === 0 ? 0 : histogram.getValueAtPercentile(percentile));
  return { p50: at(50), p90: at(90), p99: at(99), max: histogram.totalCount === 0 ? 0 : histogram.maxValue };
}
