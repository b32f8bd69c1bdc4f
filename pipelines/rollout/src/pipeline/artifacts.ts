import { bootstrap } from '@busbar/topology';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { AnyPrincipal, PolicyStatement, type IPrincipal } from 'aws-cdk-lib/aws-iam';
import { Key, type IKey } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

export interface ArtifactsProps {
  readonly organizationId: string;
  /** Accounts whose stacks the pipeline deploys. */
  readonly accounts: readonly string[];
}

/** Days after which nothing looks at the artifacts of an execution any more. */
const KEPT_DAYS = 90;

/**
 * The bucket in which CodePipeline hands the cloud assembly on, with its key.
 *
 * CDK would name each deploying role in both policies, one by one: from about a hundred accounts on they would be longer than S3 and KMS
 * accept. Here the roles are admitted by their name in the accounts of the stage, and the bucket is handed to CodePipeline
 * as one that it must not change ({@link bucket}).
 */
export class Artifacts extends Construct {
  readonly bucket: IBucket;

  constructor(scope: Construct, id: string, props: ArtifactsProps) {
    super(scope, id);
    const encryptionKey = new Key(this, 'Key', {
      description: 'Artifacts of the pipeline',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const bucket = new Bucket(this, 'Bucket', {
      encryption: BucketEncryption.KMS,
      encryptionKey,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      lifecycleRules: [{ expiration: Duration.days(KEPT_DAYS) }],
      removalPolicy: RemovalPolicy.RETAIN,
    });
    if (props.accounts.length > 0) {
      bucket.addToResourcePolicy(
        forDeployment(props, ['s3:GetObject*', 's3:GetBucket*', 's3:List*'], [bucket.bucketArn, bucket.arnForObjects('*')]),
      );
      encryptionKey.addToResourcePolicy(forDeployment(props, ['kms:Decrypt', 'kms:DescribeKey'], ['*']));
    }
    this.bucket = Bucket.fromBucketAttributes(this, 'Imported', {
      bucketArn: bucket.bucketArn,
      encryptionKey: importedKey(this, encryptionKey),
    });
    this.bucket.node.addDependency(bucket);
  }
}

function importedKey(scope: Construct, { keyArn }: IKey): IKey {
  return Key.fromKeyArn(scope, 'ImportedKey', keyArn);
}

/** What CodePipeline and CloudFormation read with in the accounts of the stage: roles that only the bootstrap makes. */
function forDeployment(
  { organizationId, accounts }: ArtifactsProps,
  actions: readonly string[],
  resources: readonly string[],
): PolicyStatement {
  const everybody: IPrincipal = new AnyPrincipal();
  return new PolicyStatement({
    sid: 'DeployStage',
    principals: [everybody],
    actions: [...actions],
    resources: [...resources],
    conditions: {
      StringEquals: { 'aws:PrincipalOrgID': organizationId, 'aws:PrincipalAccount': accounts },
      ArnLike: {
        'aws:PrincipalArn': ['deploy', 'cfn-exec'].map((role) => `arn:*:iam::*:role/cdk-${bootstrap.qualifier}-${role}-role-*`),
      },
    },
  });
}
