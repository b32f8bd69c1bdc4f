/** `@busbar/client/queue`: a worker for an SQS queue, for services that do not run on Lambda. */
export { AwsCallError, type CredentialsProvider } from './aws/json-api';
export { QueuePoller, type QueuePollerOptions, type StopOptions } from './queue/queue-poller';
