import type { Topology } from '@busbar/topology';
import type { StageState } from './model';
import type { StageChange } from './stage-change';
import { ownerOfPlatform } from './platform-team';

/** How the bus policy holds a service, from the tightest to the loosest. */
const BINDINGS = ['source-and-event-type', 'source', 'account'] as const;
type Binding = (typeof BINDINGS)[number];

const MEANS: Readonly<Record<Binding, string>> = {
  'source-and-event-type': 'its role, its sources and its event types',
  source: 'its role and its sources: it may publish every event type of them, which nobody else publishes',
  account: 'its account: every principal there that IAM allows to may publish its events',
};

/** The bus policy is what keeps publishers apart; a change of what it binds concerns the platform team. */
export function busPolicyChanges(before: StageState | undefined, after: StageState | undefined): readonly StageChange[] {
  if (!before || !after) return [];
  const [were, are] = [bindingsOf(before.topology), bindingsOf(after.topology)];
  return [...are].flatMap(([service, is]): StageChange[] => {
    const was = were.get(service);
    if (was === undefined || was === is) return [];
    const isWeaker = BINDINGS.indexOf(is) > BINDINGS.indexOf(was);
    return [
      {
        kind: 'bus-policy',
        facts: { service, before: was, after: is },
        team: ownerOfPlatform(after.manifest),
        effect: 'notes',
        subject: 'bus policy',
        says: `is ${isWeaker ? 'weaker' : 'tighter'} for ${service}: it binds ${MEANS[is]}`,
        details: [`Before, it bound ${MEANS[was]}.`],
        needsAttention: isWeaker,
      },
    ];
  });
}

/** By service, of those that publish. */
function bindingsOf({ bus }: Topology): ReadonlyMap<string, Binding> {
  const bound = bus.policy.principals.flatMap(({ principal, services, binds }) =>
    services.map((service) => [service, principal.endsWith(':root') ? ('account' as const) : binds] as const),
  );
  return new Map(bound.sort(([a], [b]) => (a < b ? -1 : 1)));
}
