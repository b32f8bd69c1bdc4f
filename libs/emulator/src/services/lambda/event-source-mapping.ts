import { parsePattern, PatternError, type Pattern } from '@busbar/event-pattern';
import { parseArn } from '@busbar/arn';
import type { Resource } from '../../cloudformation';

/** How messages of a queue get to a function. */
export interface EventSourceMapping {
  readonly uuid: string;
  readonly arn: string;
  readonly account: string;
  readonly region: string;
  readonly queueArn: string;
  readonly functionArn: string;
  readonly batchSize: number;
  /** 0: a batch is what is there. */
  readonly windowSeconds: number;
  /** The function says which messages failed (`ReportBatchItemFailures`). */
  readonly reportsFailures: boolean;
  /** Batches at a time; undefined: as many as the function can run. */
  readonly maximumConcurrency: number | undefined;
  readonly enabled: boolean;
  /** A message goes to the function when it matches one of them; none: every message does. */
  readonly filters: readonly { readonly text: string; readonly pattern: Pattern }[];
}

const DEFAULT_BATCH = 10;
const MOST_FIFO_BATCH = 10;
const MOST_BATCH = 10_000;
const LONGEST_WINDOW_SECONDS = 300;
/** A batch larger than one receive needs time to come together. */
const LARGEST_BATCH_WITHOUT_WINDOW = 10;
const MOST_FILTERS = 5;
const LONGEST_PATTERN = 4_096;

/** Whether the mapping reads a queue; streams and brokers are not served here. */
export function readsQueue(resource: Resource): boolean {
  return parseArn(resource.text('EventSourceArn') ?? '')?.service === 'sqs';
}

/**
 * Reads an `AWS::Lambda::EventSourceMapping` of a queue.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-parameters.html
 *
 * @param functionArn whom its `FunctionName` means
 * @throws ResourceError for what Lambda refuses
 */
export function readEventSourceMapping(resource: Resource, functionArn: string): EventSourceMapping {
  const { name, account, region } = resource.resolved;
  const queueArn = resource.requiredText('EventSourceArn');
  const batchSize = resource.integer('BatchSize', 1, MOST_BATCH) ?? DEFAULT_BATCH;
  const windowSeconds = resource.integer('MaximumBatchingWindowInSeconds', 0, LONGEST_WINDOW_SECONDS) ?? 0;
  if (parseArn(queueArn)?.region !== region) {
    throw resource.fail('EventSourceArn', `is ${queueArn}, which is in another region.`, `Name a queue in ${region}.`);
  }
  if (queueArn.endsWith('.fifo')) checkFifo(resource, batchSize, windowSeconds);
  else if (batchSize > LARGEST_BATCH_WITHOUT_WINDOW && windowSeconds < 1) {
    const found = `is ${batchSize}, and MaximumBatchingWindowInSeconds is 0.`;
    throw resource.fail('BatchSize', found, 'Set MaximumBatchingWindowInSeconds to 1 at least: more than ten messages need it.');
  }
  return {
    uuid: name,
    arn: resource.arn,
    account,
    region,
    queueArn,
    functionArn,
    batchSize,
    windowSeconds,
    reportsFailures: responseTypes(resource).includes(REPORT_FAILURES),
    maximumConcurrency: resource.part('ScalingConfig')?.integer('MaximumConcurrency', 2, 1_000),
    enabled: resource.value('Enabled') === undefined || resource.flag('Enabled'),
    filters: readFilters(resource),
  };
}

export const REPORT_FAILURES = 'ReportBatchItemFailures';

function responseTypes(resource: Resource): readonly string[] {
  const types = resource.texts('FunctionResponseTypes');
  const other = types.find((type) => type !== REPORT_FAILURES);
  if (other === undefined) return types;
  throw resource.fail('FunctionResponseTypes', `has ${JSON.stringify(other)}.`, `Write ${REPORT_FAILURES}, or leave it out.`);
}

function checkFifo(resource: Resource, batchSize: number, windowSeconds: number): void {
  if (batchSize > MOST_FIFO_BATCH) {
    throw resource.fail('BatchSize', `is ${batchSize}, and the queue is a FIFO queue.`, `Give ${MOST_FIFO_BATCH} at most.`);
  }
  if (windowSeconds > 0) {
    const found = `is ${windowSeconds}, and the queue is a FIFO queue.`;
    throw resource.fail('MaximumBatchingWindowInSeconds', found, 'Leave it out: batching windows are for standard queues.');
  }
}

function readFilters(resource: Resource): EventSourceMapping['filters'] {
  const filters = resource.part('FilterCriteria')?.parts('Filters') ?? [];
  if (filters.length > MOST_FILTERS) {
    throw resource.fail('FilterCriteria', `has ${filters.length} filters.`, `Give ${MOST_FILTERS} at most.`);
  }
  return filters.map((filter) => {
    const text = filter.requiredText('Pattern');
    if (text.length > LONGEST_PATTERN) {
      throw filter.fail('Pattern', `has ${text.length} characters.`, `Give ${LONGEST_PATTERN} at most.`);
    }
    try {
      return { text, pattern: parsePattern(text) };
    } catch (error) {
      if (!(error instanceof PatternError)) throw error;
      throw filter.fail('Pattern', `is not a filter pattern: ${error.message}`, 'Correct it.');
    }
  });
}
