import type { Topology } from '@busbar/topology';
import type { StageState } from './model';
import type { StageChange } from './stage-change';
import { ownerOfPlatform } from './platform-team';

/** From the tightest to the loosest. */
const BINDS: readonly Topology['bus']['policy']['binds'][] = ['source-and-event-type', 'source'];

const MEANS: Readonly<Record<Topology['bus']['policy']['binds'], string>> = {
  'source-and-event-type': 'each publisher to the sources and event types that it publishes',
  source: 'each publisher to its sources alone: it may publish every event type of them',
};

/** The bus policy is what keeps publishers apart; a change of what it binds concerns the platform team. */
export function busPolicyChanges(before: StageState | undefined, after: StageState | undefined): readonly StageChange[] {
  if (!before || !after) return [];
  const [was, is] = [before.topology.bus.policy.binds, after.topology.bus.policy.binds];
  if (was === is) return [];
  const isWeaker = BINDS.indexOf(is) > BINDS.indexOf(was);
  return [
    {
      kind: 'bus-policy',
      facts: { before: was, after: is },
      team: ownerOfPlatform(after.manifest),
      effect: 'notes',
      subject: 'bus policy',
      says: `${isWeaker ? 'is weaker' : 'is tighter'}: it binds ${MEANS[is]}`,
      details: [`Before, it bound ${MEANS[was]}.`],
      needsAttention: isWeaker,
    },
  ];
}
