import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { emptyRecord, formatDeployedRecord, parseStageRecord, TopologyError, type StageRecord } from '@busbar/topology';
import { CommandError, exitCode } from '../exit';
import { ConflictError, type RecordStore, type StoredRecord } from './store';

/** Where it is written what a stage has that is deployed by hand: in `deployed/`, beside `config/`. */
export function recordPath(config: string, stage: string): string {
  return join(dirname(config), 'deployed', `${stage}.topology.json`);
}

/**
 * What a stage has now; undefined when nothing was recorded.
 *
 * @throws CommandError (environment) when the file is damaged
 */
export function readRecordFile(config: string, stage: string): StageRecord | undefined {
  const path = recordPath(config, stage);
  return existsSync(path) ? parse(readFileSync(path, 'utf8'), stage, path) : undefined;
}

function parse(text: string, stage: string, path: string): StageRecord {
  try {
    return parseStageRecord(text, stage, relative(process.cwd(), path));
  } catch (error) {
    if (!(error instanceof TopologyError)) throw error;
    throw new CommandError(exitCode.environment, error.message, 'It says what AWS has: without it a rollout could lose events.');
  }
}

/** The records of stages that are deployed by hand, as files that are committed like `config/`. */
export class FileRecords implements RecordStore {
  readonly #config: string;

  constructor(config: string) {
    this.#config = config;
  }

  read(stage: string): Promise<StoredRecord> {
    const path = recordPath(this.#config, stage);
    if (!existsSync(path)) return Promise.resolve({ record: emptyRecord(stage), version: undefined });
    const text = readFileSync(path, 'utf8');
    return Promise.resolve({ record: parse(text, stage, path), version: versionOf(text) });
  }

  /** Replaces the file as a whole. */
  write(record: StageRecord, version: string | undefined): Promise<void> {
    const path = recordPath(this.#config, record.stage);
    const found = existsSync(path) ? versionOf(readFileSync(path, 'utf8')) : undefined;
    if (found !== version) return Promise.reject(new ConflictError(`"${path}" was written by somebody else meanwhile.`));
    mkdirSync(dirname(path), { recursive: true });
    const draft = `${path}.${process.pid}.tmp`;
    writeFileSync(draft, formatDeployedRecord(record));
    renameSync(draft, path);
    return Promise.resolve();
  }
}

function versionOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
