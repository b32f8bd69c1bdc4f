import { emptyRecord, recordStacks, rolloutBucket, type StageRecord, type Topology } from '@busbar/topology';
import { openCompany, topologyOf } from '../company';
import { CommandError, exitCode } from '../exit';
import type { Terminal } from '../terminal/terminal';
import { now } from '../today';
import type { CommonOptions } from '../verb/verb';
import { bootstrapAccounts, type OpenAccount } from './accounts';
import { AwsStacks } from './aws-stacks';
import type { DriftRequest } from './detect-drift';
import { readRecordFile } from './file-records';
import { realClock } from './open-step';
import { S3Store } from './s3-store';

export interface DeployedInput extends CommonOptions {
  readonly stage: string;
  readonly port: number | undefined;
}

/**
 * What a stage was deployed with: as the pipeline has recorded it, or `deployed/`; in the runtime what config/ says, where nothing
 * is recorded.
 *
 * @throws CommandError (usage) when nothing was recorded
 */
export async function openDeployed(terminal: Terminal, input: DeployedInput): Promise<DriftRequest> {
  const company = await openCompany(terminal, input);
  const topology = topologyOf(company, input.stage);
  const { centralAccount, region } = topology;
  const open = input.port === undefined ? bootstrapAccounts({}) : runtimeAccounts(input.port);
  const stacks = new AwsStacks(open, region, realClock);
  const recorded = readRecordFile(company.config, input.stage);
  if (input.port !== undefined) {
    const record = recorded ?? recordStacks(emptyRecord(input.stage), topology, now());
    return { deployed: record.units, centralAccount, stacks, open };
  }
  const { company: name, pipeline } = company.manifest.platform;
  const store = pipeline && new S3Store({ bucket: rolloutBucket({ company: name, ...pipeline }), region: pipeline.region });
  const record = store ? (await store.read(input.stage)).record : recorded;
  if (!record || record.units.length === 0) throw nothingRecorded(topology, record);
  return { deployed: record.units, centralAccount, stacks, open };
}

/** With the root keys of each account, which the runtime knows by its id. */
function runtimeAccounts(port: number): OpenAccount {
  return (account, region) => ({
    region,
    endpoint: `http://127.0.0.1:${port}`,
    credentials: { accessKeyId: account, secretAccessKey: 'local' },
  });
}

function nothingRecorded({ stage }: Topology, record: StageRecord | undefined): CommandError {
  const where = record ? 'the bucket of the pipelines' : `deployed/${stage}.topology.json`;
  return new CommandError(
    exitCode.usage,
    `Nothing is recorded of stage "${stage}" in ${where}, so there is nothing to compare with.`,
    'Deploy it, or record a deployment by hand: `busbar record`. `--port` compares a runtime.',
  );
}
