import { rolloutBucket } from '@busbar/topology';
import type { Company } from '../company';
import { FileRecords } from './file-records';
import { S3Store } from './s3-store';
import type { RecordStore } from './store';

/** Where the records of a company's stages are: in the bucket of its pipelines, or in `deployed/` where it has none. */
export function recordStore({ config, manifest: { platform } }: Company): RecordStore {
  const { company, pipeline } = platform;
  if (!pipeline) return new FileRecords(config);
  return new S3Store({ bucket: rolloutBucket({ company, ...pipeline }), region: pipeline.region });
}
