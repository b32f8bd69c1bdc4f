import { stackName, type Experiment, type ProbeContext } from './experiment';
import { ServiceCalls, type Answer } from './service-calls';
import { runStep } from './steps';
import type { StackTarget, World } from './world';

/** What was observed in one world. */
export interface Run {
  /** By what was asked, in order. */
  readonly answers: ReadonlyMap<string, Answer>;
  /** Why it did not come to its end. */
  readonly error?: string;
  /** Stacks that could not be removed, with the reason. */
  readonly leftovers: readonly string[];
}

/**
 * Runs an experiment in a world, and removes what it made: also when a step fails, and when `signal` says to stop.
 *
 * @param onStep what is being done
 */
export async function runExperiment(
  experiment: Experiment,
  context: ProbeContext,
  world: World,
  { signal, onStep = () => undefined }: { readonly signal?: AbortSignal; readonly onStep?: (what: string) => void } = {},
): Promise<Run> {
  const answers = new Map<string, Answer>();
  const made = new Map<string, StackTarget>();
  const check = () => signal?.throwIfAborted();
  const target = ({ side, stack }: { readonly side: 'a' | 'b'; readonly stack: string }): StackTarget => {
    const name = stackName(experiment, side, stack, context);
    const found = made.get(name) ?? { side, name };
    // Before it is made: one that is made only half is removed too.
    made.set(name, found);
    return found;
  };
  let error: string | undefined;
  try {
    const stepContext = { world, calls: new ServiceCalls(world, context), target, check };
    for (const step of experiment.steps(context)) {
      check();
      onStep(step.kind);
      const answer = await runStep(step, stepContext);
      if ('observe' in step && step.observe !== undefined && answer) answers.set(step.observe, answer);
    }
  } catch (thrown) {
    error = signal?.aborted ? 'interrupted' : messageOf(thrown);
  }
  const leftovers: string[] = [];
  for (const stack of [...made.values()].reverse()) {
    onStep(`remove ${stack.name}`);
    await world.remove(stack).catch((thrown: unknown) => leftovers.push(`${stack.name}: ${messageOf(thrown)}`));
  }
  return { answers, leftovers, ...(error !== undefined && { error }) };
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
