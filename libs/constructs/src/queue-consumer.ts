import { Duration } from 'aws-cdk-lib';
import { EventSourceMapping, type IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { ConstructError } from './construct-error';

/** How a function takes messages from a queue. */
export interface BatchOptions {
  /** Messages a call at most: 1 to 10,000; above 10 only with a window, and with FIFO queues 10 at most. @default 10 */
  readonly size?: number;
  /** Seconds that Lambda waits for a batch to fill: 0 to 300; not for FIFO queues. @default 0 */
  readonly windowSeconds?: number;
  /** Calls at the same time at most: 2 to 1,000. @default 10 */
  readonly maxConcurrency?: number;
}

export type Batch = Required<BatchOptions>;

/** @throws ConstructError for numbers that Lambda does not accept */
export function batchOf({ size = 10, windowSeconds = 0, maxConcurrency = 10 }: BatchOptions, fifo: boolean): Batch {
  requireInteger('batch.size', size, 1, fifo ? 10 : 10_000);
  requireInteger('batch.windowSeconds', windowSeconds, 0, fifo ? 0 : 300);
  requireInteger('batch.maxConcurrency', maxConcurrency, 2, 1000);
  if (size > 10 && windowSeconds < 1) {
    throw new ConstructError(`batch.size is ${size}: above 10, Lambda needs batch.windowSeconds of 1 or more.`);
  }
  return { size, windowSeconds, maxConcurrency };
}

function requireInteger(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new ConstructError(`${name} is ${value}. It must be ${least === most ? least : `an integer from ${least} to ${most}`}.`);
}

/** AWS recommends a visibility timeout of six times the function's timeout and the window: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html */
const CALLS = 6;

/** Seconds that messages have to stay hidden while a function with this timeout works on them. */
export function visibilityFor(timeoutSeconds: number, { windowSeconds }: Batch): number {
  return CALLS * timeoutSeconds + windowSeconds;
}

/** The longest timeout of a function, in seconds, that goes with a visibility timeout; 0 when none does. */
export function longestTimeout(visibilitySeconds: number, { windowSeconds }: Batch): number {
  return Math.max(0, Math.floor((visibilitySeconds - windowSeconds) / CALLS));
}

/** Lambda takes messages from a queue, hands them to a function in batches, and puts back those that failed. */
export function consume(
  scope: Construct,
  id: string,
  { queue, target, batch }: { readonly queue: IQueue; readonly target: IFunction; readonly batch: Batch },
): EventSourceMapping {
  return new EventSourceMapping(scope, id, {
    target,
    eventSourceArn: queue.queueArn,
    batchSize: batch.size,
    ...(batch.windowSeconds > 0 && { maxBatchingWindow: Duration.seconds(batch.windowSeconds) }),
    maxConcurrency: batch.maxConcurrency,
    reportBatchItemFailures: true,
  });
}
