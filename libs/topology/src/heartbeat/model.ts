import type { Named, PlannedRole } from '../named';

/** What publishes a heartbeat for each route, every minute; in the central account. */
export interface PlannedHeartbeat {
  readonly function: Named & {
    /** The text of `index.js`. */
    readonly code: string;
    readonly environment: Readonly<Record<string, string>>;
  };
  /** Only it may publish the source of heartbeats. */
  readonly role: PlannedRole;
  readonly logGroup: { readonly name: string; readonly retentionDays: number };
  /** A rule on the default bus. */
  readonly schedule: Named & { readonly expression: string };
  /** Account whose pipeline may publish heartbeats out of turn, for the smoke step; absent without a pipeline. */
  readonly invokedFrom?: string;
}

/** Where the heartbeats of all routes of an account arrive: one rule on its subscriber bus, and a queue that nobody has to empty. */
export interface InboxHeartbeat {
  readonly rule: Named;
  readonly pattern: Readonly<Record<string, unknown>>;
  readonly queue: Named;
  readonly retentionSeconds: number;
  /** ARN of the role of the pipeline's steps, which reads the queue in the smoke step; absent without a pipeline. */
  readonly reader?: string;
}
