import type { ExperimentResult } from './compare';
import type { Experiment, ProbeContext } from './experiment';
import { describeStep } from './steps';

/** Placeholders for a dry run, which asks nobody. */
export const DRY_RUN: ProbeContext = {
  suffix: 'dryrun',
  region: 'us-east-1',
  partition: 'aws',
  accounts: { a: '111111111111', b: '222222222222' },
};

/** Everything that an experiment would do: every template, every call. */
export function describeExperiment(experiment: Experiment, context: ProbeContext): readonly string[] {
  const { id, question, assumption, minutes, leaves, notInRuntime } = experiment;
  return [
    `== ${id}: ${question}`,
    `   assumed: ${assumption}`,
    `   takes about ${minutes} minutes; leaves ${leaves ?? 'nothing'}`,
    ...(notInRuntime === undefined ? [] : [`   on AWS only: ${notInRuntime}`]),
    ...experiment
      .steps(context)
      .flatMap((step) => [
        ...describeStep(step, experiment, context),
        ...('observe' in step && step.observe !== undefined ? [`   → ${step.observe}`] : []),
      ]),
    '   then cloudformation DeleteStack for each stack, last first',
  ];
}

/** A result for people. */
export function describeResult({ id, question, answers, error, leftovers }: ExperimentResult): readonly string[] {
  return [
    `${id}: ${question}`,
    ...answers.map(({ name, aws = 'not asked', runtime = 'not asked', agree, detail }) => {
      const verdict = agree === undefined ? ' ' : agree ? '=' : '≠';
      return `  ${verdict} ${name}: AWS ${aws}, runtime ${runtime}${detail === undefined ? '' : ` (${detail})`}`;
    }),
    ...(error === undefined ? [] : [`  not finished: ${error}`]),
    ...leftovers.map((leftover) => `  not removed: ${leftover}`),
  ];
}
