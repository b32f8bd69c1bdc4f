import { setTimeout as sleep } from 'node:timers/promises';
import {
  EventConsumer,
  EventPublisher,
  signedTransport,
  type BusbarEvent,
  type EventConsumerOptions,
  type HandledEvent,
} from '@busbar/client';
import { QueuePoller } from '@busbar/client/queue';
import * as events from '@doorstep/events';
import { neighbourhood } from './demo/neighbourhood';
import { notificationConsumer } from './notification-service/notifications';

/** Environment variables by service. */
type Environments = Readonly<Record<string, Readonly<Record<string, string>>>>;

interface QueueSubscription {
  readonly service: string;
  readonly name: string;
  readonly eventType: string;
  readonly queueUrl: string;
}

/** Pause between two batches of events: short compared with the measured latency, long compared with the cost of a timer. */
const tickMs = 20;

/**
 * What `busbar up --demo` and `busbar demo` run (`workspace.demo` in config/platform.yaml): the neighbourhood's events, each
 * published by the service that owns it, at an even rate.
 */
export async function publish(options: {
  readonly environments: Environments;
  readonly events?: number;
  readonly rate: number;
  readonly signal: AbortSignal;
  readonly onPublished: (event: BusbarEvent) => void;
  readonly onFailed: (error: Error) => void;
}): Promise<void> {
  const publishers = new Map(
    Object.entries(options.environments).map(([service, environment]) => [service, publisherOf(environment)]),
  );
  const story = neighbourhood();
  const underWay = new Set<Promise<void>>();
  const total = options.events ?? Infinity;
  const startedAt = performance.now();
  for (let offered = 0; offered < total && !options.signal.aborted;) {
    const due = Math.min(total, Math.ceil(((performance.now() - startedAt) * options.rate) / 1_000) + 1);
    for (; offered < due; offered++) {
      const event = story.next().value;
      const settled = publishOne(publishers, event)
        .then(() => options.onPublished(event), options.onFailed)
        .finally(() => underWay.delete(settled));
      underWay.add(settled);
    }
    await sleep(tickMs);
  }
  await Promise.all(underWay);
  await Promise.all(Array.from(publishers.values(), (publisher) => publisher.close()));
}

async function publishOne(publishers: ReadonlyMap<string, EventPublisher>, event: BusbarEvent): Promise<void> {
  const publisher = publishers.get(event.metadata.publisher);
  if (!publisher) throw new Error(`${event.metadata.publisher} has no account in this stage.`);
  await publisher.publish(event);
}

function publisherOf(environment: Readonly<Record<string, string>>): EventPublisher {
  // A transport of its own for each service: one process acts as all of them here.
  const credentials = credentialsOf(environment);
  const transport = signedTransport({
    endpoint: environment['AWS_ENDPOINT_URL'] ?? '',
    region: environment['AWS_REGION'] ?? '',
    credentials: () => Promise.resolve(credentials),
  });
  return new EventPublisher({ eventBusArn: environment['EVENT_BUS_ARN'] ?? '', transport });
}

/**
 * Doorstep's consumers on all its queues: the notification service's own, and for the services whose code is elsewhere one that
 * reads every event in full and keeps nothing.
 */
export async function consume(request: {
  readonly environments: Environments;
  readonly subscriptions: readonly QueueSubscription[];
  readonly signal: AbortSignal;
  readonly onReady: () => void;
  readonly onError: (error: Error) => void;
  readonly onHandled: (subscription: QueueSubscription, handled: HandledEvent) => void;
}): Promise<void> {
  const pollers = request.subscriptions.map((subscription) => {
    const options = { name: subscription.name, onHandled: (handled: HandledEvent) => request.onHandled(subscription, handled) };
    const consumer =
      subscription.service === 'notification-service' ? notificationConsumer(() => undefined, options) : readingConsumer(options);
    const credentials = credentialsOf(request.environments[subscription.service] ?? {});
    const onError = (error: unknown) => request.onError(error instanceof Error ? error : new Error(String(error)));
    return new QueuePoller({
      queueUrl: subscription.queueUrl,
      consumer,
      onError,
      credentials: () => Promise.resolve(credentials),
    });
  });
  for (const poller of pollers) poller.start();
  request.onReady();
  await new Promise<void>((resolve) => {
    if (request.signal.aborted) resolve();
    request.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  // The queues end with this program: nothing is left for messages to be hidden from.
  await Promise.all(pollers.map((poller) => poller.stop({ graceSeconds: 0 })));
}

function readingConsumer(options: EventConsumerOptions): EventConsumer {
  const consumer = new EventConsumer(options);
  for (const eventType of events.eventTypes.values()) consumer.on(eventType, () => undefined);
  return consumer;
}

function credentialsOf(environment: Readonly<Record<string, string>>) {
  return { accessKeyId: environment['AWS_ACCESS_KEY_ID'] ?? '', secretAccessKey: environment['AWS_SECRET_ACCESS_KEY'] ?? '' };
}
