import { queueArn } from '@busbar/arn';
import type { Resource } from '../../cloudformation';
import type { TargetResource } from '../../delivery/target-resource';
import type { RunningService, ServiceContext } from '../../service/emulated-service';
import { awsJson10 } from '../../wire/protocol';
import type { ServiceApi } from '../../wire/service-api';
import { sqsOperations } from './operations';
import { Queue } from './queue';
import { QueueTarget } from './queue-target';
import { readQueue } from './read-queue';
import { checkRedrive, checkRedriveAllowPolicy } from './redrive-policy';

export interface QueueCounts {
  readonly name: string;
  readonly arn: string;
  readonly account: string;
  readonly available: number;
  readonly inFlight: number;
  readonly delayed: number;
  /** Long polls that wait for a message. */
  readonly waiting: number;
}

/** The queues of all accounts. */
export class Sqs implements RunningService {
  readonly apis: readonly ServiceApi[];
  readonly #context: ServiceContext;
  /** By ARN. */
  readonly #queues = new Map<string, Queue>();
  readonly #resources = new Map<Queue, Resource>();

  constructor(context: ServiceContext) {
    this.#context = context;
    const operations = sqsOperations(this.#queues, context.authorizer, context.clock);
    this.apis = [{ kind: 'json', protocol: awsJson10('com.amazonaws.sqs'), targetPrefix: 'AmazonSQS', operations }];
  }

  queue(arn: string): Queue | undefined {
    return this.#queues.get(arn);
  }

  /** Counts of every queue, in the order of the templates. */
  queues(): readonly QueueCounts[] {
    return [...this.#queues.values()].map(({ settings: { name, arn, account }, counts }) => ({ name, arn, account, ...counts }));
  }

  addQueue(resource: Resource): void {
    const { clock, schedule } = this.#context;
    const queue = new Queue(readQueue(resource), clock, schedule);
    this.#queues.set(queue.settings.arn, queue);
    this.#resources.set(queue, resource);
  }

  addPolicy(resource: Resource): void {
    const policy = resource.policy('PolicyDocument');
    for (const url of resource.texts('Queues')) {
      const [name = '', account = ''] = url.split('/').reverse();
      const queue = this.#queues.get(queueArn(account, resource.resolved.region, name));
      if (!queue) throw resource.fail('Queues', `names ${url}, which is in no template.`, 'Load the template that has it.');
      queue.policy = policy;
    }
  }

  connect(): void {
    for (const [queue, resource] of this.#resources) {
      checkRedriveAllowPolicy(resource);
      this.#connectDeadLetterQueue(queue, resource);
    }
  }

  findTarget(arn: string): TargetResource | undefined {
    const queue = this.#queues.get(arn);
    return queue && new QueueTarget(queue);
  }

  endWaiting(): void {
    for (const queue of this.#queues.values()) queue.close();
  }

  #connectDeadLetterQueue(queue: Queue, resource: Resource): void {
    const wanted = queue.settings.redrive?.deadLetterQueueArn;
    if (wanted === undefined) return;
    const deadLetterQueue = this.#queues.get(wanted);
    if (!deadLetterQueue)
      throw resource.fail('RedrivePolicy', `names ${wanted}, which is in no template.`, 'Load the template that has it.');
    checkRedrive(queue, resource, deadLetterQueue, this.#resources.get(deadLetterQueue));
    queue.deadLetterQueue = deadLetterQueue;
    const { observer, clock } = this.#context;
    if (!observer) return;
    queue.onRedrive = ({ id, receiveCount }) =>
      observer({
        kind: 'redriven',
        at: clock.now(),
        messageId: id,
        queueArn: queue.settings.arn,
        deadLetterQueueArn: wanted,
        receiveCount,
      });
  }
}
