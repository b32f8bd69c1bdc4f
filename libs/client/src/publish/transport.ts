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

/** What became of one entry. */
export type EntryResult =
  | { readonly ok: true; readonly eventId: string }
  | {
      readonly ok: false;
      readonly code: string;
      readonly message: string;
      /** Sending the same entry again may succeed. */
      readonly retryable: boolean;
      /** The call was refused as a whole, so that entries may fail for their neighbours' sake. */
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
  /** The bus to publish to when the publisher was not told one. */
  readonly eventBusArn?: string;
  /** One result for each entry, in order. Does not reject: what fails as a whole fails each entry. */
  send(entries: readonly PutEventsEntry[]): Promise<readonly EntryResult[]>;
  close?(): void;
}

/** Per-entry error codes of `PutEvents` that pass by themselves; all others stay as they are however often one asks. */
export const RETRYABLE_CODES: ReadonlySet<string> = new Set(['InternalFailure', 'ThrottlingException']);
