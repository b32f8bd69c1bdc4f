import { Annotations, Aws } from 'aws-cdk-lib';
import { Policy, PolicyStatement, type IRole } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Tracing, type FunctionOptions } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { acceptFinding } from './accepted-findings';
import { ConstructError } from './construct-error';

/**
 * Lambda's options that a function of a subscription does not have, and what to do instead: those that the subscription decides, and those
 * with which events would not arrive, since a rule invokes the function itself and passes it nothing but the event.
 */
const refused = {
  functionName: 'The subscription names the function: functionName of its delivery.',
  role: "The function runs as the service's role. Grant that what it needs: grant…(fn).",
  logGroup: 'The log group is drawn with the function. Set logRetention and logRemovalPolicy.',
  logRetentionRole: 'The log group is drawn with the function, without a custom resource that would need a role.',
  logRetentionRetryOptions: 'The log group is drawn with the function, without a custom resource that would be retried.',
  deadLetterQueue: 'The DLQ is planned and drawn with the function: processingDeadLetterQueue.',
  deadLetterQueueEnabled: 'The DLQ is planned and drawn with the function: processingDeadLetterQueue.',
  deadLetterTopic:
    'A function has one place for dead letters, its processingDeadLetterQueue. Use onFailure for a topic beside it.',
  maxEventAge: 'The subscription decides it: set retry.maximumEventAgeInSeconds there.',
  retryAttempts: 'The subscription decides it: set retry.maximumRetryAttempts there; Lambda retries twice at most.',
  // https://docs.aws.amazon.com/lambda/latest/dg/snapstart.html
  snapStart: 'SnapStart works for published versions only, and events go to the unpublished function. Leave it out.',
  currentVersionOptions:
    'Events go to the unpublished function, so that provisioned concurrency and retries of a version do nothing for them. Leave it out.',
  // https://docs.aws.amazon.com/lambda/latest/dg/tenant-isolation-invoke.html
  tenancyConfig:
    'A function with tenant isolation refuses invocations without a tenant, and a rule names none. Invoke it from the subscribed one.',
  // https://docs.aws.amazon.com/lambda/latest/dg/durable-invoking.html
  durableConfig:
    'A durable function is invoked by version or alias only, and a rule invokes the function itself. Invoke it from the subscribed one.',
} as const satisfies Partial<Record<keyof FunctionOptions, string>>;

/** Lambda's options, less those that are refused. */
export type EventFunctionOptions = Omit<FunctionOptions, keyof typeof refused>;

/**
 * The compiler refuses them too, but not in JavaScript, nor in an object that was spread.
 *
 * @throws ConstructError that says what to do instead
 */
export function refuseOptions(id: string, options: object): void {
  for (const [option, instead] of Object.entries(refused)) {
    if ((options as Readonly<Record<string, unknown>>)[option] === undefined) continue;
    throw new ConstructError(`"${id}" sets ${option}, which a function of a subscription cannot have. ${instead}`);
  }
}

/**
 * Allows the role what the options need, in a policy of its own: `synth --validate` accepts the wildcards that AWS demands there, and
 * no others. CDK gives these permissions only to a role that it makes itself, or not in a policy of their own, and Lambda does not make
 * a function whose role lacks them. (CDK sees to file systems, event sources, destinations and profiling.)
 *
 * @returns undefined when they need nothing
 */
export function permitOptions(scope: Construct, id: string, role: IRole, options: EventFunctionOptions): Policy | undefined {
  if (options.insightsVersion !== undefined) {
    const reason = 'The permissions of the managed policy are in a policy of this stack.';
    Annotations.of(role).acknowledgeWarning('@aws-cdk/aws-iam:IRoleCantBeUsedWithIManagedPolicy', reason);
  }
  const statements = needs.filter(({ of }) => options[of] !== undefined).flatMap((need) => need.statements(options));
  if (statements.length === 0) return undefined;
  const policy = new Policy(scope, id, { roles: [role], statements });
  for (const { resources } of statements) {
    for (const resource of resources.filter((each) => each.endsWith('*'))) {
      acceptFinding(policy, `AwsSolutions-IAM5[Resource::${asNagWrites(resource)}]`, NAMELESS);
    }
  }
  return policy;
}

const NAMELESS = 'Network interfaces, traces and the group of Lambda Insights have no names yet; AWS demands the permission so.';

/** cdk-nag has pseudo parameters in angle brackets. */
function asNagWrites(resource: string): string {
  return resource
    .replace(Aws.PARTITION, '<AWS::Partition>')
    .replace(Aws.REGION, '<AWS::Region>')
    .replace(Aws.ACCOUNT_ID, '<AWS::AccountId>');
}

interface Need {
  readonly of: keyof EventFunctionOptions;
  readonly statements: (options: EventFunctionOptions) => PolicyStatement[];
}

const needs: readonly Need[] = [
  {
    // As AWSXRayDaemonWriteAccess has them.
    of: 'tracing',
    statements: ({ tracing }) =>
      tracing === Tracing.DISABLED
        ? []
        : [
            new PolicyStatement({
              sid: 'Traces',
              actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
              resources: ['*'],
            }),
          ],
  },
  {
    // As AWSLambdaVPCAccessExecutionRole has them: https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
    of: 'vpc',
    statements: () => [
      new PolicyStatement({
        sid: 'NetworkInterfaces',
        actions: [
          'ec2:AssignPrivateIpAddresses',
          'ec2:CreateNetworkInterface',
          'ec2:DeleteNetworkInterface',
          'ec2:DescribeNetworkInterfaces',
          'ec2:DescribeSubnets',
          'ec2:UnassignPrivateIpAddresses',
        ],
        resources: ['*'],
      }),
    ],
  },
  {
    // As CloudWatchLambdaInsightsExecutionRolePolicy has them.
    of: 'insightsVersion',
    statements: () => [
      new PolicyStatement({
        sid: 'LambdaInsights',
        actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
        // With pseudo parameters, so that it reads the same in every account: it is accepted by name (`acknowledgements.ts`).
        resources: [`arn:${Aws.PARTITION}:logs:${Aws.REGION}:${Aws.ACCOUNT_ID}:log-group:/aws/lambda-insights:*`],
      }),
    ],
  },
  {
    // https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars-encryption.html
    of: 'environmentEncryption',
    statements: ({ environmentEncryption }) => [
      new PolicyStatement({
        sid: 'Environment',
        actions: ['kms:Decrypt'],
        resources: environmentEncryption ? [arnOfKey(environmentEncryption)] : [],
      }),
    ],
  },
];

/** Older CDKs ask for a whole `IKey`, newer ones for a reference. */
function arnOfKey(key: NonNullable<EventFunctionOptions['environmentEncryption']>): string {
  return 'keyArn' in key ? (key as IKey).keyArn : key.keyRef.keyArn;
}
