import type { Experiment, ProbeContext } from './experiment';
import { runExperiment, type Run } from './run-experiment';
import type { World } from './world';

/** One question of an experiment, with both answers. */
export interface ComparedAnswer {
  readonly name: string;
  readonly aws?: string;
  readonly runtime?: string;
  /** Undefined where one of them was not asked. */
  readonly agree?: boolean;
  /** AWS's own words. */
  readonly detail?: string;
}

export interface ExperimentResult extends Pick<Experiment, 'id' | 'question' | 'assumption'> {
  readonly answers: readonly ComparedAnswer[];
  /** Why one of the runs did not come to its end. */
  readonly error?: string;
  readonly leftovers: readonly string[];
}

export interface Worlds {
  readonly aws: () => Promise<World>;
  readonly runtime: () => Promise<World>;
}

/** Runs an experiment on AWS and, with the same templates and calls, in the embedded runtime. */
export async function probeExperiment(
  experiment: Experiment,
  context: ProbeContext,
  worlds: Worlds,
  options: Parameters<typeof runExperiment>[3] = {},
): Promise<ExperimentResult> {
  const { id, question, assumption, notInRuntime } = experiment;
  const aws = await inWorld(await worlds.aws(), (world) => runExperiment(experiment, context, world, options));
  const runtime =
    notInRuntime === undefined && aws.error === undefined
      ? await inWorld(await worlds.runtime(), (world) => runExperiment(experiment, context, world))
      : undefined;
  const error = aws.error ?? (runtime?.error !== undefined ? `in the runtime: ${runtime.error}` : undefined);
  return {
    id,
    question,
    assumption,
    answers: compare(aws, runtime),
    leftovers: aws.leftovers,
    ...(error !== undefined && { error }),
  };
}

async function inWorld(world: World, run: (world: World) => Promise<Run>): Promise<Run> {
  try {
    return await run(world);
  } finally {
    await world.close();
  }
}

function compare(aws: Run, runtime: Run | undefined): readonly ComparedAnswer[] {
  return [...new Set([...aws.answers.keys(), ...(runtime?.answers.keys() ?? [])])].map((name) => {
    const [onAws, inRuntime] = [aws.answers.get(name), runtime?.answers.get(name)];
    return {
      name,
      ...(onAws && { aws: onAws.observed }),
      ...(inRuntime && { runtime: inRuntime.observed }),
      ...(onAws && inRuntime && { agree: onAws.observed === inRuntime.observed }),
      ...(onAws?.detail !== undefined && { detail: onAws.detail }),
    };
  });
}
