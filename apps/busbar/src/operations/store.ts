import type { DeployedUnit, StagePlan, StageRecord } from '@busbar/topology';

/** A record, and which version of it was read. */
export interface StoredRecord {
  readonly record: StageRecord;
  /** Opaque. Undefined: there is none yet, and `record` is empty. */
  readonly version: string | undefined;
}

/** Where it is written what each stage has. */
export interface RecordStore {
  read(stage: string): Promise<StoredRecord>;
  /**
   * Replaces what was read, as a whole.
   *
   * @param version that was read
   * @throws ConflictError when another version is there by now
   */
  write(record: StageRecord, version: string | undefined): Promise<void>;
}

/** Records, and what executions plan and deploy. */
export interface RolloutStore extends RecordStore {
  /** Writes a part under its digest, unless it is there: the same digest always names the same part. */
  keepPart(digest: string, part: DeployedUnit['part']): Promise<void>;
  readPart(digest: string): Promise<DeployedUnit['part'] | undefined>;
  /** @param text for people, as Markdown */
  keepPlan(plan: StagePlan, text: string): Promise<void>;
  /** Where a person reads the text. */
  planUrl(plan: Pick<StagePlan, 'stage' | 'execution'>): string;
  readPlan(stage: string, execution: string): Promise<StagePlan | undefined>;
}

/** Somebody else has written meanwhile: read again, and decide again. */
export class ConflictError extends Error {
  override readonly name = 'ConflictError';
}

/** Times that a write is tried again. More than one other writer at once is rare; that many are a defect. */
const ATTEMPTS = 20;

/**
 * Reads, decides and writes until nobody else wrote in between.
 *
 * @param decide may be called several times, each time with what is there then; without `write` nothing is written
 */
export async function updateRecord<Result>(
  store: RecordStore,
  stage: string,
  decide: (record: StageRecord) => Promise<{ readonly result: Result; readonly write?: StageRecord }>,
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    const { record, version } = await store.read(stage);
    try {
      const { result, write } = await decide(record);
      if (write) await store.write(write, version);
      return result;
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
      // What was found out while the stage changed hands may be wrong, too.
      if (!(error instanceof ConflictError) && (await store.read(stage)).version === version) throw error;
    }
  }
}
