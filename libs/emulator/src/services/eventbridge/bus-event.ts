import { randomUUID } from 'node:crypto';
import type { EventSummary } from '../../journal/runtime-event';
import { MessageBody } from '../../delivery/message-body';

export interface PublishedEvent {
  readonly source: string;
  readonly detailType: string;
  /** JSON text of an object. */
  readonly detail: string;
  readonly resources: readonly string[];
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** The publisher's. */
  readonly account: string;
  readonly region: string;
  /** X-Ray; goes along with the event, not in it. */
  readonly traceHeader?: string;
}

/**
 * An event on a bus. Written as JSON once, for all buses and targets; `detail` is kept letter for letter as it was published, so
 * that no number loses a digit.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html
 */
export class BusEvent implements EventSummary {
  readonly eventId: string = randomUUID();
  readonly body: MessageBody;
  readonly published: PublishedEvent;
  #document: Readonly<Record<string, unknown>> | undefined;

  constructor(published: PublishedEvent) {
    const { source, detailType, detail, resources, time, account, region } = published;
    this.published = published;
    this.body = new MessageBody(
      `{"version":"0","id":"${this.eventId}","detail-type":${JSON.stringify(detailType)},"source":${JSON.stringify(source)},` +
        `"account":"${account}","time":"${secondsOf(time)}","region":"${region}",` +
        `"resources":${resources.length === 0 ? '[]' : JSON.stringify(resources)},"detail":${detail}}`,
    );
  }

  get source(): string {
    return this.published.source;
  }

  get detailType(): string {
    return this.published.detailType;
  }

  get account(): string {
    return this.published.account;
  }

  /** The JSON text. */
  get event(): string {
    return this.body.text;
  }

  /** Parsed, once, for those who look into it. */
  get document(): Readonly<Record<string, unknown>> {
    return (this.#document ??= JSON.parse(this.body.text) as Readonly<Record<string, unknown>>);
  }
}

let lastSecond = NaN;
let lastText = '';

/** `2026-11-23T20:30:00Z`; nearly all events of a moment share it. */
function secondsOf(time: number): string {
  const second = Math.floor(time / 1_000);
  if (second !== lastSecond) {
    lastText = `${new Date(second * 1_000).toISOString().slice(0, 19)}Z`;
    lastSecond = second;
  }
  return lastText;
}
