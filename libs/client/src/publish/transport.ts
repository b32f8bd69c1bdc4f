/** One entry of a `PutEvents` call. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html */
export interface PutEventsEntry {
  /** ARN of the bus. */
  readonly EventBusName: string;
  readonly Source: string;
  readonly DetailType: string;
  /** JSON of `{ metadata, data }`. */
  readonly Detail: string;
  readonly Time: Date;
  /** X-Ray trace header, made of the event's W3C trace context. */
  readonly TraceHeader?: string;
}

/** Result of one entry. */
export type EntryResult =
  | { readonly ok: true; readonly eventId: string }
  | {
      readonly ok: false;
      readonly code: string;
      readonly message: string;
      /** Sending the same entry again may succeed. */
      readonly retryable: boolean;
      /** The whole call was refused, possibly because of another entry. */
      readonly wholeCall?: boolean;
      /** What the call failed with. */
      readonly cause?: unknown;
    };

/** The way to the bus: `sdkTransport`, or the faster `signedTransport`, or for tests `memoryBus`. */
export interface Transport {
  /** Entries that one `send` may have. */
  readonly maxEntries: number;
  /** Bytes that the entries of one `send` may have together, as `entryBytes` counts them. */
  readonly maxBytes: number;
  /** The bus to publish to, unless the publisher's options name one. */
  readonly eventBusArn?: string;
  /** One result for each entry, in order. Does not reject: when the call fails, every entry fails. */
  send(entries: readonly PutEventsEntry[]): Promise<readonly EntryResult[]>;
  close?(): void;
}

/** Per-entry error codes of `PutEvents` that are worth a retry; the others are permanent. */
export const RETRYABLE_CODES: ReadonlySet<string> = new Set(['InternalFailure', 'ThrottlingException']);
