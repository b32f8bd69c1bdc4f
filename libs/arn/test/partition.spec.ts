import { partitionOf, urlSuffixOf } from '../src';

it.each([
  ['eu-west-1', 'aws', 'amazonaws.com'],
  ['us-east-1', 'aws', 'amazonaws.com'],
  ['cn-north-1', 'aws-cn', 'amazonaws.com.cn'],
  ['us-gov-west-1', 'aws-us-gov', 'amazonaws.com'],
  ['eusc-de-east-1', 'aws-eusc', 'amazonaws.eu'],
  ['us-iso-east-1', 'aws-iso', 'c2s.ic.gov'],
  ['us-isob-east-1', 'aws-iso-b', 'sc2s.sgov.gov'],
  ['eu-isoe-west-1', 'aws-iso-e', 'cloud.adc-e.uk'],
  ['us-isof-south-1', 'aws-iso-f', 'csp.hci.ic.gov'],
  ['xx-new-1', 'aws', 'amazonaws.com'],
])('%s is in the partition %s, below %s', (region, partition, urlSuffix) => {
  expect(partitionOf(region)).toBe(partition);
  expect(urlSuffixOf(region)).toBe(urlSuffix);
});
