export { busArn, formatArn, parseArn, queueArn, type Arn } from './arn';
export { partitionOf, urlSuffixOf, type Partition } from './partition';
