import { emptyRecord } from '@busbar/topology';
import { S3Store } from '../../src/operations/s3-store';
import { ConflictError, updateRecord } from '../../src/operations/store';
import { AwsStandIn } from './aws-stand-in';

const aws = new AwsStandIn('rollout');
let endpoint = '';
beforeAll(async () => (endpoint = await aws.listen()));
afterAll(() => aws.close());
beforeEach(() => aws.s3.objects.clear());

const credentials = { accessKeyId: 'key', secretAccessKey: 'secret' };
const open = (bucket = 'rollout') => new S3Store({ bucket, region: 'eu-west-1', settings: { endpoint, credentials } });
const holder = (execution: string) => ({ execution, commit: 'c0ffee', since: '2026-12-01T12:00:00Z' });

describe('the record of a stage in S3', () => {
  it('is empty where there is none', async () => {
    expect(await open().read('dev')).toEqual({ record: emptyRecord('dev'), version: undefined });
  });

  it('is written once by whoever comes first, and replaced by whoever has read it last', async () => {
    const [a, b] = [open(), open()];
    await a.write({ ...emptyRecord('dev'), heldBy: holder('a') }, undefined);
    await expect(b.write({ ...emptyRecord('dev'), heldBy: holder('b') }, undefined)).rejects.toThrow(ConflictError);
    const { record, version } = await b.read('dev');
    expect(record.heldBy?.execution).toBe('a');
    await b.write({ ...record, heldBy: holder('b') }, version);
    await expect(a.write(record, version)).rejects.toThrow(ConflictError);
    expect((await a.read('dev')).record.heldBy?.execution).toBe('b');
    expect(aws.s3.objects.get('rollout/stages/dev.json')).toHaveLength(2);
  });

  it('loses nothing when many write at once', async () => {
    const names = Array.from({ length: 8 }, (_, index) => `execution-${index}`);
    await Promise.all(
      names.map((execution) =>
        updateRecord(open(), 'dev', (record) => {
          const waiting = [...(record.waiting ?? []), { execution, commit: execution }];
          return Promise.resolve({ result: undefined, write: { ...record, waiting } });
        }),
      ),
    );
    const { waiting = [] } = (await open().read('dev')).record;
    expect(waiting.map(({ execution }) => execution).sort()).toEqual(names);
  });

  it.each([
    ['{', 'is damaged'],
    ['{"schema":"busbar/deployed@1","stage":"prod","units":[]}', 'is the record of stage "prod"'],
    ['{"schema":"busbar/deployed@1","stage":"dev","units":[],"heldBy":{}}', 'names an execution without its id'],
  ])('is refused where it is something else: %s', async (body, message) => {
    aws.s3.objects.set('rollout/stages/dev.json', [{ body, etag: '"1"' }]);
    await expect(open().read('dev')).rejects.toThrow(message);
  });
});

describe('the rest of the bucket', () => {
  it('keeps a part under its digest, once', async () => {
    await open().keepPart('1234', { grants: [] });
    await open().keepPart('1234', { grants: [] });
    expect(await open().readPart('1234')).toEqual({ grants: [] });
    expect(aws.s3.objects.get('rollout/parts/1234.json')).toHaveLength(1);
    expect(await open().readPart('5678')).toBeUndefined();
  });

  it('says what to do when there is no bucket', async () => {
    await expect(open('elsewhere').read('dev')).rejects.toMatchObject({
      exit: 3,
      message: expect.stringContaining('s3://elsewhere/stages/dev.json'),
      fix: expect.stringContaining('busbar bootstrap'),
    });
  });
});
