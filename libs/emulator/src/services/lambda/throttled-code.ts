import { randomUUID } from 'node:crypto';
import type { Clock } from '../../time/clock';
import type { AsyncInvocationOptions, FunctionDefinition, Outcome } from './runtime';

/** What Lambda answers who invokes a function without concurrency. */
export const THROTTLED = {
  ok: false,
  errorType: 'TooManyRequestsException',
  message: 'Rate Exceeded.',
  timedOut: false,
} as const satisfies Outcome;

interface WaitingEvent {
  readonly text: string;
  readonly options: AsyncInvocationOptions;
  readonly prevent: () => void;
}

/**
 * A function whose reserved concurrency is 0, which is how Lambda is told to stop one: whoever waits is refused, events wait until they are
 * too old.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
 */
export class ThrottledCode {
  /** Nobody waits for the events of a function that is stopped. */
  readonly isBusy = false;
  readonly #definition: Pick<FunctionDefinition, 'name' | 'arn'>;
  readonly #clock: Clock;
  readonly #waiting = new Set<WaitingEvent>();

  constructor(definition: Pick<FunctionDefinition, 'name' | 'arn'>, clock: Clock) {
    this.#definition = definition;
    this.#clock = clock;
  }

  invokeAsync(text: string, options: AsyncInvocationOptions): string {
    const requestId = randomUUID();
    const { name, arn } = this.#definition;
    const abandon = () => {
      this.#waiting.delete(waiting);
      options.onAbandoned?.({
        ...{ functionName: name, functionArn: arn, requestId, payload: JSON.parse(text) as unknown },
        ...{ attempts: 0, condition: 'EventAgeExceeded', result: THROTTLED },
      });
    };
    const prevent = this.#clock.after((options.maximumEventAgeSeconds ?? 0) * 1_000, abandon);
    const waiting: WaitingEvent = { text, options, prevent };
    this.#waiting.add(waiting);
    return requestId;
  }

  invokeJson(): Promise<Outcome> {
    return Promise.resolve(THROTTLED);
  }

  run(_text: string, settled: (outcome: Outcome, requestId: string) => void): void {
    settled(THROTTLED, '');
  }

  /** What waits, for the code that may run from now on. */
  release(): readonly Pick<WaitingEvent, 'text' | 'options'>[] {
    const waiting = [...this.#waiting];
    void this.close();
    return waiting;
  }

  idle(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    for (const { prevent } of this.#waiting) prevent();
    this.#waiting.clear();
    return Promise.resolve();
  }
}
