import { hash } from 'node:crypto';

/**
 * The text of a message with what clients want to know of it. One event goes to many queues: they share one body, so that it is
 * digested and escaped once.
 */
export class MessageBody {
  readonly text: string;
  #md5: string | undefined;
  #json: string | undefined;
  #bytes: number | undefined;

  constructor(text: string) {
    this.text = text;
  }

  /** Hexadecimal; clients verify it. */
  get md5(): string {
    return (this.#md5 ??= hash('md5', this.text));
  }

  /** Hexadecimal: the deduplication id of queues with content-based deduplication. */
  get sha256(): string {
    return hash('sha256', this.text);
  }

  /** The text as a JSON string, quotes included. */
  get json(): string {
    return (this.#json ??= JSON.stringify(this.text));
  }

  get bytes(): number {
    return (this.#bytes ??= Buffer.byteLength(this.text));
  }
}
