import type { ServiceTopology } from '@busbar/topology/service';
import { Token } from 'aws-cdk-lib';
import type { ContainerDefinition } from 'aws-cdk-lib/aws-ecs';
import { CfnPodIdentityAssociation } from 'aws-cdk-lib/aws-eks';
import { PolicyStatement, type IRole } from 'aws-cdk-lib/aws-iam';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ConstructError } from './construct-error';
import { serviceRole, type RuntimePrincipal } from './service-role';
import { topologyFor } from './stage-topology';

/** Pods of a Kubernetes service account, which get a role by EKS Pod Identity. */
export interface PodsOfServiceAccount {
  readonly clusterName: string;
  readonly namespace: string;
  readonly serviceAccount: string;
}

/** What runs a service's code. */
export type EventPublisherRuntime = LambdaFunction | ContainerDefinition | PodsOfServiceAccount;

export interface EventPublisherAccessProps {
  readonly service: string;
  /** What publishes. @default - nothing yet; see `role` and `environment` */
  readonly for?: readonly EventPublisherRuntime[];
}

/**
 * Lets code publish the events of a service: exactly its sources and event types, to the central bus.
 *
 * ```ts
 * const publishing = new EventPublisherAccess(this, 'Publishing', { service: 'billing-service' });
 * new Function(this, 'Invoices', { role: publishing.role, environment: publishing.environment, … });
 * ```
 *
 * The bus admits the principal that `publishAs` of the service says, by default the service's role, which has the permission. With a
 * role of the team, or any of the account, the permission is made here. Functions and containers that are given get the environment
 * of the client; pods get the role.
 *
 * @throws ConstructError when the service publishes nothing, or something runs as a role that the bus refuses
 */
export class EventPublisherAccess extends Construct {
  /** What the client reads: `EVENT_BUS_ARN`. Region and credentials come from the runtime. */
  readonly environment: Readonly<Record<string, string>>;
  private readonly topology: ServiceTopology;

  constructor(scope: Construct, id: string, props: EventPublisherAccessProps) {
    super(scope, id);
    const { service } = props;
    this.topology = topologyFor(this, service);
    if (this.topology.publishes.length === 0) {
      throw new ConstructError(
        `Service "${service}" publishes nothing in stage "${this.topology.stage}". Write "publisher: ${service}" into the event.yaml of what it ` +
          'publishes.',
      );
    }
    this.environment = { EVENT_BUS_ARN: this.topology.centralBus.arn };
    for (const [index, runtime] of (props.for ?? []).entries()) this.admit(runtime, index);
  }

  /** The service's role. @throws ConstructError when another one publishes for the service */
  get role(): IRole {
    const { role } = this.topology;
    const principals = this.principals();
    if (!principals.includes(role.arn)) {
      throw new ConstructError(
        `"${role.name}" may not publish: the bus admits ${principals.join(', ')} (publishAs of the service).`,
      );
    }
    return (this.node.tryFindChild('Role') as IRole | undefined) ?? serviceRole(this, 'Role', this.topology);
  }

  private admit(runtime: EventPublisherRuntime, index: number): void {
    if ('clusterName' in runtime) {
      this.requireRuntime('pods.eks.amazonaws.com');
      new CfnPodIdentityAssociation(this, `Pods${index}`, { ...runtime, roleArn: this.role.roleArn });
    } else if (runtime instanceof LambdaFunction) {
      this.admitRole(runtime.role, 'lambda.amazonaws.com', `Function "${runtime.node.path}"`);
      for (const [name, value] of Object.entries(this.environment)) runtime.addEnvironment(name, value);
    } else {
      this.admitRole(runtime.taskDefinition.taskRole, 'ecs-tasks.amazonaws.com', `Task "${runtime.taskDefinition.node.path}"`);
      for (const [name, value] of Object.entries(this.environment)) runtime.addEnvironment(name, value);
    }
  }

  /** The service's role has the permission; another one that the bus admits gets it. */
  private admitRole(role: IRole | undefined, principal: RuntimePrincipal, what: string): void {
    const principals = this.principals();
    const { account, service } = this.topology;
    if (role?.roleArn === this.topology.role.arn && principals.includes(role.roleArn)) {
      this.requireRuntime(principal);
      return;
    }
    const isAdmitted =
      principals.some((each) => each.endsWith(`:${account}:root`)) || principals.some((each) => isRole(role, each));
    if (!role || !isAdmitted) {
      throw new ConstructError(
        `${what} runs as a role that the bus refuses: it admits ${principals.join(', ')}. Give it "role: publishing.role", or write ` +
          `"publishAs: { role: <its name> }" into config/services/${service}.yaml.`,
      );
    }
    role.addToPrincipalPolicy(this.statement());
  }

  private requireRuntime(principal: RuntimePrincipal): void {
    if (this.node.tryFindChild(principal)) return;
    serviceRole(this, principal, this.topology, principal);
  }

  private principals(): readonly string[] {
    return [...new Set(this.topology.publishes.flatMap((each) => each.principals))];
  }

  /** As the platform writes it for the service's role. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-conditions.html */
  private statement(): PolicyStatement {
    const { publishes, centralBus } = this.topology;
    return new PolicyStatement({
      sid: 'Publish',
      actions: ['events:PutEvents'],
      resources: [centralBus.arn],
      conditions: {
        'ForAllValues:StringEquals': {
          'events:source': publishes.map(({ source }) => source),
          'events:detail-type': [...new Set(publishes.flatMap(({ eventTypes }) => eventTypes))].sort(),
        },
        Null: { 'events:source': 'false', 'events:detail-type': 'false' },
      },
    });
  }
}

/** By its name where CloudFormation knows the ARN only later. */
function isRole(role: IRole | undefined, arn: string): boolean {
  if (!role) return false;
  if (!Token.isUnresolved(role.roleArn)) return role.roleArn === arn;
  const name = (role.node.defaultChild as { readonly roleName?: string } | undefined)?.roleName;
  return name !== undefined && arn.endsWith(`/${name}`);
}
