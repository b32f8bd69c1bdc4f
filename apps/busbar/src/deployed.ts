import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { formatDeployedRecord, parseDeployedRecord, TopologyError, type DeployedRecord } from '@busbar/topology';
import { CommandError, exitCode } from './exit';

/** Where it is written what a stage has: in `deployed/`, beside `config/`. */
export function deployedPath(config: string, stage: string): string {
  return join(dirname(config), 'deployed', `${stage}.topology.json`);
}

/**
 * What a stage has now; undefined when nothing was recorded.
 *
 * @throws CommandError (environment) when the file is damaged
 */
export function readDeployed(config: string, stage: string): DeployedRecord | undefined {
  const path = deployedPath(config, stage);
  if (!existsSync(path)) return undefined;
  try {
    return parseDeployedRecord(readFileSync(path, 'utf8'), stage, relative(process.cwd(), path));
  } catch (error) {
    if (!(error instanceof TopologyError)) throw error;
    throw new CommandError(exitCode.environment, error.message, 'It says what AWS has: without it a rollout could lose events.');
  }
}

/** Replaces the file as a whole. @returns its path */
export function writeDeployed(config: string, record: DeployedRecord): string {
  const path = deployedPath(config, record.stage);
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}.tmp`;
  writeFileSync(draft, formatDeployedRecord(record));
  renameSync(draft, path);
  return path;
}
