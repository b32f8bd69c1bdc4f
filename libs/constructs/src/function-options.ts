import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { FunctionOptions } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { ConstructError } from './construct-error';

/**
 * Lambda's options that a subscribed function does not have, and what to do instead: those that the subscription decides, and those
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
export type SubscribedFunctionOptions = Omit<FunctionOptions, keyof typeof refused>;

/**
 * The compiler refuses them too, but not in JavaScript, nor in an object that was spread.
 *
 * @throws ConstructError that says what to do instead
 */
export function refuseOptions(id: string, options: object): void {
  for (const [option, instead] of Object.entries(refused)) {
    if ((options as Readonly<Record<string, unknown>>)[option] === undefined) continue;
    throw new ConstructError(`"${id}" sets ${option}, which a subscribed function cannot have. ${instead}`);
  }
}

/**
 * What the role has to be allowed for the options. CDK gives these permissions only to a role that it makes itself, and Lambda does
 * not make a function whose role lacks them. (CDK sees to tracing, file systems, event sources, destinations and profiling.)
 */
export function permissionsFor(scope: Construct, options: SubscribedFunctionOptions): PolicyStatement[] {
  return needs.filter(({ of }) => options[of] !== undefined).flatMap(({ statements }) => statements(options, Stack.of(scope)));
}

interface Need {
  readonly of: keyof SubscribedFunctionOptions;
  readonly statements: (options: SubscribedFunctionOptions, stack: Stack) => PolicyStatement[];
}

const needs: readonly Need[] = [
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
    statements: (_, stack) => [
      new PolicyStatement({
        sid: 'LambdaInsights',
        actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [
          stack.formatArn({
            service: 'logs',
            resource: 'log-group',
            resourceName: '/aws/lambda-insights:*',
            arnFormat: ArnFormat.COLON_RESOURCE_NAME,
          }),
        ],
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
        resources: environmentEncryption ? [environmentEncryption.keyRef.keyArn] : [],
      }),
    ],
  },
];
