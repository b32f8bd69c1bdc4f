import type { StackOperation } from './cloudformation';
import type { TargetFault } from './delivery/delivery-engine';
import type { RuntimeObserver } from './journal/runtime-event';
import type { EffectDelay } from './service/cloud';
import type { EmulatedService } from './service/emulated-service';
import type { Quotas } from './service/quotas';
import type { StackUpdateOptions } from './service/stack-update';
import type { OrganizationOptions } from './identity/organization-options';
import type { Clock } from './time/clock';

export interface EmulatorOptions {
  /** The CDK Stage to load. Default: everything in the assembly. */
  readonly stage?: string;
  /** `aws:PrincipalOrgID` of the accounts of the templates. @default that of `organization`; without either, conditions on it never hold */
  readonly organizationId?: string;
  /**
   * The organization that AWS Organizations answers for. Its active accounts have callers, and `aws:PrincipalOrgID`, whether or not a
   * template is of them. @default there is none
   */
  readonly organization?: OrganizationOptions;
  /** Accounts outside the organization that exist too, to try what they may not do. */
  readonly foreignAccounts?: readonly string[];
  readonly observer?: RuntimeObserver;
  /** Retries wait that many times as long as on AWS, and events expire that much earlier. @default 1 */
  readonly timeScale?: number;
  /** Makes targets fail, to try retries and dead-letter queues: what it returns is the error of the attempt. */
  readonly targetFault?: TargetFault;
  /** @default the system's */
  readonly clock?: Clock;
  /** 0 to 1, for the jitter of retries. @default Math.random */
  readonly random?: () => number;
  /**
   * For how long events do not meet a change of a rule, a bus or queue policy, a role or its policies, or a permission of a function, in
   * milliseconds on the clock. What is loaded at start is in effect at once. @default none
   */
  readonly effectDelay?: EffectDelay;
  /** Quotas of an account that are not AWS's defaults. What is loaded at start is not measured. */
  readonly quotas?: (account: string) => Partial<Quotas>;
  /** False: functions accept events, and none of their code runs. @default true */
  readonly runFunctions?: boolean;
  /** False: rules with a schedule run only when `runSchedule` of EventBridge is called. @default true */
  readonly runSchedules?: boolean;
  /** JSON documents that `GET /_busbar/<name>` answers, beside `health`; made at each request. */
  readonly documents?: Readonly<Record<string, () => unknown>>;
  /** What is emulated. @default every service of this package */
  readonly services?: readonly EmulatedService[];
}

export interface UpdateOptions extends StackUpdateOptions {
  /** Awaited after each operation: events may be published, other stacks may change. */
  readonly between?: (operation: StackOperation) => void | Promise<void>;
  /** Lets the update fail after so many operations, before its clean-up: it rolls back. @default it goes to its end */
  readonly stopAfter?: number;
}
