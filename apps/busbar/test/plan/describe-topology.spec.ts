import type { Topology } from '@busbar/topology';
import { describeTopology } from '../../src/plan/describe-topology';
import { styleFor } from '../../src/terminal/style';
import { topologyOfTestCompany } from '../test-company-topology';

const linesOf = (topology: Topology) => describeTopology(topology, { out: styleFor({}, {}), width: 400 });

it.each([
  ['', 'busbar-role'],
  ['publishAs: { role: team/carriers }', 'team/carriers'],
  ['publishAs: account', 'account'],
])('with %j says that %s publishes', (publishAs, says) => {
  const lines = linesOf(topologyOfTestCompany({ 'services/courier-gateway.yaml': publishAs }));
  expect(lines.find((line) => line.includes('courier-gateway'))?.split(/\s{2,}/)[2]).toBe(says);
});

it('says which services the bus policy binds to their source only, and nothing of the others', () => {
  const topology = topologyOfTestCompany();
  const said = (planned: Topology) => linesOf(planned).filter((line) => line.includes('every event type of'));
  expect(said(topology)).toEqual([]);
  const principals = topology.bus.policy.principals.map((each) =>
    each.services.includes('billing-service') ? { ...each, binds: 'source' as const } : each,
  );
  expect(said({ ...topology, bus: { ...topology.bus, policy: { ...topology.bus.policy, principals } } })).toEqual([
    'billing-service may publish every event type of larkhill.billing, which nobody else publishes: the bus policy would not fit its quota with the event types.',
  ]);
});
