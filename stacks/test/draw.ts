import type { DeploymentUnit, Topology } from '@busbar/topology';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AccountStack, CentralBusStack, ObservabilityStack, RoutingStack } from '../src/index';

const classes = {
  account: AccountStack,
  'central-bus': CentralBusStack,
  routing: RoutingStack,
  observability: ObservabilityStack,
};

/** The first planned stack of a kind, drawn alone. */
export function drawn(topology: Topology, kind: DeploymentUnit['kind']) {
  const unit = topology.waves.flatMap((wave) => wave.units).find((each) => each.kind === kind);
  if (!unit) throw new Error(`The topology plans no ${kind} stack.`);
  const app = new App();
  const stack = new classes[kind](app, kind, { topology, unit });
  return { app, stack, template: Template.fromStack(stack) };
}
