import type { Topology } from '@busbar/topology';
import { describeObservability } from '../../src/plan/describe-observability';
import { styleFor } from '../../src/terminal/style';
import { topologyOfTestCompany } from '../test-company-topology';

const linesOf = (topology: Topology) => describeObservability(topology, styleFor({}, {}), 400);

describe('what a plan says of alarms', () => {
  const topology = topologyOfTestCompany();

  it('is how many there are, whom they reach and roughly what they cost', () => {
    const { alarms, composites, topics } = topology.observability;
    const [numbers, sent] = linesOf(topology);
    expect(numbers).toMatch(
      new RegExp(
        `^alarms: ${alarms.length} alarms in \\d+ accounts \\(\\d+ page, \\d+ warn\\), ${composites.length} composite alarms, \\d+ dashboards?; about \\$\\d+ a month`,
      ),
    );
    expect(sent).toMatch(new RegExp(`^sent to ${topics.length} topics with \\d+ addresses$`));
  });

  it('is what the alarm of the stage covers, and how it would cover the rest', () => {
    const reason = 'no account shares its metrics. Write `observability: { sink: create }`.';
    const says = (coverage: Topology['observability']['coverage']) =>
      linesOf({ ...topology, observability: { ...topology.observability, coverage } })[2];
    expect(says({ accounts: 'stage' })).toBe(
      'busbar-page-stage-dev covers the central account and every account that shares its metrics with it',
    );
    expect(says({ accounts: 'central-account', reason })).toBe(
      `busbar-page-stage-dev covers the central account only: ${reason}`,
    );
  });

  it('is that there are none', () => {
    const { observability } = topology;
    expect(linesOf({ ...topology, observability: { ...observability, alarms: [], dashboards: [] } })).toEqual(['alarms: none']);
  });
});
