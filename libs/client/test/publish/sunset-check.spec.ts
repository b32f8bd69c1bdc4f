import { defineEventType, EventPublisher, memoryBus, readerOf, SunsetError } from '../../src';

const Old = defineEventType<'parcel.sent@1', { readonly id: string }>({
  type: 'parcel.sent@1',
  version: '1.0.0',
  source: 'acme.parcel',
  publisher: 'parcel-service',
  deprecation: { sunset: '2027-03-31', replacement: 'parcel.sent@2' },
  read: readerOf(() => []),
});
const before = { time: new Date('2027-03-31T23:59:59Z') };
const after = { time: new Date('2027-04-01T00:00:00Z') };

let warnings: jest.SpyInstance;
beforeEach(() => void (warnings = jest.spyOn(process, 'emitWarning').mockImplementation()));
afterEach(() => warnings.mockRestore());

describe('an event of a deprecated type', () => {
  it('is published with one warning for each type, which says until when and what instead', async () => {
    const bus = memoryBus();
    const publisher = new EventPublisher({ transport: bus });
    await publisher.publishAll([Old({ id: 'a' }, before), Old({ id: 'b' }, before)]);
    expect(bus.events).toHaveLength(2);
    expect(warnings.mock.calls).toEqual([
      [
        'parcel.sent@1 is deprecated; it may be published until 2027-03-31. Publish parcel.sent@2 instead.',
        { type: 'DeprecationWarning', code: 'BUSBAR_DEPRECATED_EVENT_TYPE' },
      ],
    ]);
  });

  it('is refused when it was made after the sunset, and so is everything beside it, before anything is sent', async () => {
    const bus = memoryBus();
    const publisher = new EventPublisher({ transport: bus });
    await expect(publisher.publishAll([Old({ id: 'a' }, before), Old({ id: 'b' }, after)])).rejects.toThrow(SunsetError);
    expect(bus.events).toHaveLength(0);
  });

  it('goes through with a warning where the publisher wants it so', async () => {
    const bus = memoryBus();
    await new EventPublisher({ transport: bus, pastSunset: 'warn' }).publish(Old({ id: 'a' }, after));
    expect(bus.events).toHaveLength(1);
    expect(warnings).toHaveBeenCalledTimes(1);
  });

  it('tells about it, and its events look like any others', () => {
    expect(Old.deprecation).toEqual({ sunset: '2027-03-31', replacement: 'parcel.sent@2' });
    expect(Object.keys(Old({ id: 'a' }))).toEqual(['type', 'source', 'metadata', 'data']);
  });
});
