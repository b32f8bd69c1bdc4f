import { embeddedMetrics } from '@busbar/client';
import { QueuePoller } from '@busbar/client/queue';
import { notificationConsumer } from './notifications';

/** The notification service as a process: polls every queue that the environment names (`…_QUEUE_URL`), until it is stopped. */
const consumer = notificationConsumer(({ about, text }) => void process.stdout.write(`${about}: ${text}\n`), {
  onHandled: embeddedMetrics(),
});
const pollers = Object.entries(process.env).flatMap(([name, queueUrl]) =>
  name.endsWith('_QUEUE_URL') && queueUrl ? [new QueuePoller({ queueUrl, consumer })] : [],
);
if (pollers.length === 0) {
  process.stderr.write(
    'No queue: set <SUBSCRIPTION>_QUEUE_URL, for example with `eval "$(npx busbar env notification-service)"`.\n',
  );
  process.exitCode = 3;
}
for (const poller of pollers) poller.start();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void Promise.all(pollers.map((poller) => poller.stop())));
}
