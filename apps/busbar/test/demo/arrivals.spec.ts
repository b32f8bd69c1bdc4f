import { Arrivals, type Arrival } from '../../src/demo/arrivals';

const arrival = (more: Partial<Arrival> = {}): Arrival => ({
  target: 'queue',
  eventType: 'a.b@1',
  id: '1',
  latencyMs: 4,
  outcome: 'handled',
  ...more,
});

describe('Arrivals', () => {
  it('counts an event that reaches one target twice as one delivery and one duplicate', () => {
    const arrivals = new Arrivals();
    arrivals.record(arrival());
    arrivals.record(arrival());
    arrivals.record(arrival({ target: 'other' }));
    expect(arrivals).toMatchObject({ delivered: 2, duplicates: 1, failures: 0 });
  });

  it('counts a failure apart, so that its retry is still the delivery', () => {
    const arrivals = new Arrivals();
    arrivals.record(arrival({ outcome: 'failed' }));
    arrivals.record(arrival());
    expect(arrivals).toMatchObject({ delivered: 1, duplicates: 0, failures: 1 });
  });

  it('gives percentiles for all and for each row', () => {
    const arrivals = new Arrivals();
    arrivals.expect('queue', 'a.b@1', 100);
    for (let i = 1; i <= 100; i++) arrivals.record(arrival({ id: String(i), latencyMs: i }));
    expect(arrivals.latency()).toEqual({ p50: 50, p90: 90, p99: 99, max: 100 });
    expect(arrivals.rows()).toEqual([
      {
        target: 'queue',
        eventType: 'a.b@1',
        expected: 100,
        delivered: 100,
        failures: 0,
        latencyMs: { p50: 50, p90: 90, p99: 99, max: 100 },
      },
    ]);
  });
});
