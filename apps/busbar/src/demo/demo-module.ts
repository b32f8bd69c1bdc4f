/**
 * What `workspace.demo` in `config/platform.yaml` exports: the company's own services, run by `busbar up --demo` in worker threads
 * against the embedded runtime, with the environment that `busbar env` prints.
 */
export interface DemoModule {
  /**
   * Publishes events, each as the service that owns it, at an even rate.
   *
   * @returns when `events` are published, or after `signal` aborts
   */
  publish(options: {
    readonly environments: Environments;
    /** How many; without it until aborted. */
    readonly events?: number;
    /** Events offered per second. */
    readonly rate: number;
    readonly signal: AbortSignal;
    readonly onPublished: (event: { readonly type: string; readonly source: string; readonly data: unknown }) => void;
    /** The error of an event that could not be published. */
    readonly onFailed: (error: Error) => void;
  }): Promise<void>;
  /**
   * Consumes the queues of `subscriptions` until aborted.
   *
   * @returns when the consumers have stopped
   */
  consume(options: {
    readonly environments: Environments;
    readonly subscriptions: readonly QueueSubscription[];
    readonly signal: AbortSignal;
    /** To be called when every queue is being polled; publishing starts then. */
    readonly onReady: () => void;
    /** What goes wrong with a queue; consuming goes on. */
    readonly onError: (error: Error) => void;
    readonly onHandled: (subscription: QueueSubscription, handled: HandledEvent) => void;
  }): Promise<void>;
}

/** Environment variables by service. */
export type Environments = Readonly<Record<string, Readonly<Record<string, string>>>>;

export interface QueueSubscription {
  readonly service: string;
  readonly name: string;
  readonly eventType: string;
  /** Queue name. */
  readonly queue: string;
  readonly queueUrl: string;
}

/** As `@busbar/client`'s consumer reports it. */
export interface HandledEvent {
  readonly id?: string;
  readonly eventType: string;
  readonly outcome: 'handled' | 'failed' | 'rejected' | 'ignored';
  readonly latencyMs?: number;
}
