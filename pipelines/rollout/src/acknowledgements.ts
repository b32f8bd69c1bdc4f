import type { PackedPolicy } from '@busbar/topology';
import { Validations } from 'aws-cdk-lib';
import { CfnEventBus } from 'aws-cdk-lib/aws-events';
import { CfnManagedPolicy, CfnRole } from 'aws-cdk-lib/aws-iam';
import { Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';
import { acknowledgePipelines } from './pipeline-acknowledgements';

/** A finding that is right about the resource and wrong about us. */
export interface Acknowledgement {
  /** Which constructs; their path in the app says where they are. */
  readonly where: (construct: IConstruct) => boolean;
  /** The rule's id as its pack reports it; some have the finding in it. */
  readonly rule: string | ((construct: IConstruct) => string);
  readonly reason: string;
}

/** Every finding that is accepted, and why. A new one belongs here or in the template, nowhere else. */
export const acknowledgements: readonly Acknowledgement[] = [
  {
    where: ({ node }) => node.path.endsWith('DeadLetterQueue'),
    rule: 'AwsSolutions-SQS3',
    reason: 'It is a dead-letter queue: of a rule, a bus or a function. The check only knows those of queues.',
  },
  {
    where: (construct) => construct instanceof LambdaFunction && construct.runtime.name === Runtime.NODEJS_22_X.name,
    rule: 'AwsSolutions-L1',
    reason: 'Node 22 is what the client library is tested with, and has long-term support. The check asks for the newest.',
  },
  {
    where: (construct) => construct instanceof CfnEventBus && admitsCentralAccount(construct.policy),
    rule: 'Busbar-BusPolicyBound',
    reason: "The stage's subscriberBusTrust is central-account: only that account, which delivers, may put events on the bus.",
  },
  {
    where: (construct) => queuesByTag(construct) !== undefined,
    rule: (construct) => `AwsSolutions-IAM5[Resource::${queuesByTag(construct)}]`,
    reason:
      "The statement holds for queues with the service's tag only (aws:ResourceTag); the check does not look at conditions.",
  },
  {
    where: ({ node }) => node.path.endsWith('Heartbeat/Queue/Resource'),
    rule: 'AwsSolutions-SQS3',
    reason: 'Nobody processes heartbeats: the queue keeps the last few minutes of them for the smoke step.',
  },
  {
    where: (construct) => ownParameters(construct) !== undefined,
    rule: (construct) => `AwsSolutions-IAM5[Resource::${ownParameters(construct)}]`,
    reason: "They are the service's own parameters, one for each of its subscriptions: one more changes nothing in the role.",
  },
  {
    where: isHeartbeatRole,
    rule: 'AwsSolutions-IAM5[Resource::*]',
    reason: 'AWS has no resource for events:ListRules and for sending traces; nothing else is allowed on it.',
  },
  {
    where: isHeartbeatRole,
    rule: (construct) => `AwsSolutions-IAM5[Resource::${logStreamsOf(construct)}]`,
    reason: 'Lambda names the log streams; the log group is the one of the function.',
  },
  ...['Action::*', 'Resource::*'].map((finding) => ({
    where: (construct: IConstruct) =>
      construct instanceof CfnManagedPolicy && construct.node.path.endsWith('ServiceRoles/Boundary'),
    rule: `AwsSolutions-IAM5[${finding}]`,
    reason:
      'A permissions boundary grants nothing: this is the most that a role may get, and what follows in the policy takes from it.',
  })),
  ...['Resource::*', 'Resource::arn:<AWS::Partition>:logs:<AWS::Region>:<AWS::AccountId>:log-group:/aws/lambda-insights:*'].map(
    (finding) => ({
      where: ({ node }: IConstruct) => node.path.endsWith('RolePermissions/Resource'),
      rule: `AwsSolutions-IAM5[${finding}]`,
      reason: 'Network interfaces, traces and the group of Lambda Insights have no names yet; AWS demands the permission so.',
    }),
  ),
];

/** The `Resource` of a role's statement on the parameters of its service. */
function ownParameters(construct: IConstruct): string | undefined {
  const resources = statementsOf(construct).map(({ Resource }) => Resource);
  return resources.find(
    (resource): resource is string => typeof resource === 'string' && /:parameter\/busbar\/[^/*]+\/\*$/.test(resource),
  );
}

function isHeartbeatRole({ node }: IConstruct): boolean {
  return node.path.endsWith('Heartbeat/Role/Resource');
}

/** The `Resource` of a role's statement on the log streams of a function. */
function logStreamsOf(construct: IConstruct): string {
  const resources = statementsOf(construct).map(({ Resource }) => Resource);
  return resources.find((resource) => typeof resource === 'string' && resource.includes(':log-group:/aws/lambda/')) as string;
}

/** The `Resource` of a role's statement on all queues of its account, when that is bound to a tag of theirs. */
function queuesByTag(construct: IConstruct): string | undefined {
  return statementsOf(construct)
    .flatMap(({ Resource, Condition = {} }) => {
      const isBound = Object.keys(Condition['StringEquals'] ?? {}).some((key) => key.startsWith('aws:ResourceTag/'));
      return typeof Resource === 'string' && /:sqs:.*:\*$/.test(Resource) && isBound ? [Resource] : [];
    })
    .at(0);
}

function statementsOf(construct: IConstruct): PackedPolicy['document']['Statement'] {
  if (!(construct instanceof CfnRole) || !Array.isArray(construct.policies)) return [];
  const policies = construct.policies as readonly { readonly policyDocument?: Partial<PackedPolicy['document']> }[];
  return policies.flatMap(({ policyDocument }) => policyDocument?.Statement ?? []);
}

/** The planned policy of a subscriber bus without its condition on route roles. */
function admitsCentralAccount(policy: unknown): boolean {
  const { Statement = [] } = (policy ?? {}) as Partial<PackedPolicy['document']>;
  const [statement, ...others] = Statement;
  return others.length === 0 && statement?.Sid === 'DeliverFromCentralBus' && statement.Condition === undefined;
}

/** Applies the tables to everything below `root`. */
export function acknowledge(root: IConstruct): void {
  acknowledgePipelines(root);
  for (const construct of root.node.findAll()) {
    for (const { where, rule, reason } of acknowledgements) {
      if (where(construct))
        Validations.of(construct).acknowledge({ id: idOf(typeof rule === 'string' ? rule : rule(construct)), reason });
    }
  }
}

/** CDK tells the findings of its plugins apart by the plugin's name; cdk-nag acknowledges its own by itself. */
function idOf(rule: string): string {
  return rule.startsWith('Busbar-') ? `Busbar::${rule}` : rule;
}
