import { parseArn, partitionOf } from '@busbar/arn';
import { sizeOf, type PolicyDocument, type PolicyStatement } from '@busbar/iam-policy';
import { compareText } from '@busbar/problem';
import type { Topology } from '../model';
import { serviceTag } from '../names';
import { changes, named } from './guarded-resources';

/**
 * Characters of a service control policy without insignificant white space.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html (read 2026-12-01)
 */
export const MOST_POLICY_CHARACTERS = 5_120;

export interface ServiceControlPolicy {
  readonly name: string;
  /** What it forbids, in a sentence. */
  readonly description: string;
  readonly document: PolicyDocument;
  /** At most {@link MOST_POLICY_CHARACTERS}, or AWS refuses it. */
  readonly characters: number;
}

export interface GuardRailOptions {
  /**
   * Roles that may do what is forbidden to others, by name, with `*` for any characters: those that bootstrap accounts and those that
   * help in an emergency. @default `OrganizationAccountAccessRole`, which the management account has in accounts that it made
   */
  readonly exempt?: readonly string[];
  /** Roles with which service teams deploy. @default those of CDK's bootstrap, whatever its qualifier: `cdk-*-cfn-exec-role-*` */
  readonly deployers?: readonly string[];
}

const EXEMPT = ['OrganizationAccountAccessRole'];
const DEPLOYERS = ['cdk-*-cfn-exec-role-*'];
/** Of Busbar's own bootstrap: CloudFormation's, and the pipeline's. */
const PLATFORM = ['cdk-busbar-cfn-exec-role-*', 'cdk-busbar-deploy-role-*'];

/**
 * Service control policies that hold the platform's rules in every account they are attached to, whatever the policies in the
 * accounts allow. They only deny. They bind neither the management account nor AWS services (EventBridge that sends to a queue), nor principals
 * of other organizations.
 *
 * `busbar-resources`: only the platform's roles change its stacks, roles, buses, routes, DLQs, keys and functions; local rules and queues of subscriptions, and
 * what a service's role may do, also change when a team deploys, but never by hand.
 * `busbar-publishing`: only the roles of services publish to the buses, and routes to subscriber buses.
 *
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html
 *
 * @param topologies of all stages whose accounts it is attached to; they are of one partition
 */
export function serviceControlPolicies(
  topologies: readonly Topology[],
  { exempt = EXEMPT, deployers = DEPLOYERS }: GuardRailOptions = {},
): ServiceControlPolicy[] {
  const [first] = topologies;
  if (!first) return [];
  const partition = partitionOf(first.region);
  const buses = unique(topologies.map(({ bus }) => bus.name));
  const roles = (namesOfRoles: readonly string[]) => namesOfRoles.map((name) => `arn:${partition}:iam::*:role/${name}`);
  const unless = (...allowed: readonly string[]) => ({
    ArnNotLike: { 'aws:PrincipalArn': unique([...allowed, ...roles(exempt)]) },
  });
  const platform = unless(...roles(PLATFORM));
  const deployment = unless(...roles(PLATFORM), ...roles(deployers));
  const at = named(partition, buses);
  return [
    policy(
      'busbar-resources',
      'Only the platform changes what it has deployed; teams change their own part of it by deployments.',
      [
        deny('PlatformRoles', changes.role, at.roles, platform),
        deny('PlatformInlinePolicies', changes.inlinePolicy, at.rolesOfPlatform, platform),
        deny('PlatformResources', changes.resource, at.resources, platform),
        deny('TeamsParts', [...changes.rule, ...changes.inlinePolicy], [...at.rules, ...at.rolesOfServices], deployment),
        deny('Keys', changes.key, at.keys, {
          ...platform,
          'ForAnyValue:StringLike': { 'kms:ResourceAliases': 'alias/busbar/*' },
        }),
        deny('Queues', changes.queue, at.queues, { ...deployment, Null: { [`aws:ResourceTag/${serviceTag}`]: 'false' } }),
      ],
    ),
    policy('busbar-publishing', 'Only the roles of services publish, and only routes and the heartbeat feed subscriber buses.', [
      deny('OnlyServicesPublish', ['events:PutEvents'], at.buses, {
        ...unless(
          ...roles(['busbar-service-*', 'busbar-route-*', 'busbar-heartbeat']),
          ...unique(topologies.flatMap(({ grants }) => grants.map(({ principal }) => publisherPattern(principal)))).filter(
            (pattern) => !/:role\/busbar-service-/.test(pattern),
          ),
        ),
      }),
    ]),
  ];
}

/** Of a role, its ARN; of an account's root, which stands for every principal of the account, a pattern of all their ARNs. */
function publisherPattern(principal: string): string {
  const { partition, account, resource } = parseArn(principal) ?? {};
  return resource === 'root' ? `arn:${partition}:iam::${account}:*` : principal;
}

function policy(name: string, description: string, Statement: readonly PolicyStatement[]): ServiceControlPolicy {
  const document: PolicyDocument = { Version: '2012-10-17', Statement };
  return { name, description, document, characters: sizeOf(document) };
}

function deny(
  Sid: string,
  Action: readonly string[],
  Resource: readonly string[],
  Condition: NonNullable<PolicyStatement['Condition']>,
): PolicyStatement {
  return { Sid, Effect: 'Deny', Action, Resource, Condition };
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort(compareText);
}
