import type { CompiledPolicy } from '@busbar/iam-policy';
import type { Role } from '../identity/role';
import type { Bus } from '../eventbridge/bus';
import type { Queue } from '../sqs/queue';

/** What the functions of an account look like from outside. */
export interface InvocableFunction {
  readonly name: string;
  readonly arn: string;
  readonly account: string;
  /** From `AWS::Lambda::Permission`. */
  readonly policy: CompiledPolicy | undefined;
  /** Hands an event over, as JSON; Lambda takes care of it from there. */
  accept(payload: string): void;
}

/** Everything that events can be sent to, by ARN. */
export interface Destinations {
  bus(arn: string): Bus | undefined;
  queue(arn: string): Queue | undefined;
  function(arn: string): InvocableFunction | undefined;
  role(arn: string): Role | undefined;
}
