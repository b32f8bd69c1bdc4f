import { names } from '@busbar/topology';
import { CfnResource, Stack, Validations } from 'aws-cdk-lib';
import { CfnPolicy, CfnManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';

interface Wildcard {
  /** What the rule about wildcards (AwsSolutions-IAM5) calls it. */
  readonly finding: RegExp;
  readonly reason: string;
}

/** Wildcards in the roles of a pipeline that are accepted, and why. */
export const acceptedWildcards: readonly Wildcard[] = [
  {
    finding: /^Action::(?:s3:(?:Abort|DeleteObject|GetBucket|GetObject|List)|kms:(?:GenerateDataKey|ReEncrypt))\*$/,
    reason: "CDK grants reading and writing by these prefixes, on the pipeline's own artifact bucket and key only.",
  },
  {
    finding: /^Resource::(?:<Artifacts\w+\.Arn>|arn:[\w-]+:s3:::busbar-pipeline-[\w-]+)\/\*$/,
    reason: "All objects of the pipeline's own artifact bucket: CodePipeline chooses their keys.",
  },
  {
    finding: /^Resource::arn:[\w-]+:s3:::busbar-[\w-]+\/(?:parts|plans\/[\w-]+)\/\*$/,
    reason: 'The plans of the stage, one for each execution, and the parts of what stages have, by their digest.',
  },
  {
    finding: /^Resource::arn:[\w-]+:logs:[\w-]+:\d{12}:log-group:\/aws\/codebuild\/(?:<\w+>:)?\*$/,
    reason: 'CDK lets a build write to the log group that CodeBuild makes where there is no other.',
  },
  {
    finding: /^Resource::arn:[\w-]+:codebuild:[\w-]+:\d{12}:report-group\/(?:<\w+>-)?\*$/,
    reason: 'CDK lets a build write test reports of its own, under names that follow from its own.',
  },
  {
    finding: /^Resource::arn:[\w-]+:codeartifact:[\w-]+:\d{12}:package\/[\w-]+\/[\w.-]+\/\*$/,
    reason: 'The packages of the bindings, in the one repository that they are published to; events come and go.',
  },
  {
    finding: /^Resource::arn:\*:iam::\d{12}:role\/\*$/,
    reason: "CDK's self-mutation: roles of the tooling account that have the tag of a bootstrap's deploy or publishing role.",
  },
  {
    finding: /^Resource::\*$/,
    reason:
      'Actions that know no resource (sts:GetServiceBearerToken), and those of CDK: self-mutation reads names of stacks and buckets; the role of the asset build may look at builds of the account.',
  },
];

const NO_ACCESS_LOGS =
  'Only the pipelines and the deploying roles read it, and each of their executions is on record. A bucket for access logs would need one itself.';

/** Acknowledges what is accepted of the pipelines below `root`; a wildcard that is not in the table stays a finding. */
export function acknowledgePipelines(root: IConstruct): void {
  for (const construct of root.node.findAll()) {
    if (!(construct instanceof CfnResource)) continue;
    const { id } = Stack.of(construct).node;
    const isPipeline = id.startsWith(names.stack.pipeline(''));
    const isBesidePipeline = id === names.stack.rollout || id.startsWith(`cross-region-stack-${names.stack.pipeline('')}`);
    if ((isPipeline || isBesidePipeline) && construct instanceof CfnBucket) {
      Validations.of(construct).acknowledge({ id: 'AwsSolutions-S1', reason: NO_ACCESS_LOGS });
    }
    if (isPipeline && (construct instanceof CfnPolicy || construct instanceof CfnManagedPolicy)) acknowledgeWildcards(construct);
  }
}

function acknowledgeWildcards(policy: CfnPolicy | CfnManagedPolicy): void {
  const document = Stack.of(policy).resolve(policy.policyDocument) as PolicyDocument;
  for (const finding of new Set(wildcardsIn(document))) {
    const accepted = acceptedWildcards.find((wildcard) => wildcard.finding.test(finding));
    if (accepted) Validations.of(policy).acknowledge({ id: `AwsSolutions-IAM5[${finding}]`, reason: accepted.reason });
  }
}

interface PolicyDocument {
  readonly Statement: readonly { readonly Action?: unknown; readonly Resource?: unknown }[];
}

function wildcardsIn({ Statement }: PolicyDocument): readonly string[] {
  const named = (kind: string, values: unknown): string[] =>
    [values ?? []]
      .flat()
      .map(flatten)
      .filter((text) => text.includes('*'))
      .map((text) => `${kind}::${text}`);
  return Statement.flatMap(({ Action, Resource }) => [...named('Action', Action), ...named('Resource', Resource)]);
}

/** A value of a template as cdk-nag writes it: `<LogicalId>` for a reference, `<LogicalId.Attribute>` for an attribute. */
function flatten(value: unknown): string {
  if (typeof value === 'string') return value;
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::Join': join, 'Fn::Sub': sub } = value as Readonly<Record<string, unknown>>;
  if (typeof Ref === 'string') return `<${Ref}>`;
  if (Array.isArray(attribute)) return `<${attribute.join('.')}>`;
  if (Array.isArray(join)) return (join as [string, unknown[]])[1].map(flatten).join(String(join[0]));
  return typeof sub === 'string' ? sub.replaceAll(/\$\{([^}]+)\}/g, '<$1>') : '';
}
