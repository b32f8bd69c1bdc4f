import { parseArn } from '@busbar/arn';
import type { AttemptFailure, Delivery, GivenUp, Target } from './delivery';
import type { TargetAccess } from './target-access';

/** What a service offers to rules: one resource that can be a target. */
export interface TargetResource {
  /** One try, as far as the policies of both sides allow it. Gives how it failed. */
  deliver(delivery: Delivery, access: TargetAccess): AttemptFailure | undefined;
  /** Keeps what was given up, for resources that can be a dead-letter queue. Gives why it was not possible. */
  deadLetter?(delivery: Delivery, givenUp: GivenUp, access: TargetAccess): string | undefined;
  /** Why AWS would refuse this target in a template. */
  refuseTarget?(target: Target): TargetProblem | undefined;
  /** Why AWS would refuse a target with this resource as dead-letter queue. */
  refuseDeadLetterQueue?(): TargetProblem | undefined;
}

/** `property` is one of the target's; the others are sentences that follow it. */
export interface TargetProblem {
  readonly property: string;
  readonly found: string;
  readonly fix: string;
}

export type FindTarget = (arn: string) => TargetResource | undefined;

/** Everything that events can be sent to, by ARN. */
export class TargetDirectory {
  readonly #services = new Map<string, FindTarget>();
  /** What was found, until something changes. */
  readonly #found = new Map<string, TargetResource>();

  /** @param service as ARNs call it */
  add(service: string, find: FindTarget): void {
    this.#services.set(service, find);
  }

  /** Whether events can be sent to any resource of the service. */
  serves(service: string): boolean {
    return this.#services.has(service);
  }

  forget(): void {
    this.#found.clear();
  }

  find(arn: string): TargetResource | undefined {
    const known = this.#found.get(arn);
    if (known) return known;
    const found = this.#services.get(parseArn(arn)?.service ?? '')?.(arn);
    if (found) this.#found.set(arn, found);
    return found;
  }
}
