import { parseArn } from '@busbar/arn';
import { permanentFailure, type AttemptFailure, type Delivery, type GivenUp } from './delivery';
import type { TargetAccess } from './target-access';
import type { TargetDirectory } from './target-resource';

/** Hands deliveries to their targets, whatever service those are of. */
export class TargetSender {
  readonly #targets: TargetDirectory;
  readonly #access: TargetAccess;

  constructor(targets: TargetDirectory, access: TargetAccess) {
    this.#targets = targets;
    this.#access = access;
  }

  /** One try. Gives how it failed. */
  attempt(delivery: Delivery): AttemptFailure | undefined {
    const { arn } = delivery.target;
    const resource = this.#targets.find(arn);
    if (resource) return resource.deliver(delivery, this.#access);
    const service = parseArn(arn)?.service;
    return service !== undefined && this.#targets.serves(service)
      ? permanentFailure('NO_RESOURCE', `The target ${arn} does not exist.`)
      : permanentFailure('NO_RESOURCE', `The emulator does not deliver to ${service ?? 'this kind of target'}.`);
  }

  /**
   * To the dead-letter queue of the target.
   *
   * @returns why it was not possible
   */
  deadLetter(delivery: Delivery, givenUp: GivenUp): string | undefined {
    const arn = delivery.target.deadLetterQueueArn;
    if (arn === undefined) return 'The target has no dead-letter queue.';
    const queue = this.#targets.find(arn);
    if (!queue) return `The dead-letter queue ${arn} does not exist.`;
    return queue.deadLetter ? queue.deadLetter(delivery, givenUp, this.#access) : `The dead-letter queue ${arn} is not a queue.`;
  }
}
