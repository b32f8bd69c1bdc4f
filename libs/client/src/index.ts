export * from './event';

export { EventPublisher, type EventPublisherOptions, type PublishedEvent, type Receipt } from './publish/event-publisher';
export type { DiscoveryOptions } from './discovery/parameters';
export {
  ConfigurationError,
  EventTooLargeError,
  PublishError,
  PublisherClosedError,
  SunsetError,
  type PublishFailure,
} from './publish/errors';
export { MAX_CALL_BYTES, MAX_EVENT_BYTES, entryBytes } from './publish/entry';
export type { RetryOptions } from './publish/retry';
export type { EntryResult, PutEventsEntry, Transport } from './publish/transport';
export { sdkTransport, type SdkTransportOptions } from './publish/sdk-transport';
export { signedTransport, type SignedTransportOptions } from './publish/signed-transport';
export type { AwsCredentials, CredentialsProvider } from './aws/json-api';
export { memoryBus, type MemoryBus, type MemoryBusOptions } from './publish/memory-bus';

export {
  EventConsumer,
  type EventConsumerOptions,
  type EventContext,
  type EventHandler,
  type HandledEvent,
} from './consume/event-consumer';
export { UnknownEventTypeError, UnreadableInputError } from './consume/errors';
export type { EventBridgeEvent, SqsBatch, SqsBatchResponse, SqsRecord } from './consume/envelope';
export { embeddedMetrics, embeddedPublishMetrics } from './metrics/embedded-metrics';
