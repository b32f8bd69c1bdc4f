import { CentralBusStack, RoutingStack, ServiceIdentityStack, SubscriberStack } from '@busbar/stacks';
import type { PlannedStack, PlannedStackProps } from '@busbar/stacks';
import type { DeploymentUnit, Topology } from '@busbar/topology';
import { Stack, Stage } from 'aws-cdk-lib';
import type { App } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { RolloutError } from './rollout-error';

/** Adds the stacks of service teams to a stage. */
export type ServiceStacks = (stage: Stage, topology: Topology) => void;

type StackClass = new (scope: Construct, id: string, props: PlannedStackProps) => PlannedStack;

const stackClasses: Readonly<Record<DeploymentUnit['kind'], StackClass>> = {
  'central-bus': CentralBusStack,
  subscriber: SubscriberStack,
  routing: RoutingStack,
  'service-identity': ServiceIdentityStack,
};

/**
 * Draws one stage: a stack for each deployment unit, in the order of the waves, and the stacks of the service teams.
 *
 * @throws RolloutError when a unit is planned before what it needs
 */
export function drawStage(app: App, topology: Topology, services?: ServiceStacks): Stage {
  const stage = new Stage(app, topology.stage, { env: { account: topology.centralAccount, region: topology.region } });
  const drawn = new Map<DeploymentUnit, PlannedStack>();
  for (const { units } of topology.waves) {
    for (const unit of units) {
      const stack = new stackClasses[unit.kind](stage, constructId(unit), { topology, unit });
      for (const before of neededBy(unit, topology)) {
        const needed = drawn.get(before);
        if (!needed)
          throw new RolloutError(
            `Stage "${topology.stage}" plans stack "${unit.stack}" before "${before.stack}", which it needs.`,
          );
        stack.addStackDependency(needed, 'has to exist when the route is made');
      }
      drawn.set(unit, stack);
    }
  }
  services?.(stage, topology);
  for (const [unit, identities] of drawn) {
    if (unit.kind === 'service-identity') deployBefore(identities, serviceStacks(stage, drawn, unit.account));
  }
  return stage;
}

/** Several accounts may have a stack of the same name, constructs of one stage may not. */
function constructId({ kind, account, shard }: DeploymentUnit): string {
  return shard === undefined ? `${kind}-${account}` : `${kind}-${shard}`;
}

/** EventBridge checks bus and target when a route is made; nothing else refers to another account's stack. */
function neededBy(unit: DeploymentUnit, topology: Topology): readonly DeploymentUnit[] {
  if (unit.kind !== 'routing') return [];
  const subscribers = new Set(topology.routes.filter((route) => route.shard === unit.shard).map((route) => route.account));
  return topology.waves
    .flatMap((wave) => wave.units)
    .filter(({ kind, account }) => kind === 'central-bus' || (kind === 'subscriber' && subscribers.has(account)));
}

function serviceStacks(stage: Stage, drawn: ReadonlyMap<DeploymentUnit, PlannedStack>, account: string): readonly Stack[] {
  const ours = new Set<Construct>(drawn.values());
  return stage.node.findAll().filter((each): each is Stack => Stack.isStack(each) && !ours.has(each) && each.account === account);
}

/** Lambda checks the role when a function is made. */
function deployBefore(identities: Stack, stacks: readonly Stack[]): void {
  for (const stack of stacks) if (!stack.nested) stack.addStackDependency(identities, 'its roles');
}
