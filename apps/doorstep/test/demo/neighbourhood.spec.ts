import { neighbourhood } from '../../src/demo/neighbourhood';

const first = (count: number, seed: number) => {
  const story = neighbourhood(seed, () => Date.UTC(2026, 10, 23));
  return Array.from({ length: count }, () => story.next().value);
};

describe('the neighbourhood', () => {
  // Every event goes through its constructor, so that there is none that does not meet its contract.
  const events = first(4_000, 1);

  it('tells the same story for the same seed, and another for another', () => {
    const data = (seed: number) => JSON.stringify(first(50, seed).map((event) => event.data));
    expect(data(7)).toBe(data(7));
    expect(data(7)).not.toBe(data(8));
  });

  it('has events of every publishing service and domain', () => {
    expect(new Set(events.map(({ metadata }) => metadata.publisher))).toEqual(
      new Set(['access-service', 'billing-service', 'courier-gateway', 'delivery-service', 'device-service', 'property-service']),
    );
    expect(new Set(events.map(({ source }) => source)).size).toBe(5);
  });

  it('links the events of a delivery: each is caused by the one before and correlated with the booking', () => {
    const byId = new Map(events.map((event) => [event.metadata.id, event]));
    const caused = events.filter(({ metadata }) => metadata.causationId !== undefined);
    expect(caused.length).toBeGreaterThan(1_000);
    for (const { metadata } of caused) {
      expect(byId.get(metadata.causationId ?? '')?.metadata.correlationId).toBe(metadata.correlationId);
    }
  });

  it('books every delivery before anything else happens to it', () => {
    const booked = new Set<string>();
    for (const event of events) {
      const { deliveryId } = event.data as { deliveryId?: string };
      if (deliveryId === undefined) continue;
      if (event.type === 'delivery.order.scheduled@1') booked.add(deliveryId);
      else expect(booked).toContain(deliveryId);
    }
  });
});
