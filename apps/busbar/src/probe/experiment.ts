/** One of the two sandbox accounts. */
export type Side = 'a' | 'b';

/** What an experiment's names and ARNs are made from. */
export interface ProbeContext {
  /** Ends every name, so that two probes do not meet: `k3x9q2`. */
  readonly suffix: string;
  readonly region: string;
  readonly partition: string;
  readonly accounts: Readonly<Record<Side, string>>;
}

export type Template = Readonly<{ Resources: Readonly<Record<string, unknown>> }>;

/** An event to publish. With `entryBytes` its detail is filled up until the entry has that size, as EventBridge counts it. */
export interface ProbeEvent {
  readonly bus: string;
  readonly source: string;
  readonly entryBytes?: number;
}

/**
 * One thing to do. What is observed in it is compared between AWS and the runtime under the name in `observe`; a step without one only
 * prepares the next.
 */
export type Step =
  | {
      readonly kind: 'deploy';
      readonly side: Side;
      readonly stack: string;
      readonly template: Template;
      readonly observe?: string;
    }
  | { readonly kind: 'wait'; readonly seconds: number; readonly why: string }
  | PublishStep
  /** Publishes the same again each second until it is accepted. */
  | {
      readonly kind: 'publish-until';
      readonly publish: Omit<PublishStep, 'kind' | 'observe'>;
      readonly seconds: number;
      readonly observe: string;
    }
  /** Receives until there is a message, or the time is over. */
  | ReceiveStep;

export interface PublishStep {
  readonly kind: 'publish';
  readonly side: Side;
  /** Name of a role of the account that is assumed first. Absent: as the profile. */
  readonly role?: string;
  readonly events: readonly ProbeEvent[];
  readonly observe?: string;
}

export interface ReceiveStep {
  readonly kind: 'receive';
  readonly side: Side;
  readonly role?: string;
  readonly queue: string;
  readonly seconds: number;
  readonly observe: string;
}

/** A question to AWS, put as templates and calls. */
export interface Experiment {
  readonly id: string;
  readonly question: string;
  /** What Busbar assumes until this was run, and what rests on it. */
  readonly assumption: string;
  /** Roughly, on AWS. */
  readonly minutes: number;
  /** What AWS keeps for a while after everything was deleted. */
  readonly leaves?: string;
  /** Why the embedded runtime cannot be asked. */
  readonly notInRuntime?: string;
  readonly steps: (context: ProbeContext) => readonly Step[];
}

/** `busbar-probe-third-hop-b-k3x9q2`. */
export function stackName({ id }: Pick<Experiment, 'id'>, side: Side, stack: string, { suffix }: ProbeContext): string {
  return ['busbar-probe', id, side, stack, suffix].filter(Boolean).join('-');
}
