import type { Construct } from 'constructs';
import { PlannedStack, type PlannedStackProps } from '../planned-stack';

/**
 * What watches a stage as a whole, in the central account: its objectives, its alarm of alarms, its dashboard and the sink for the
 * metrics of its accounts. What watches a route or a subscription is in the stack of that. It comes last, since a composite alarm
 * names alarms of the other stacks.
 */
export class ObservabilityStack extends PlannedStack {
  constructor(scope: Construct, id: string, props: PlannedStackProps) {
    super(scope, id, `Alarms and dashboard of the central event bus, stage ${props.topology.stage}`, props);
  }
}
