import {
  EnvelopeError,
  EventValidationError,
  defineEventType,
  readerOf,
  type BusbarEvent,
  type ReceivedEvent,
} from '../../src/event';
import { isMadeEvent } from '../../src/event/busbar-event';
import { ParcelMoved, ParcelMovedV2, parcel, type ParcelData } from '../sample-events';

describe('an event type', () => {
  it('says what it is', () => {
    expect({ ...ParcelMoved }).toMatchObject({
      type: 'parcel.moved@1',
      name: 'parcel.moved',
      major: 1,
      version: '1.2.0',
      source: 'acme.parcel',
      publisher: 'parcel-service',
    });
  });

  it.each(['parcel', 'parcel@', 'parcel@0', 'parcel@1.0', '@1'])('is not made with the type %j', (type) => {
    const definition = { type, version: '1.0.0', source: 's', publisher: 'p', read: readerOf(() => []) };
    expect(() => defineEventType(definition)).toThrow('An event type is "<name>@<major>"');
  });

  it('tells its own events', () => {
    const event: ReceivedEvent = parcel();
    expect(ParcelMoved.is(event)).toBe(true);
    expect(ParcelMovedV2.is(event)).toBe(false);
  });
});

describe('an event', () => {
  it('has the envelope of the architecture', () => {
    const { metadata, data, type, source } = parcel('p-7');
    expect({ type, source, data }).toEqual({
      type: 'parcel.moved@1',
      source: 'acme.parcel',
      data: { parcelId: 'p-7', status: 'SENT' },
    });
    expect(metadata).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/) as string,
      type: 'parcel.moved@1',
      version: '1.2.0',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string,
      publisher: 'parcel-service',
      correlationId: metadata.id,
    });
  });

  it('is a frozen copy: later changes of the input do not reach it, and it cannot be changed', () => {
    const input = { parcelId: 'p', status: 'SENT' as const, weights: [1, 2] };
    const event = ParcelMoved(input);
    input.weights.push(3);
    input.parcelId = 'q';
    expect(event.data).toEqual({ parcelId: 'p', status: 'SENT', weights: [1, 2] });
    for (const part of [event, event.metadata, event.data, event.data.weights]) expect(Object.isFrozen(part)).toBe(true);
  });

  it('follows from another: same correlation and trace, the other as its cause', () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const first = ParcelMoved({ parcelId: 'p', status: 'SENT' }, { correlationId: 'order-9', traceparent });
    const second = ParcelMoved({ parcelId: 'p', status: 'LOST' }, { causedBy: first });
    expect(second.metadata).toMatchObject({ correlationId: 'order-9', causationId: first.metadata.id, traceparent });
    expect(second.metadata.id).not.toBe(first.metadata.id);
  });

  it.each([
    ['a time', { time: '2026-02-04T10:00:00+01:00' }, { time: '2026-02-04T09:00:00.000Z' }],
    ['a Date', { time: new Date(0) }, { time: '1970-01-01T00:00:00.000Z' }],
    ['an id', { id: '0192f0c1-7a5e-7c3d-9b1a-2f4e6d8c0a11' }, { id: '0192f0c1-7a5e-7c3d-9b1a-2f4e6d8c0a11' }],
    ['a cause', { causationId: 'c-1' }, { causationId: 'c-1' }],
  ])('takes %s', (_, options, metadata) => {
    expect(ParcelMoved({ parcelId: 'p', status: 'SENT' }, options).metadata).toMatchObject(metadata);
  });

  it.each([
    ['an id that is no UUID', { id: '7' }, 'metadata.id must be a UUID'],
    ['an empty correlation id', { correlationId: '' }, 'metadata.correlationId must have 1 to 256 characters'],
    ['a long causation id', { causationId: 'x'.repeat(257) }, 'metadata.causationId must have 1 to 256 characters'],
    ['a broken trace', { traceparent: '00-00-00-00' }, 'metadata.traceparent must be a W3C trace context'],
    ['a time without zone', { time: '2026-02-04T10:00:00' }, 'time must be a Date or an RFC 3339 date and time'],
    ['an invalid Date', { time: new Date(Number.NaN) }, 'time must be a Date or an RFC 3339 date and time'],
  ])('refuses %s', (_, options, message) => {
    const make = () => ParcelMoved({ parcelId: 'p', status: 'SENT' }, options);
    expect(make).toThrow(EnvelopeError);
    expect(make).toThrow(message);
  });
});

describe('data that does not meet the contract', () => {
  it('is refused with every issue by path, and without its values', () => {
    const secret = 'hunter2';
    const error = catchError(() => ParcelMoved.from({ parcelId: 5, status: secret, extra: secret }));
    expect(error).toBeInstanceOf(EventValidationError);
    expect(error).toMatchObject({
      code: 'EVENT_INVALID',
      type: 'parcel.moved@1',
      issues: [
        { path: '/extra', keyword: 'additionalProperties' },
        { path: '/parcelId', keyword: 'type' },
        { path: '/status', keyword: 'enum' },
      ],
    });
    expect(error.message).toBe(
      [
        '"parcel.moved@1" has 3 problems:',
        '  /extra is not a field of this event',
        '  /parcelId must be string',
        '  /status must be one of SENT, LOST',
      ].join('\n'),
    );
    expect(JSON.stringify(error) + error.message).not.toContain(secret);
  });

  const cycle: Record<string, unknown> = { parcelId: 'p', status: 'SENT' };
  cycle['self'] = { back: cycle };
  it.each([
    ['a function', { 'a/b': [() => 1] }, '/a~1b/0', 'must be JSON, not function'],
    ['NaN', { weights: [1, Number.NaN] }, '/weights/1', 'must be a finite number'],
    ['undefined in a list', { weights: [undefined] }, '/weights/0', 'must be JSON, not undefined'],
    ['a cycle', cycle, '', 'must not refer to itself or nest deeper than 1000 levels'],
  ])('may not be something that JSON cannot say: %s', (_, data, path, message) => {
    expect(catchError(() => ParcelMoved.from(data))).toMatchObject({ issues: [{ path, message }] });
  });

  it('is checked as it is sent: dates are text, undefined is absent', () => {
    const data = { parcelId: new Date(0), status: 'SENT', note: undefined };
    expect(ParcelMoved.from(data).data).toEqual({ parcelId: '1970-01-01T00:00:00.000Z', status: 'SENT' });
  });

  it('cannot reach a prototype', () => {
    const data: unknown = JSON.parse('{"parcelId":"p","status":"SENT","__proto__":{"polluted":true}}');
    const { data: read } = ParcelMoved.parse({ metadata: parcel().metadata, data });
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
    expect('polluted' in read).toBe(false);
  });
});

describe('parse', () => {
  const { metadata, data } = parcel();

  it('reads what was published', () => {
    expect(ParcelMoved.parse({ metadata, data })).toEqual({ type: 'parcel.moved@1', source: 'acme.parcel', metadata, data });
  });

  it('reads what a newer minor version added, in data and in metadata', () => {
    const newer = { metadata: { ...metadata, version: '1.9.0', added: 1 }, data: { ...data, status: 'TELEPORTED', added: 1 } };
    const event = ParcelMoved.parse(newer);
    expect(event.data).toMatchObject({ status: 'TELEPORTED', added: 1 });
    expect(event.metadata).toEqual({ ...metadata, version: '1.9.0' });
  });

  it('throws on what breaks the contract', () => {
    expect(() => ParcelMoved.parse({ metadata, data: { status: 'SENT' } })).toThrow(EventValidationError);
  });

  it.each([
    ['no object', null, 'detail must be an object'],
    ['no metadata', { data }, 'metadata must be an object'],
    ['no id', { metadata: { ...metadata, id: undefined }, data }, 'metadata.id must be a string'],
    ['another type', { metadata: { ...metadata, type: 'parcel.moved@2' }, data }, 'metadata.type is that of another event type'],
    ['another major', { metadata: { ...metadata, version: '2.0.0' }, data }, 'metadata.version is not of major 1'],
    ['a time that is none', { metadata: { ...metadata, time: 'now' }, data }, 'metadata.time must be an RFC 3339'],
    ['a broken id', { metadata: { ...metadata, id: 'x' }, data }, 'metadata.id must be a UUID'],
  ])('throws on an envelope with %s', (_, detail, message) => {
    expect(() => ParcelMoved.parse(detail)).toThrow(EnvelopeError);
    expect(() => ParcelMoved.parse(detail)).toThrow(message);
  });
});

it('only an event type makes publishable events', () => {
  const event = parcel();
  expect(isMadeEvent(event)).toBe(true);
  const copies = [{ ...event }, structuredClone({ ...event }), Object.create(event), ParcelMoved.parse(event)] as unknown[];
  for (const other of [...copies, null, 'text']) {
    expect(isMadeEvent(other)).toBe(false);
  }
});

/** Type tests: what must not compile. Never called. */
export function typesOnly(received: ReceivedEvent<'parcel.moved@1', ParcelData>): void {
  // @ts-expect-error - a required field is missing
  ParcelMoved({ parcelId: 'p' });
  // @ts-expect-error - not a value of the enum
  ParcelMoved({ parcelId: 'p', status: 'GONE' });
  // @ts-expect-error - not a field of the contract
  ParcelMoved({ parcelId: 'p', status: 'SENT', weight: 3 });
  const event: BusbarEvent<'parcel.moved@1', ParcelData> = parcel();
  // @ts-expect-error - events are read-only
  event.data.parcelId = 'q';
  // @ts-expect-error - lists in events are read-only
  event.data.weights?.push(1);
  // @ts-expect-error - a received event was not made here, so it is not publishable
  const forged: BusbarEvent = received;
  // @ts-expect-error - nor is a look-alike
  const alike: BusbarEvent = { type: 'a@1', source: 's', metadata: event.metadata, data: {} };
  // @ts-expect-error - the options are known
  ParcelMoved({ parcelId: 'p', status: 'SENT' }, { correlation: 'x' });
  const { status } = ParcelMoved.parse({}).data;
  switch (status) {
    case 'SENT':
    case 'LOST':
      break;
    default: {
      // @ts-expect-error - an extensible enum may have other values: a default is needed
      const nothing: never = status;
      void nothing;
      const other: string = status;
      void other;
    }
  }
  const unknown: ReceivedEvent = received;
  // @ts-expect-error - data is unknown until the type is
  void unknown.data.parcelId;
  if (ParcelMoved.is(unknown)) void unknown.data.parcelId;
  void forged;
  void alike;
}

function catchError(run: () => unknown): Error {
  try {
    run();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('Nothing was thrown.');
}
