import { partitionOf } from '@busbar/arn';
import type { BindingsRepository } from '@busbar/manifest';
import { bootstrapRoleArn, names, type BootstrapRole } from '@busbar/topology';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';

export interface StepPermissionsRequest {
  /** Name of the bucket that keeps what each stage has. */
  readonly bucket: string;
  readonly stage: string;
  /** Accounts whose stacks the pipeline deploys, and their Region. */
  readonly accounts: readonly string[];
  readonly region: string;
  /** Of the pipelines. */
  readonly tooling: { readonly account: string; readonly region: string };
  /** Names of the pipelines that the steps may start: their own and the next stage's. */
  readonly pipelines: readonly string[];
}

/** Accounts in one statement: CDK spreads statements over several policies where one would be too long, and does not split any. */
const ACCOUNTS_PER_STATEMENT = 20;

/** `busbar pipeline plan`: reads the stage, and whether who holds it still runs; writes its plan. */
export function planPermissions({ bucket, stage, ...request }: StepPermissionsRequest): readonly PolicyStatement[] {
  const arn = `arn:${partitionOf(request.tooling.region)}:s3:::${bucket}`;
  const objects = [`stages/${stage}.json`, `plans/${stage}/*`, 'parts/*'].map((key) => `${arn}/${key}`);
  return [
    new PolicyStatement({ sid: 'KeepRecord', actions: ['s3:GetObject', 's3:PutObject'], resources: objects }),
    // Without it, an object that is not there is a 403.
    new PolicyStatement({ sid: 'MissRecord', actions: ['s3:ListBucket'], resources: [arn] }),
    new PolicyStatement({
      sid: 'AskForHolder',
      actions: ['codepipeline:GetPipelineExecution'],
      resources: [pipelineArn(names.pipeline(stage), request.tooling)],
    }),
    ...assume('lookup', request),
  ];
}

/** The other steps. In other accounts they act through the bootstrap's roles only: reading by one, deleting and protecting by the other. */
export function stepPermissions(request: StepPermissionsRequest): readonly PolicyStatement[] {
  return [
    ...planPermissions(request),
    ...assume('deploy', request),
    ...heartbeats(request),
    new PolicyStatement({
      sid: 'StartPipelines',
      actions: ['codepipeline:StartPipelineExecution'],
      resources: request.pipelines.map((name) => pipelineArn(name, request.tooling)),
    }),
  ];
}

/** The smoke step has heartbeats published and reads where they arrive; queues and function admit its role. */
function heartbeats({ accounts, region }: Pick<StepPermissionsRequest, 'accounts' | 'region'>): readonly PolicyStatement[] {
  const arn = (service: string, account: string, resource: string): string =>
    `arn:${partitionOf(region)}:${service}:${region}:${account}:${resource}`;
  return inBatches(accounts).flatMap((batch) => [
    new PolicyStatement({
      actions: ['sqs:GetQueueUrl', 'sqs:ReceiveMessage'],
      resources: batch.map((account) => arn('sqs', account, names.heartbeat)),
    }),
    new PolicyStatement({
      actions: ['lambda:InvokeFunction'],
      resources: batch.map((account) => arn('lambda', account, `function:${names.heartbeat}`)),
    }),
  ]);
}

function pipelineArn(name: string, { account, region }: StepPermissionsRequest['tooling']): string {
  return `arn:${partitionOf(region)}:codepipeline:${region}:${account}:${name}`;
}

function inBatches(accounts: readonly string[]): readonly (readonly string[])[] {
  return Array.from({ length: Math.ceil(accounts.length / ACCOUNTS_PER_STATEMENT) }, (_, batch) =>
    accounts.slice(batch * ACCOUNTS_PER_STATEMENT, (batch + 1) * ACCOUNTS_PER_STATEMENT),
  );
}

/** Of the stage's accounts alone: the same tooling account is trusted in every stage. */
function assume(
  role: BootstrapRole,
  { accounts, region }: Pick<StepPermissionsRequest, 'accounts' | 'region'>,
): readonly PolicyStatement[] {
  return inBatches(accounts).map(
    (batch) =>
      new PolicyStatement({
        actions: ['sts:AssumeRole'],
        resources: batch.map((account) => bootstrapRoleArn(role, account, region)),
      }),
  );
}

/** What the commands of publish-bindings.ts do, by kind of the repository. */
export const publishPermissions: {
  readonly [Kind in BindingsRepository['kind']]: (
    repository: Extract<BindingsRepository, { readonly kind: Kind }>,
  ) => readonly PolicyStatement[];
} = {
  codeartifact: ({ domain, repository, account, region }) => {
    const of = (resource: string): string => `arn:${partitionOf(region)}:codeartifact:${region}:${account}:${resource}`;
    return [
      new PolicyStatement({
        sid: 'LogInToDomain',
        actions: ['codeartifact:GetAuthorizationToken'],
        resources: [of(`domain/${domain}`)],
      }),
      new PolicyStatement({
        sid: 'FindPackages',
        actions: ['codeartifact:GetRepositoryEndpoint', 'codeartifact:ReadFromRepository'],
        resources: [of(`repository/${domain}/${repository}`)],
      }),
      new PolicyStatement({
        sid: 'PublishPackages',
        actions: ['codeartifact:PublishPackageVersion', 'codeartifact:PutPackageMetadata'],
        resources: [of(`package/${domain}/${repository}/*`)],
      }),
      new PolicyStatement({
        sid: 'GetToken',
        actions: ['sts:GetServiceBearerToken'],
        resources: ['*'],
        conditions: { StringEquals: { 'sts:AWSServiceName': 'codeartifact.amazonaws.com' } },
      }),
    ];
  },
};
