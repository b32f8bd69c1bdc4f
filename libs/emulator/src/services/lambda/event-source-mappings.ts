import type { Resource } from '../../cloudformation';
import type { ServiceContext } from '../../service/emulated-service';
import type { ResourceChange } from '../../service/resource-change';
import { sqs } from '../sqs';
import { readEventSourceMapping, readsQueue, type EventSourceMapping } from './event-source-mapping';
import { LATEST } from './event-invoke-config';
import type { HostedFunction } from './hosted-function';
import { QueuePoller } from './queue-poller';

interface MappingEntry {
  readonly poller: QueuePoller;
  readonly resource: Resource;
  readonly endWatch: () => void;
}

/** What Lambda's defaults are, where a template is silent. */
const FUNCTION_TIMEOUT_SECONDS = 3;
const VISIBILITY_TIMEOUT_SECONDS = 30;

/** The event source mappings of all accounts that read queues. */
export class EventSourceMappings {
  readonly #context: ServiceContext;
  readonly #hosted: (arn: string) => HostedFunction | undefined;
  /** In effect, by ARN. */
  readonly #entries = new Map<string, MappingEntry>();
  /** As AWS knows them, by queue and function: each pair has one. */
  readonly #pairs = new Map<string, string>();
  /** Functions that run from now on: nothing is polled for before. */
  #started = false;

  /** @param hosted a function by ARN, once it runs */
  constructor(context: ServiceContext, hosted: (arn: string) => HostedFunction | undefined) {
    this.#context = context;
    this.#hosted = hosted;
  }

  /** @param functionArn whom a `FunctionName` means */
  load(resource: Resource, functionArn: string): ResourceChange {
    if (!readsQueue(resource)) {
      this.#context.limit(resource, 'Only queues are event sources here: its function gets nothing from it.');
      return {};
    }
    const mapping = readEventSourceMapping(resource, functionArn);
    const qualifier = functionArn.split(':')[7];
    if (qualifier !== undefined && qualifier !== LATEST) {
      this.#context.limit(resource, `There are no versions and aliases here; it is for "${qualifier}".`);
      return {};
    }
    return {
      check: () => this.#check(mapping, resource),
      apply: () => this.#pair(mapping),
      effects: [{ subject: mapping.arn, take: () => this.#put(mapping, resource) }],
    };
  }

  remove({ arn }: Resource): ResourceChange {
    return {
      apply: () => this.#unpair(arn),
      effects: [{ subject: arn, take: () => this.#end(arn) }],
    };
  }

  /**
   * Begins to poll: functions run.
   *
   * @throws ResourceError for a mapping whose function's role may not read the queue
   */
  start(): void {
    this.#started = true;
    for (const { poller, resource } of this.#entries.values()) {
      const problem = poller.tryOpen();
      if (problem?.kind === 'denied') {
        throw resource.fail(
          'FunctionName',
          `has a role that may not read the queue: ${problem.message}`,
          'Allow it in a policy of the role.',
        );
      }
      poller.wake();
    }
  }

  /** Sorted by ARN. */
  all(): readonly QueuePoller[] {
    return [...this.#entries.keys()].sort().flatMap((arn) => this.#entries.get(arn)?.poller ?? []);
  }

  get(arn: string): QueuePoller | undefined {
    return this.#entries.get(arn)?.poller;
  }

  /** A function began to run. */
  wake(functionArn: string): void {
    for (const { poller } of this.#entries.values()) if (poller.mapping.functionArn === functionArn) poller.wake();
  }

  get isBusy(): boolean {
    return this.#pollers().some(({ isBusy }) => isBusy);
  }

  async idle(): Promise<void> {
    await Promise.all(this.#pollers().map((poller) => poller.idle()));
  }

  close(): void {
    for (const poller of this.#pollers()) poller.close();
  }

  #pollers(): readonly QueuePoller[] {
    return Array.from(this.#entries.values(), ({ poller }) => poller);
  }

  #put(mapping: EventSourceMapping, resource: Resource): void {
    const known = this.#entries.get(mapping.arn);
    if (known) {
      known.poller.change(mapping);
      this.#entries.set(mapping.arn, { ...known, resource });
      return;
    }
    const service = this.#context.service(sqs);
    const poller = new QueuePoller(mapping, {
      ...this.#context,
      queue: (arn) => service.queue(arn),
      encryption: service.encryption,
      hosted: (arn) => (this.#started ? this.#hosted(arn) : undefined),
    });
    const wake = () => this.#started && poller.wake();
    this.#entries.set(mapping.arn, { poller, resource, endWatch: service.watch(mapping.queueArn, wake) });
    wake();
  }

  #end(arn: string): void {
    const entry = this.#entries.get(arn);
    entry?.endWatch();
    entry?.poller.close();
    this.#entries.delete(arn);
  }

  #pair(mapping: EventSourceMapping): void {
    this.#unpair(mapping.arn);
    this.#pairs.set(pairOf(mapping), mapping.arn);
  }

  #unpair(arn: string): void {
    for (const [pair, owner] of this.#pairs) if (owner === arn) this.#pairs.delete(pair);
  }

  #check(mapping: EventSourceMapping, resource: Resource): void {
    const { find } = this.#context;
    const queue = find(mapping.queueArn);
    const called = find(mapping.functionArn);
    if (!queue) {
      const found = `is ${mapping.queueArn}, which is in no template.`;
      throw resource.fail('EventSourceArn', found, 'Load the template that has it.');
    }
    if (!called) {
      const found = `is ${mapping.functionArn}, which is in no template.`;
      throw resource.fail('FunctionName', found, 'Load the template that has it.');
    }
    const owner = this.#pairs.get(pairOf(mapping));
    if (owner !== undefined && owner !== mapping.arn) {
      const found = `is ${mapping.queueArn}, which the function reads by another mapping already. (ResourceConflictException)`;
      throw resource.fail('EventSourceArn', found, 'Keep one of the two.');
    }
    const timeout = called.integer('Timeout', 1, 900) ?? FUNCTION_TIMEOUT_SECONDS;
    const visibility = queue.integer('VisibilityTimeout', 0, 43_200) ?? VISIBILITY_TIMEOUT_SECONDS;
    if (visibility >= timeout) return;
    const found = `is ${mapping.queueArn}. Queue visibility timeout: ${visibility} seconds is less than Function timeout: ${timeout} seconds.`;
    throw resource.fail('EventSourceArn', found, 'Give the queue six times the timeout of the function.');
  }
}

function pairOf({ queueArn, functionArn }: EventSourceMapping): string {
  return `${queueArn} ${functionArn}`;
}
