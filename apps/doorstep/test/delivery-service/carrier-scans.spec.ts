import { EventPublisher, EventValidationError, memoryBus, type BusbarEvent } from '@busbar/client';
import { CarrierScans, type CarrierScan } from '../../src/delivery-service/carrier-scans';

const scan = (more: Partial<CarrierScan> = {}): CarrierScan => ({
  deliveryId: '0192f0c1-7a5e-7c3d-9b1a-2f4e6d8c0a11',
  propertyId: 'prop-4k7m2x9q',
  carrier: 'ups-us',
  code: 'PU',
  scannedAt: '2026-11-24T09:00:00Z',
  ...more,
});

describe('CarrierScans', () => {
  const published: BusbarEvent[] = [];
  const scans = () =>
    new CarrierScans({ publish: async (event) => (published.push(event), { id: '', eventId: '', attempts: 1 }) });
  beforeEach(() => published.splice(0));

  it('publishes the way of a delivery from status to status', async () => {
    const service = scans();
    for (const code of ['LABEL', 'PU', 'HUB', 'OFD', 'DLV']) await service.take(scan({ code }));
    expect(published.map(({ data }) => data)).toMatchObject([
      { previousStatus: null, status: 'CREATED' },
      { previousStatus: 'CREATED', status: 'PICKED_UP' },
      { previousStatus: 'PICKED_UP', status: 'IN_TRANSIT' },
      { previousStatus: 'IN_TRANSIT', status: 'OUT_FOR_DELIVERY' },
      { previousStatus: 'OUT_FOR_DELIVERY', status: 'DELIVERED' },
    ]);
  });

  it('says nothing when a scan is repeated', async () => {
    const service = scans();
    expect(await service.take(scan())).toBe(true);
    expect(await service.take(scan())).toBe(false);
    expect(published).toHaveLength(1);
  });

  it('takes a scan again when publishing failed', async () => {
    let fail = true;
    const service = new CarrierScans({
      publish: async (event) => {
        if (fail) throw new Error('no bus');
        published.push(event);
        return { id: '', eventId: '', attempts: 1 };
      },
    });
    await expect(service.take(scan())).rejects.toThrow('no bus');
    fail = false;
    expect(await service.take(scan())).toBe(true);
  });

  it.each([
    ['an unknown code', { code: 'XX' }, RangeError],
    ['a time without zone', { scannedAt: '2026-11-24T09:00:00' }, EventValidationError],
    ['a delivery that is no UUID', { deliveryId: '17' }, EventValidationError],
  ])('refuses %s before anything is sent', async (_, wrong, error) => {
    await expect(scans().take(scan(wrong))).rejects.toThrow(error);
    expect(published).toEqual([]);
  });

  it('publishes through the client', async () => {
    const bus = memoryBus();
    const publisher = new EventPublisher({ transport: bus });
    await new CarrierScans(publisher).take(scan({ minutesLate: 20 }));
    await publisher.close();
    expect(bus.events).toMatchObject([{ 'detail-type': 'delivery.status.updated@1', source: 'doorstep.delivery' }]);
  });
});
