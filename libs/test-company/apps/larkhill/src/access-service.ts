import { EventConsumer, embeddedMetrics } from '@busbar/client';
import { eventTypes } from '@larkhill/events';

const consumer = new EventConsumer({ onHandled: embeddedMetrics() });
for (const eventType of eventTypes.values()) consumer.on(eventType, () => undefined);

/** Both functions of the access service: they read every event in full and keep nothing. */
export const { handler } = consumer;
