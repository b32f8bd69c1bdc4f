import { digestOfUnit, type DeploymentUnit, type Topology } from '@busbar/topology';
import type { StackProps } from 'aws-cdk-lib';
import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { UnitObservability } from './observability/draw-observability';

export interface PlannedStackProps extends Pick<StackProps, 'synthesizer'> {
  readonly topology: Topology;
  /** The unit of `topology.waves` that this stack is. */
  readonly unit: DeploymentUnit;
}

/**
 * A stack that draws one deployment unit in its account. Its tags reach every resource that it makes (CloudFormation passes
 * stack tags on), so that a bill or an incident leads back to the stage.
 */
export abstract class PlannedStack extends Stack {
  protected constructor(scope: Construct, id: string, description: string, { topology, unit, synthesizer }: PlannedStackProps) {
    super(scope, id, {
      stackName: unit.stack,
      description,
      env: { account: unit.account, region: topology.region },
      tags: { 'busbar:stage': topology.stage, 'busbar:company': topology.company, 'busbar:unit': unit.kind },
      synthesizer,
    });
    new UnitObservability(this, 'Observability', topology, unit);
    // With the stack, so that it changes and is rolled back with it.
    new CfnOutput(this, 'Deployed', {
      value: digestOfUnit(topology, unit),
      description: 'Digest of what the stack was planned from',
    });
  }
}
