import { queueArn } from '@busbar/arn';
import type { Resource } from '../../cloudformation';
import type { TargetResource } from '../../delivery/target-resource';
import type { RunningService, ServiceContext } from '../../service/emulated-service';
import type { ResourceChange } from '../../service/resource-change';
import { awsJson10 } from '../../wire/protocol';
import type { ServiceApi } from '../../wire/service-api';
import { kms } from '../kms';
import { sqsOperations } from './operations';
import { Queue, type QueueSettings } from './queue';
import { QueueEncryption } from './queue-encryption';
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

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteQueue.html */
const NAME_REST_MS = 60_000;

/** The queues of all accounts. */
export class Sqs implements RunningService {
  readonly apis: readonly ServiceApi[];
  readonly encryption: QueueEncryption;
  readonly #context: ServiceContext;
  /** By ARN. */
  readonly #queues = new Map<string, Queue>();
  /** By ARN of the queue, whether there is one or not. */
  readonly #watchers = new Map<string, Set<() => void>>();
  /** When names were given up, by ARN. */
  readonly #deletedAt = new Map<string, number>();

  constructor(context: ServiceContext) {
    this.#context = context;
    this.encryption = new QueueEncryption(context);
    const operations = sqsOperations(this.#queues, context.authorizer, this.encryption, context);
    this.apis = [{ kind: 'json', protocol: awsJson10('com.amazonaws.sqs'), targetPrefix: 'AmazonSQS', operations }];
  }

  queue(arn: string): Queue | undefined {
    return this.#queues.get(arn);
  }

  /**
   * Calls back when messages of a queue become available, also of one that gets this name later.
   *
   * @returns ends it
   */
  watch(arn: string, onAvailable: () => void): () => void {
    const watchers = this.#watchers.get(arn) ?? new Set();
    this.#watchers.set(arn, watchers.add(onAvailable));
    const queue = this.#queues.get(arn);
    if (queue) this.#tellWatchers(queue);
    return () => void watchers.delete(onAvailable);
  }

  /** Counts of every queue, in the order of the templates. */
  queues(): readonly QueueCounts[] {
    return [...this.#queues.values()].map(({ settings: { name, arn, account }, counts }) => ({ name, arn, account, ...counts }));
  }

  loadQueue(resource: Resource): ResourceChange {
    const settings = readQueue(resource);
    return {
      check: () => {
        this.#check(settings, resource);
        this.#checkKey(settings, resource);
      },
      apply: () => {
        const queue = this.#queues.get(settings.arn);
        if (queue) queue.settings = settings;
        else this.#queues.set(settings.arn, this.#create(settings));
      },
    };
  }

  /** Its messages go with it. */
  removeQueue({ arn }: Resource): ResourceChange {
    return {
      apply: () => {
        const { clock, observer } = this.#context;
        const queue = this.#queues.get(arn);
        if (!queue) return;
        const { available, inFlight, delayed } = queue.counts;
        queue.close();
        queue.purge();
        this.#queues.delete(arn);
        this.#deletedAt.set(arn, clock.now());
        const messages = available + inFlight + delayed;
        observer?.({ kind: 'queue-deleted', at: clock.now(), queueArn: arn, account: queue.settings.account, messages });
      },
    };
  }

  loadPolicy(resource: Resource, previous: Resource | undefined): ResourceChange {
    const policy = resource.policy('PolicyDocument');
    const arns = queueArns(resource);
    const left = previous ? queueArns(previous).filter((arn) => !arns.includes(arn)) : [];
    return {
      check: () => {
        const missing = arns.findIndex((arn) => !this.#queues.has(arn));
        if (missing < 0) return;
        const found = `names ${resource.texts('Queues')[missing]}, which is in no template.`;
        throw resource.fail('Queues', found, 'Load the template that has it.');
      },
      effects: [...arns.map((arn) => this.#policyEffect(arn, policy)), ...left.map((arn) => this.#policyEffect(arn, undefined))],
    };
  }

  /** A queue has one policy: removing the resource clears it, whichever resource wrote it last. */
  removePolicy(resource: Resource): ResourceChange {
    return { effects: queueArns(resource).map((arn) => this.#policyEffect(arn, undefined)) };
  }

  findTarget(arn: string): TargetResource | undefined {
    const queue = this.#queues.get(arn);
    return queue && new QueueTarget(queue, this.encryption);
  }

  endWaiting(): void {
    for (const queue of this.#queues.values()) queue.close();
  }

  #policyEffect(arn: string, policy: Queue['policy']) {
    const take = () => {
      const queue = this.#queues.get(arn);
      if (queue) queue.policy = policy;
    };
    return { subject: `queue-policy ${arn}`, take };
  }

  #create(settings: QueueSettings): Queue {
    const { clock, schedule, observer } = this.#context;
    const queue = new Queue(settings, clock, schedule, (arn) => this.#queues.get(arn));
    if (observer) {
      queue.onRedrive = ({ id, receiveCount }, deadLetterQueueArn) =>
        observer({ kind: 'redriven', at: clock.now(), messageId: id, queueArn: settings.arn, deadLetterQueueArn, receiveCount });
    }
    if (this.#watchers.has(settings.arn)) this.#tellWatchers(queue);
    return queue;
  }

  /** Queues that nobody watches pay nothing for it. */
  #tellWatchers(queue: Queue): void {
    queue.onAvailable = () => this.#watchers.get(queue.settings.arn)?.forEach((watcher) => watcher());
  }

  #check(settings: QueueSettings, resource: Resource): void {
    checkRedriveAllowPolicy(resource);
    this.#checkName(settings, resource);
    const wanted = settings.redrive?.deadLetterQueueArn;
    if (wanted === undefined) return;
    const deadLetterQueue = this.#queues.get(wanted);
    if (!deadLetterQueue)
      throw resource.fail('RedrivePolicy', `names ${wanted}, which is in no template.`, 'Load the template that has it.');
    checkRedrive(settings, resource, deadLetterQueue.settings, this.#context.find(wanted));
  }

  /** Keys may be made outside the templates; then nobody can say who may use them. */
  #checkKey({ kmsKey, account, region }: QueueSettings, resource: Resource): void {
    if (kmsKey === undefined || this.#context.service(kms).knows(kmsKey, account, region)) return;
    this.#context.limit(resource, 'Its key is in no template: here everybody may use it.');
  }

  #checkName({ arn, name }: QueueSettings, resource: Resource): void {
    const deletedAt = this.#deletedAt.get(arn);
    if (deletedAt === undefined || this.#queues.has(arn)) return;
    if (this.#context.clock.now() - deletedAt >= NAME_REST_MS) return;
    const found = `is "${name}": You must wait 60 seconds after deleting a queue before you can create another with the same name.`;
    throw resource.fail('QueueName', `${found} (AWS.SimpleQueueService.QueueDeletedRecently)`, 'Wait, or give it another name.');
  }
}

/** Of the queues that an `AWS::SQS::QueuePolicy` names by URL. */
function queueArns(resource: Resource): readonly string[] {
  return resource.texts('Queues').map((url) => {
    const [name = '', account = ''] = url.split('/').reverse();
    return queueArn(account, resource.resolved.region, name);
  });
}
