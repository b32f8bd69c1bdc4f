import { setTimeout as sleep } from 'node:timers/promises';
import { EventConsumer, EventPublisher, signedTransport, type BusbarEvent, type HandledEvent } from '@busbar/client';
import { QueuePoller } from '@busbar/client/queue';
import { eventTypes } from '@larkhill/events';
import { exampleEvents } from './example-events';

type Environment = Readonly<Record<string, string>>;
type Environments = Readonly<Record<string, Environment>>;

interface QueueSubscription {
  readonly queueUrl: string;
  readonly service: string;
  readonly name: string;
  readonly eventType: string;
}

/** Pause between two batches of events. */
const tickMs = 20;

/** Publishes the examples of all contracts in turn, at an even rate, each as the service that owns it. */
export async function publish(request: {
  readonly environments: Environments;
  readonly events?: number;
  readonly rate: number;
  readonly signal: AbortSignal;
  readonly onPublished: (event: BusbarEvent) => void;
  readonly onFailed: (error: Error) => void;
}): Promise<void> {
  const publishers = new Map(Object.entries(request.environments).map(([service, own]) => [service, publisherOf(own)]));
  const events = exampleEvents();
  const pending: Promise<void>[] = [];
  const total = request.events ?? Infinity;
  const startedAt = performance.now();
  for (let offered = 0; offered < total && !request.signal.aborted;) {
    const due = Math.min(total, Math.ceil(((performance.now() - startedAt) * request.rate) / 1_000) + 1);
    for (; offered < due; offered++) {
      const event = events.next().value;
      const published = publishers.get(event.metadata.publisher)?.publish(event);
      if (!published) throw new Error(`${event.metadata.publisher} has no account in this stage.`);
      pending.push(published.then(() => request.onPublished(event), request.onFailed));
    }
    await sleep(tickMs);
  }
  await Promise.all(pending);
  await Promise.all(Array.from(publishers.values(), (publisher) => publisher.close()));
}

/** Reads every event of every queue in full, and keeps nothing. */
export async function consume(request: {
  readonly environments: Environments;
  readonly subscriptions: readonly QueueSubscription[];
  readonly signal: AbortSignal;
  readonly onReady: () => void;
  readonly onError: (error: Error) => void;
  readonly onHandled: (subscription: QueueSubscription, handled: HandledEvent) => void;
}): Promise<void> {
  const pollers = request.subscriptions.map((subscription) => {
    const consumer = new EventConsumer({
      name: subscription.name,
      onHandled: (handled) => request.onHandled(subscription, handled),
    });
    for (const eventType of eventTypes.values()) consumer.on(eventType, () => undefined);
    const credentials = credentialsOf(request.environments[subscription.service] ?? {});
    return new QueuePoller({
      queueUrl: subscription.queueUrl,
      consumer,
      onError: (error) => request.onError(error instanceof Error ? error : new Error(String(error))),
      credentials: () => Promise.resolve(credentials),
    });
  });
  for (const poller of pollers) poller.start();
  request.onReady();
  await new Promise<void>((resolve) => {
    if (request.signal.aborted) resolve();
    request.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await Promise.all(pollers.map((poller) => poller.stop({ graceSeconds: 0 })));
}

function publisherOf(environment: Environment): EventPublisher {
  const credentials = credentialsOf(environment);
  const transport = signedTransport({
    endpoint: environment['AWS_ENDPOINT_URL'] ?? '',
    region: environment['AWS_REGION'] ?? '',
    credentials: () => Promise.resolve(credentials),
  });
  return new EventPublisher({ eventBusArn: environment['EVENT_BUS_ARN'] ?? '', transport });
}

function credentialsOf(environment: Environment) {
  return { accessKeyId: environment['AWS_ACCESS_KEY_ID'] ?? '', secretAccessKey: environment['AWS_SECRET_ACCESS_KEY'] ?? '' };
}
