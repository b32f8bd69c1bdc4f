import { RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';

export interface RolloutStackProps extends StackProps {
  readonly bucketName: string;
}

/**
 * What all pipelines share: the bucket that keeps what each stage has, who holds it, and the plans. It outlives every pipeline, and without
 * it nobody knows what may still be owed, so it is never deleted and keeps every version.
 */
export class RolloutStack extends Stack {
  constructor(scope: Construct, id: string, { bucketName, ...props }: RolloutStackProps) {
    super(scope, id, props);
    new Bucket(this, 'Bucket', {
      bucketName,
      versioned: true,
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }
}
