import { BusTarget, DeadLetterQueue, PlannedRule } from '@busbar/constructs/planned';
import type { IdleRoute, Route, Topology } from '@busbar/topology';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { EventBus } from 'aws-cdk-lib/aws-events';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { PlannedRole } from '../planned-role';
import { PlannedStack, type PlannedStackProps } from '../planned-stack';

/** The routes of one shard of subscriber accounts, on the central bus. Deployed after the subscriber buses that it feeds. */
export class RoutingStack extends PlannedStack {
  constructor(scope: Construct, id: string, props: PlannedStackProps) {
    const { topology, unit } = props;
    super(scope, id, `Routes of shard ${unit.shard} of the central event bus, stage ${topology.stage}`, props);
    // By name: the bus is in another stack of the same account, and PlannedRule makes sure that it is the same account.
    const bus = EventBus.fromEventBusName(this, 'CentralBus', topology.bus.name);
    for (const route of topology.routes) {
      if (route.shard === unit.shard) new RouteConstruct(this, route.name, { topology, route }).drawRule(route, bus);
    }
    for (const route of topology.idleRoutes) {
      if (route.shard === unit.shard) new RouteConstruct(this, route.name, { topology, route });
    }
  }
}

interface RouteProps {
  readonly topology: Topology;
  readonly route: Route | IdleRoute;
}

/** A rule with the role that may put events on its subscriber's bus, and nothing else, and with its own DLQ; or without the rule. */
class RouteConstruct extends Construct {
  private readonly topology: Topology;
  private readonly deadLetterQueue: DeadLetterQueue;
  private readonly role: IRole;

  constructor(scope: Construct, id: string, { topology, route }: RouteProps) {
    super(scope, id);
    this.topology = topology;
    this.deadLetterQueue = new DeadLetterQueue(this, 'DeadLetterQueue', {
      planned: route.deadLetterQueue,
      rules: [route.ruleArn],
      // It leaves the template only when nothing can reach it any more and it is empty.
      ...('idle' in route && route.idle.state === 'stopped' && { deletion: 'delete' }),
    });
    const { role } = new PlannedRole(this, 'Role', {
      planned: route.role,
      policyName: 'route',
      description: `Route ${route.name} of ${topology.bus.name} puts events on the bus of account ${route.account}`,
    });
    this.role = role;
  }

  drawRule(route: Route, bus: IEventBus): void {
    const rule = new PlannedRule(this, 'Rule', {
      planned: { name: route.name, arn: route.ruleArn },
      bus,
      busName: this.topology.bus.name,
      description: `Feeds account ${route.account}: ${summary(route.subscriptions)}`,
      pattern: route.pattern,
      target: new BusTarget(route.targetArn, { role: this.role, retry: route.retry, deadLetterQueue: this.deadLetterQueue }),
    });
    rule.followSiblings();
  }
}

/** EventBridge allows 512 characters in a rule's description. */
function summary(subscriptions: readonly string[]): string {
  const all = subscriptions.join(', ');
  return all.length <= 440 ? all : `${subscriptions.length} subscriptions`;
}
