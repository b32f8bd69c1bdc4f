import type { Pattern } from '@busbar/event-pattern';
import type { DeliveryOrigin, Target } from '../../delivery/delivery';
import type { TargetInput } from './target-input';

/** A rule on a bus. */
export interface Rule extends DeliveryOrigin {
  readonly name: string;
  readonly busArn: string;
  readonly busName: string;
  readonly description: string | undefined;
  /** Absent for rules that only run on a schedule. */
  readonly pattern: Pattern | undefined;
  /** `rate(1 minute)`; rules of the default bus only. */
  readonly schedule: string | undefined;
  readonly roleArn: string | undefined;
  readonly state: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly targets: readonly EventTarget[];
}

export interface EventTarget extends Target {
  /** Undefined: the event itself. */
  readonly input: TargetInput | undefined;
}
