/** A group of Regions with accounts, domains and ARNs of its own. */
export type Partition = keyof typeof PARTITIONS;

/**
 * What the Regions of a partition begin with, and the domain of its endpoints. The first partition has all other Regions.
 * Mirrors the partitions of the AWS SDK: https://docs.aws.amazon.com/general/latest/gr/rande.html
 */
const PARTITIONS = {
  aws: { regions: '', urlSuffix: 'amazonaws.com' },
  'aws-cn': { regions: 'cn-', urlSuffix: 'amazonaws.com.cn' },
  'aws-eusc': { regions: 'eusc-', urlSuffix: 'amazonaws.eu' },
  'aws-iso': { regions: 'us-iso-', urlSuffix: 'c2s.ic.gov' },
  'aws-iso-b': { regions: 'us-isob-', urlSuffix: 'sc2s.sgov.gov' },
  'aws-iso-e': { regions: 'eu-isoe-', urlSuffix: 'cloud.adc-e.uk' },
  'aws-iso-f': { regions: 'us-isof-', urlSuffix: 'csp.hci.ic.gov' },
  'aws-us-gov': { regions: 'us-gov-', urlSuffix: 'amazonaws.com' },
} as const;

const others = Object.entries(PARTITIONS).filter(([partition]) => partition !== 'aws') as [Partition, { regions: string }][];

/** The partition of a Region, `AWS::Partition` in CloudFormation. @param region `eu-west-1` */
export function partitionOf(region: string): Partition {
  return others.find(([, { regions }]) => region.startsWith(regions))?.[0] ?? 'aws';
}

/** The domain of AWS's endpoints in a Region, `AWS::URLSuffix` in CloudFormation: `amazonaws.com`. */
export function urlSuffixOf(region: string): string {
  return PARTITIONS[partitionOf(region)].urlSuffix;
}
