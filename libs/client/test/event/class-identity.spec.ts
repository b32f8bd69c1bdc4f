import type * as Client from '../../src/index';
import type * as Event from '../../src/event/busbar-event';
import { PublishError } from '../../src/index';
import { ParcelMoved } from '../sample-events';

/** A second copy of the package in this process, as CommonJS beside ES modules, or a bundle beside `node_modules`. */
function secondCopy<Module extends object>(path: string): Module {
  let copy: Module | undefined;
  jest.isolateModules(() => {
    copy = jest.requireActual<Module>(path);
  });
  if (copy === undefined) throw new Error(`${path} was not loaded.`);
  return copy;
}

const other = secondCopy<typeof Client>('../../src/index');
const event = () => ParcelMoved({ parcelId: 'p1', status: 'SENT' });

it('an event made by one copy is publishable by another', async () => {
  const bus = other.memoryBus();
  await new other.EventPublisher({ transport: bus }).publish(event());
  expect(bus.events).toHaveLength(1);
});

it('another copy refuses look-alikes of events too', () => {
  const { isMadeEvent } = secondCopy<typeof Event>('../../src/event/busbar-event');
  expect(isMadeEvent(event())).toBe(true);
  for (const alike of [{ ...event() }, Object.create(event())]) expect(isMadeEvent(alike)).toBe(false);
});

it('an error of one copy is an instance of the class of another, and of no sibling', () => {
  expect(other.PublishError).not.toBe(PublishError);
  const error: unknown = new other.PublishError([]);
  expect(error).toBeInstanceOf(PublishError);
  expect(error).not.toBeInstanceOf(other.SunsetError);
});

it('a subclass made elsewhere has its own instances only', () => {
  class RetriedPublishError extends PublishError {}
  expect(new PublishError([])).not.toBeInstanceOf(RetriedPublishError);
  expect(new other.PublishError([])).not.toBeInstanceOf(RetriedPublishError);
  expect(new RetriedPublishError([])).toBeInstanceOf(other.PublishError);
  expect(new RetriedPublishError([])).toBeInstanceOf(RetriedPublishError);
});

it.each([null, undefined, 'PublishError', {}, new Error('x'), Object.create(null) as unknown])(
  '%p is no PublishError',
  (value) => {
    expect(value instanceof PublishError).toBe(false);
  },
);
