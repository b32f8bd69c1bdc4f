import { largestEvent } from './event-size';
import type { LintRule } from './lint-rule';

/**
 * What EventBridge and SQS take of one event, less what the envelope and the event around the data need.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
const MOST_BYTES = 1_048_576 - 8_192;
/** EventBridge bills an event by 64 KiB chunks. */
const CHUNK_BYTES = 65_536;

export const sizeRules: readonly LintRule[] = [
  {
    id: 'size/above-bus-limit',
    purpose: 'The largest possible event is above the size limit of the bus.',
    why: 'PutEvents refuses such an event, and nobody notices before production.',
    severity: 'error',
    *check({ schema, at }) {
      const bytes = largestEvent(schema);
      if (!Number.isFinite(bytes) || bytes <= MOST_BYTES) return;
      yield {
        at: at([]),
        message: `The data can be ${kilobytes(bytes)} large; the bus accepts ${kilobytes(MOST_BYTES)}.`,
        fix: 'Lower "maxLength" and "maxItems", or send a reference to the rest.',
      };
    },
  },
  {
    id: 'size/billed-many-times',
    purpose: 'The largest possible event is billed as ten events or more.',
    why: 'EventBridge bills each 64 KiB, once for publishing and once for each receiving account.',
    severity: 'warning',
    *check({ schema, at }) {
      const bytes = largestEvent(schema);
      const events = Math.ceil(bytes / CHUNK_BYTES);
      if (!Number.isFinite(bytes) || bytes > MOST_BYTES || events < 10) return;
      yield {
        at: at([]),
        message: `The data can be ${kilobytes(bytes)} large and is then billed as ${events} events.`,
        fix: 'Lower "maxLength" and "maxItems", or send a reference to the rest.',
      };
    },
  },
  {
    id: 'size/large-example',
    purpose: 'An example is larger than one billed event.',
    why: 'Examples show typical events, and a typical event should be billed as one.',
    severity: 'warning',
    *check({ contract }) {
      for (const { data, document, valid } of contract.examples) {
        const bytes = Buffer.byteLength(JSON.stringify(data));
        if (valid && bytes > CHUNK_BYTES)
          yield {
            at: document.at(['data']),
            message: `The example is ${kilobytes(bytes)} large.`,
            fix: 'Send less, or a reference to it.',
          };
      }
    },
  },
];

function kilobytes(bytes: number): string {
  return `${Math.ceil(bytes / 1024).toLocaleString('en')} KiB`;
}
