import { useTopology } from '@busbar/constructs';
import { AccountStack, CentralBusStack, ObservabilityStack, RoutingStack } from '@busbar/stacks';
import type { PlannedStack, PlannedStackProps } from '@busbar/stacks';
import { unitsOf, type DeploymentUnit, type Topology } from '@busbar/topology';
import { Stack, Stage } from 'aws-cdk-lib';
import type { App } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { RolloutError } from './rollout-error';

/** Adds the stacks of service teams to a stage. */
export type ServiceStacks = (stage: Stage, topology: Topology) => void;

type StackClass = new (scope: Construct, id: string, props: PlannedStackProps) => PlannedStack;

const stackClasses: Readonly<Record<DeploymentUnit['kind'], StackClass>> = {
  'central-bus': CentralBusStack,
  account: AccountStack,
  routing: RoutingStack,
  observability: ObservabilityStack,
};

/**
 * Draws one stage: a stack for each deployment unit, in the order of the waves, and the stacks of the service teams, which come
 * before the units that send events to their accounts.
 *
 * @throws RolloutError when a unit is planned before what it needs, or a service team's stack depends on a unit that waits for it
 */
export function drawStage(app: App, topology: Topology, services?: ServiceStacks): Stage {
  const stage = newStage(app, topology.stage, topology);
  const drawn = new Map<string, PlannedStack>();
  for (const unit of unitsOf(topology)) {
    const stack = drawUnit(stage, unit, topology);
    dependOn(stack, unit.needs, drawn, topology);
    drawn.set(unit.stack, stack);
  }
  services?.(stage, topology);
  for (const { account, needs, neededBy } of topology.serviceStacks) {
    const stacks = stacksOf(stage, drawn, account);
    for (const stack of stacks) dependOn(stack, needs, drawn, topology);
    for (const unit of neededBy) letWait(unitNamed(unit, drawn, topology), stacks, topology);
  }
  return stage;
}

/** Some of a stage's units, which do not depend on each other: what they need is deployed before. */
export function drawUnits(scope: Construct, id: string, topology: Topology, units: readonly DeploymentUnit[]): Stage {
  const stage = newStage(scope, id, topology);
  for (const unit of units) drawUnit(stage, unit, topology);
  return stage;
}

/** The stacks of the service teams alone. */
export function drawServices(scope: Construct, id: string, topology: Topology, services: ServiceStacks): Stage {
  const stage = newStage(scope, id, topology);
  services(stage, topology);
  return stage;
}

/** Stacks without a name of their own are named after the stage, wherever they are drawn. */
function newStage(scope: Construct, id: string, topology: Topology): Stage {
  const { stage: stageName, centralAccount: account, region } = topology;
  const stage = new Stage(scope, id, { stageName, env: { account, region } });
  useTopology(stage, topology);
  return stage;
}

function drawUnit(stage: Stage, unit: DeploymentUnit, topology: Topology): PlannedStack {
  return new stackClasses[unit.kind](stage, constructId(unit), { topology, unit });
}

function letWait(unit: Stack, stacks: readonly Stack[], { stage }: Topology): void {
  for (const stack of stacks) {
    if (dependsOn(stack, unit)) {
      throw new RolloutError(
        `Stage "${stage}": stack "${stack.stackName}" depends on "${unit.stackName}", which waits for it, so that no event comes before ` +
          `its functions. Remove the dependency; names and ARNs are in the topology.`,
      );
    }
    unit.addStackDependency(stack, 'receives what the routes send');
  }
}

function dependsOn(stack: Stack, other: Stack): boolean {
  return stack.dependencies.some((needed) => needed === other || dependsOn(needed, other));
}

/** Several accounts may have a stack of the same name, constructs of one stage may not. */
function constructId({ kind, account, shard }: DeploymentUnit): string {
  return shard === undefined ? `${kind}-${account}` : `${kind}-${shard}`;
}

function dependOn(stack: Stack, needs: readonly string[], drawn: ReadonlyMap<string, Stack>, topology: Topology): void {
  for (const name of needs) stack.addStackDependency(unitNamed(name, drawn, topology, stack), 'planned');
}

function unitNamed(name: string, drawn: ReadonlyMap<string, Stack>, { stage }: Topology, dependent?: Stack): Stack {
  const unit = drawn.get(name);
  if (unit) return unit;
  throw new RolloutError(
    dependent
      ? `Stage "${stage}" plans stack "${dependent.stackName}" before "${name}", which it needs.`
      : `Stage "${stage}" has no stack "${name}", which is to wait for service stacks.`,
  );
}

/** The stacks that service teams have added for an account. */
function stacksOf(stage: Stage, drawn: ReadonlyMap<string, Stack>, account: string): readonly Stack[] {
  const ours = new Set<Construct>(drawn.values());
  return stage.node
    .findAll()
    .filter((each): each is Stack => Stack.isStack(each) && !ours.has(each) && !each.nested && each.account === account);
}
