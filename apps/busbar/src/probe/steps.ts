import { stackName, type Experiment, type ProbeContext, type PublishStep, type Step } from './experiment';
import type { Answer, ServiceCalls } from './service-calls';
import type { StackTarget, World } from './world';

/** Seconds between two looks at a queue. */
const POLL_SECONDS = 2;

/** What a step needs to run. */
export interface StepContext {
  readonly world: World;
  readonly calls: ServiceCalls;
  readonly target: (step: StepOf<'deploy'>) => StackTarget;
  /** @throws Error when the probe was interrupted */
  readonly check: () => void;
}

type StepOf<Kind extends Step['kind']> = Extract<Step, { readonly kind: Kind }>;

/** What there is to know of each kind of step. */
const kinds: {
  readonly [Kind in Step['kind']]: {
    /** For `--dry-run`: the calls, a line each. */
    readonly describe: (step: StepOf<Kind>, experiment: Experiment, context: ProbeContext) => readonly string[];
    readonly run: (step: StepOf<Kind>, context: StepContext) => Promise<Answer | undefined>;
  };
} = {
  deploy: {
    describe: ({ side, stack, template }, experiment, context) => [
      `${side}: cloudformation CreateStack or UpdateStack ${stackName(experiment, side, stack, context)}`,
      ...JSON.stringify(template, shortened, 2)
        .split('\n')
        .map((line) => `   ${line}`),
    ],
    run: async (step, { world, target }) => {
      const { ok, reason } = await world.deploy(target(step), step.template);
      if (!ok && step.observe === undefined)
        throw new Error(`A stack of the experiment was refused: ${reason ?? 'no reason given'}`);
      return { observed: ok ? 'deployed' : 'refused', ...(reason !== undefined && { detail: reason }) };
    },
  },
  wait: {
    describe: ({ seconds, why }) => [`   wait ${seconds} s: ${why}`],
    run: async ({ seconds }, { world, check }) => {
      // By the second, so that nobody waits a minute who interrupts.
      for (let second = 0; second < seconds; second++) {
        await world.wait(1);
        check();
      }
      return undefined;
    },
  },
  publish: {
    describe: describePublish,
    run: (step, { calls }) => calls.publish(step),
  },
  'publish-until': {
    describe: ({ publish, seconds }) => [
      ...describePublish(publish),
      `   each second until it is accepted, ${seconds} s at most`,
    ],
    run: async ({ publish, seconds }, { calls, world, check }) => {
      for (let waited = 0; ; waited++) {
        const answer = await calls.publish(publish);
        if (answer.observed.split(', ').every((code) => code === 'ok'))
          return { observed: 'accepted', detail: `after ${waited} s` };
        if (waited >= seconds) return { observed: 'not accepted', detail: answer.observed };
        await world.wait(1);
        check();
      }
    },
  },
  receive: {
    describe: ({ side, role, queue, seconds }) => [
      `${side}: sqs ReceiveMessage, DeleteMessage ${queue}${asRole(role)}, for ${seconds} s at most`,
    ],
    run: async ({ side, role, queue, seconds }, { calls, world, check }) => {
      for (let waited = 0; ; waited += POLL_SECONDS) {
        const received = await calls.receive(side, role, queue);
        if ('observed' in received) return received;
        if (received.messages > 0 || waited + POLL_SECONDS > seconds)
          return received.messages === 0 ? NONE : describeReceived(received);
        await world.wait(POLL_SECONDS);
        check();
      }
    },
  },
};

const NONE: Answer = { observed: 'none' };

export function describeStep<Kind extends Step['kind']>(
  step: StepOf<Kind>,
  experiment: Experiment,
  context: ProbeContext,
): readonly string[] {
  return kinds[step.kind as Kind].describe(step, experiment, context);
}

export function runStep<Kind extends Step['kind']>(step: StepOf<Kind>, context: StepContext): Promise<Answer | undefined> {
  return kinds[step.kind as Kind].run(step, context);
}

function describePublish({ side, role, events }: Omit<PublishStep, 'kind' | 'observe'>): readonly string[] {
  return [
    `${side}: events PutEvents${asRole(role)}`,
    ...events.map(
      ({ bus, source, entryBytes }) => `   ${source} to ${bus}${entryBytes === undefined ? '' : `, ${entryBytes} bytes`}`,
    ),
  ];
}

function describeReceived({
  messages,
  errorCodes,
}: {
  readonly messages: number;
  readonly errorCodes: readonly string[];
}): Answer {
  const codes = [...new Set(errorCodes)].sort();
  return { observed: [`${messages}`, ...codes].join(' ') };
}

function asRole(role: string | undefined): string {
  return role === undefined ? '' : ` as role ${role} (sts AssumeRole)`;
}

/** Filling that nobody reads. */
function shortened(_: string, value: unknown): unknown {
  return typeof value === 'string' && value.length > 500 ? `${value.slice(0, 20)}… (${value.length} characters)` : value;
}
