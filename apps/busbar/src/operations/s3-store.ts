import type { S3Client } from '@aws-sdk/client-s3';
import {
  emptyRecord,
  formatDeployedRecord,
  formatStagePlan,
  parseStagePlan,
  parseStageRecord,
  TopologyError,
  type DeployedUnit,
  type StagePlan,
  type StageRecord,
} from '@busbar/topology';
import { CommandError, exitCode } from '../exit';
import type { ClientSettings } from './accounts';
import { ConflictError, type RolloutStore, type StoredRecord } from './store';

export interface S3StoreOptions {
  readonly bucket: string;
  /** Of the bucket. */
  readonly region: string;
  readonly settings?: Partial<ClientSettings>;
}

/** What {@link S3Client} answers for an object. */
interface StoredObject {
  readonly text: string;
  readonly version: string;
}

/**
 * The bucket in the tooling account. A record is written with `If-Match`, or `If-None-Match` where there is none yet, so that
 * of two writers one is refused.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export class S3Store implements RolloutStore {
  readonly #options: S3StoreOptions;
  #client?: Promise<S3Client>;

  constructor(options: S3StoreOptions) {
    this.#options = options;
  }

  async read(stage: string): Promise<StoredRecord> {
    const key = `stages/${stage}.json`;
    const object = await this.#get(key);
    if (!object) return { record: emptyRecord(stage), version: undefined };
    return { record: this.#parse(key, () => parseStageRecord(object.text, stage, this.#url(key))), version: object.version };
  }

  async write(record: StageRecord, version: string | undefined): Promise<void> {
    const key = `stages/${record.stage}.json`;
    const written = await this.#put(key, formatDeployedRecord(record), version ?? 'absent');
    if (!written) throw new ConflictError(`${this.#url(key)} was written by somebody else meanwhile.`);
  }

  async keepPart(digest: string, part: DeployedUnit['part']): Promise<void> {
    await this.#put(`parts/${digest}.json`, JSON.stringify(part), 'absent');
  }

  async readPart(digest: string): Promise<DeployedUnit['part'] | undefined> {
    const key = `parts/${digest}.json`;
    const object = await this.#get(key);
    return object && this.#parse(key, () => JSON.parse(object.text) as DeployedUnit['part']);
  }

  async keepPlan(plan: StagePlan, text: string): Promise<void> {
    const folder = folderOf(plan);
    await this.#put(`${folder}/plan.json`, formatStagePlan(plan));
    await this.#put(`${folder}/plan.md`, text);
  }

  /** In the console, which asks whoever is not logged in to do so. */
  planUrl(plan: Pick<StagePlan, 'stage' | 'execution'>): string {
    const { bucket, region } = this.#options;
    return `https://${region}.console.aws.amazon.com/s3/object/${bucket}?region=${region}&prefix=${folderOf(plan)}/plan.md`;
  }

  async readPlan(stage: string, execution: string): Promise<StagePlan | undefined> {
    const key = `${folderOf({ stage, execution })}/plan.json`;
    const object = await this.#get(key);
    return object && this.#parse(key, () => parseStagePlan(object.text, this.#url(key)));
  }

  #open(): Promise<S3Client> {
    const { region, settings } = this.#options;
    return (this.#client ??= import('@aws-sdk/client-s3').then(({ S3Client: Client }) => new Client({ region, ...settings })));
  }

  async #get(key: string): Promise<StoredObject | undefined> {
    const { GetObjectCommand } = await import('@aws-sdk/client-s3');
    const client = await this.#open();
    try {
      const { Body, ETag = '' } = await client.send(new GetObjectCommand({ Bucket: this.#options.bucket, Key: key }));
      return { text: (await Body?.transformToString('utf-8')) ?? '', version: ETag };
    } catch (error) {
      if (isNamed(error, 'NoSuchKey')) return undefined;
      throw this.#failure(error, key);
    }
  }

  /**
   * @param version that has to be there; `absent`: none. @default - whatever is there is replaced
   * @returns false when another one is there
   */
  async #put(key: string, text: string, version?: string): Promise<boolean> {
    const { PutObjectCommand } = await import('@aws-sdk/client-s3');
    const client = await this.#open();
    const condition = version === undefined ? {} : version === 'absent' ? { IfNoneMatch: '*' } : { IfMatch: version };
    const type = key.endsWith('.json') ? 'application/json' : 'text/markdown; charset=utf-8';
    const request = { Bucket: this.#options.bucket, Key: key, Body: text, ContentType: type, ...condition };
    try {
      await client.send(new PutObjectCommand(request));
      return true;
    } catch (error) {
      // 412: another version is there. 409: another write is under way. 404 with If-Match: it was deleted meanwhile.
      const isConflict = ['PreconditionFailed', 'ConditionalRequestConflict'].some((name) => isNamed(error, name));
      if (version !== undefined && (isConflict || (version !== 'absent' && isNamed(error, 'NoSuchKey')))) return false;
      throw this.#failure(error, key);
    }
  }

  #parse<Value>(key: string, parse: () => Value): Value {
    try {
      return parse();
    } catch (error) {
      if (!(error instanceof TopologyError || error instanceof SyntaxError)) throw error;
      const fix = `Restore an earlier version of it: the bucket is versioned (\`aws s3api list-object-versions --bucket ${this.#options.bucket} --prefix ${key}\`).`;
      throw new CommandError(exitCode.environment, `${this.#url(key)} is damaged: ${error.message}`, fix, error);
    }
  }

  #url(key: string): string {
    return `s3://${this.#options.bucket}/${key}`;
  }

  #failure(error: unknown, key: string): CommandError {
    const message = error instanceof Error ? error.message : String(error);
    const fix = isNamed(error, 'NoSuchBucket')
      ? 'Deploy the stack of the bucket; `busbar bootstrap` prints the command.'
      : 'Check Region, credentials and permissions of whoever runs this.';
    return new CommandError(exitCode.environment, `S3 does not answer for ${this.#url(key)}: ${message}`, fix, error);
  }
}

function folderOf({ stage, execution }: Pick<StagePlan, 'stage' | 'execution'>): string {
  return `plans/${stage}/${execution}`;
}

function isNamed(error: unknown, name: string): boolean {
  return error instanceof Error && error.name === name;
}
