import { retryDelay } from '../publish/retry';

/** SQS's limit for a `DeleteMessageBatch`. */
const MAX_ENTRIES = 10;
const MAX_ATTEMPTS = 4;
const RETRY = { budgetMs: Infinity, baseMs: 100, capMs: 2_000 };

/** Deletes at once; gives the receipt handles that are not deleted and may be tried again. */
export type DeleteBatch = (receiptHandles: readonly string[]) => Promise<readonly string[]>;

/**
 * Deletes handled messages behind the consumer's back, ten in a call where there are ten. A message whose deletion fails in
 * the end is delivered again, which at-least-once consumers are made for.
 */
export class Deletions {
  readonly #deleteBatch: DeleteBatch;
  readonly #onError: (error: unknown) => void;
  readonly #lingerMs: number;
  #waiting: string[] = [];
  #timer: NodeJS.Timeout | undefined;
  readonly #underWay = new Set<Promise<void>>();

  /** @param lingerMs how long a deletion waits for others to share its call */
  constructor(deleteBatch: DeleteBatch, onError: (error: unknown) => void, lingerMs = 200) {
    this.#deleteBatch = deleteBatch;
    this.#onError = onError;
    this.#lingerMs = lingerMs;
  }

  add(receiptHandle: string): void {
    this.#waiting.push(receiptHandle);
    if (this.#waiting.length >= MAX_ENTRIES) this.#send();
    else this.#timer ??= setTimeout(() => this.#send(), this.#lingerMs);
  }

  /** Resolves when everything added is deleted or given up. */
  async drain(): Promise<void> {
    this.#send();
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  #send(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#waiting.length === 0) return;
    const batch = this.#waiting;
    this.#waiting = [];
    const call = this.#deleteWithRetry(batch).finally(() => this.#underWay.delete(call));
    this.#underWay.add(call);
  }

  async #deleteWithRetry(receiptHandles: readonly string[]): Promise<void> {
    let left = receiptHandles;
    let lastError: unknown;
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      try {
        left = await this.#deleteBatch(left);
        if (left.length === 0) return;
      } catch (error) {
        lastError = error;
      }
      if (attempt < MAX_ATTEMPTS) await new Promise((resolve) => setTimeout(resolve, retryDelay(attempt, RETRY)));
    }
    this.#onError(lastError ?? new Error(`${left.length} handled messages could not be deleted; they will be delivered again.`));
  }
}
