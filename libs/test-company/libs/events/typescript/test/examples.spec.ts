import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { EventConsumer, EventPublisher, EventValidationError, memoryBus, type AnyEventType } from '@busbar/client';
import { eventTypes } from '../src';

interface Example {
  readonly name: string;
  readonly eventType: AnyEventType;
  readonly data: unknown;
  readonly violates?: { readonly path: string; readonly keyword: string };
}

/** Every example of every contract: the corpus that all languages' bindings and the contracts themselves are held to. */
const CONFIG = join(__dirname, '../../../../config/events');
const examples = [...eventTypes.values()].flatMap((eventType): Example[] => {
  const [domain = '', ...event] = eventType.name.split('.');
  const folder = join(CONFIG, domain, event.join('.'), `v${eventType.major}`, 'examples');
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => {
      const example = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Omit<Example, 'name' | 'eventType'>;
      return { ...example, name: `${eventType.type} ${file}`, eventType };
    });
});
const valid = examples.filter(({ violates }) => violates === undefined);
const invalid = examples.filter(({ violates }) => violates !== undefined);

describe('the examples of config/events', () => {
  it('are there for every event type, valid and invalid', () => {
    for (const eventType of eventTypes.values()) {
      expect(valid.filter((example) => example.eventType === eventType)).not.toHaveLength(0);
      expect(invalid.filter((example) => example.eventType === eventType)).not.toHaveLength(0);
    }
  });

  it.each(valid)('$name makes an event', ({ eventType, data }) => {
    const event = eventType.from(data);
    expect(event.data).toEqual(data);
    expect(Object.isFrozen(event.data)).toBe(true);
  });

  it.each(valid)('$name survives the wire', ({ eventType, data }) => {
    const { metadata, data: sent } = eventType.from(data);
    const detail: unknown = JSON.parse(JSON.stringify({ metadata, data: sent }));
    expect(eventType.parse(detail)).toMatchObject({ type: eventType.type, metadata, data });
  });

  it.each(invalid)('$name is refused for the reason that it claims', ({ eventType, data, violates }) => {
    expect(issuesOf(() => eventType.from(data))).toContainEqual(expect.objectContaining(violates));
  });

  it.each(valid)('$name with a field that was added later is refused to publishers, read by consumers', (example) => {
    const { eventType } = example;
    const data = { ...(example.data as object), addedLater: { by: 'a newer minor version' } };
    expect(issuesOf(() => eventType.from(data))).toEqual([
      { path: '/addedLater', keyword: 'additionalProperties', message: 'is not a field of this event' },
    ]);
    const { metadata } = eventType.from(example.data);
    expect(eventType.parse({ metadata, data }).data).toEqual(data);
  });
});

it('all event types go through the bus to a consumer of all of them', async () => {
  const bus = memoryBus();
  const publisher = new EventPublisher({ transport: bus });
  const consumer = new EventConsumer({ name: 'everything' });
  const received: string[] = [];
  for (const eventType of eventTypes.values()) {
    consumer.on(eventType, ({ type }) => void received.push(type));
  }
  const events = valid.map(({ eventType, data }) => eventType.from(data));
  await publisher.publishAll(events);
  for (const event of bus.events) await consumer.handle(event);
  expect(received).toEqual(events.map(({ type }) => type));
});

function issuesOf(make: () => unknown) {
  try {
    make();
  } catch (error) {
    if (error instanceof EventValidationError) return error.issues;
    throw error;
  }
  throw new Error('It was accepted.');
}
