import { urlSuffixOf } from '@busbar/arn';
import type { EmulatedService } from '../../service/emulated-service';

const IDLE = 'Objects are not stored here.';

export const s3: EmulatedService = {
  name: 's3',
  title: 'S3',
  resourceTypes: {
    'AWS::S3::Bucket': {
      idle: IDLE,
      createOnly: ['BucketName', 'BucketNamePrefix', 'BucketNamespace', 'ObjectLockEnabled'],
      anyAttribute: true,
      identify(draft) {
        const name = draft.text('BucketName') ?? draft.generatedName(63).toLowerCase();
        // Names of buckets are global.
        const arn = `arn:${draft.partition}:s3:::${name}`;
        const suffix = urlSuffixOf(draft.region);
        const attributes = {
          Arn: arn,
          DomainName: `${name}.s3.${suffix}`,
          RegionalDomainName: `${name}.s3.${draft.region}.${suffix}`,
        };
        return { name, physicalId: name, arn, attributes };
      },
    },
    'AWS::S3::BucketPolicy': {
      idle: IDLE,
      createOnly: ['Bucket'],
      identify(draft) {
        const name = draft.named('Bucket', 63);
        return { name, physicalId: name, attributes: {} };
      },
    },
  },
  idleFamilies: { 'AWS::S3::': IDLE },
  create: () => ({}),
};
