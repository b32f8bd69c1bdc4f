/** `@busbar/client/queue`: a worker for an SQS queue, for services that do not run on Lambda. Needs `@aws-sdk/client-sqs`. */
export { QueuePoller, type QueuePollerOptions } from './queue/queue-poller';
