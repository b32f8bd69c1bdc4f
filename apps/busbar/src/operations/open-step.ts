import { dirname } from 'node:path';
import type { Pipeline, Stage } from '@busbar/manifest';
import { rolloutBucket } from '@busbar/topology';
import { loadCompany, noSuchStage, type LoadedCompany } from '../company';
import { CommandError, exitCode } from '../exit';
import type { Terminal } from '../terminal/terminal';
import { now } from '../today';
import type { CommonOptions } from '../verb/verb';
import { bootstrapAccounts, type OpenAccount } from './accounts';
import { awsPipelines } from './aws-pipelines';
import { awsQueues } from './aws-queues';
import { AwsStacks } from './aws-stacks';
import type { StageExecution } from './execution';
import { gitCommits } from './git-commits';
import { S3Store } from './s3-store';
import type { Clock, StageServices } from './services';

export interface StepInput extends CommonOptions {
  readonly stage: string;
  readonly execution: string | undefined;
  readonly commit: string | undefined;
}

/** What a step works with. */
export interface OpenedStep {
  readonly company: LoadedCompany;
  readonly pipeline: Pipeline;
  readonly stage: Stage;
  readonly self: StageExecution;
  readonly services: StageServices;
  readonly open: OpenAccount;
}

export const realClock: Clock = {
  now: () => now(),
  pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};

/** @throws CommandError (usage) when there is no such stage, no pipeline, or nobody says which execution this is */
export async function openStep(terminal: Terminal, input: StepInput): Promise<OpenedStep> {
  const company = await loadCompany(terminal, input);
  const { platform, stages } = company.manifest;
  const stage = stages.find(({ name }) => name === input.stage);
  if (!stage) throw noSuchStage(company.manifest, input.stage);
  const { pipeline } = platform;
  if (!pipeline) {
    const message = 'config/platform.yaml has no pipeline, so there is no record of what the stages have.';
    throw new CommandError(exitCode.usage, message, 'Add `pipeline`, or deploy by hand: see `busbar rollout`.');
  }
  const self = {
    stage: stage.name,
    execution: given('execution', input.execution, 'BUSBAR_EXECUTION'),
    commit: given('commit', input.commit, 'BUSBAR_COMMIT'),
  };
  const open = bootstrapAccounts({});
  const { account, region } = pipeline;
  const services = {
    store: new S3Store({ bucket: rolloutBucket({ company: platform.company, account, region }), region }),
    stacks: new AwsStacks(open, stage.region, realClock),
    queues: awsQueues(open),
    pipelines: awsPipelines({ region }),
    commits: gitCommits(dirname(company.config)),
    clock: realClock,
  };
  return { company, pipeline, stage, self, services, open };
}

function given(option: string, value: string | undefined, variable: string): string {
  const found = value ?? process.env[variable];
  if (found !== undefined && found !== '') return found;
  const message = `It is not said which ${option} this is.`;
  throw new CommandError(exitCode.usage, message, `The pipeline sets ${variable}; by hand, give --${option}.`);
}
