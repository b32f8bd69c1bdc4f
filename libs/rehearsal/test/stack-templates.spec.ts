import { compile, type Topology } from '@busbar/topology';
import { StackTemplates } from '../src/index';
import { manifestOf, smallCompany, type SmallCompany } from './small-company';
import { standInServices } from './stand-in-services';

/** A few changes one after the other, with all their steps. */
function topologies(): readonly Topology[] {
  const { subscriptions, services } = smallCompany;
  const companies: readonly SmallCompany[] = [
    smallCompany,
    { ...smallCompany, services: { ...services, two: 5 } },
    { ...smallCompany, services: { ...services, two: 5 }, encryption: 'customer-managed' },
    { ...smallCompany, subscriptions: subscriptions.slice(1), accountsPerRoutingStack: 1 },
  ];
  const found: Topology[] = [];
  let before: Topology | undefined;
  for (const manifest of companies.map(manifestOf)) {
    const { topology, rollout } = compile(manifest, 'dev', { ...(before && { before }) });
    found.push(...rollout.steps.map((step) => step.topology));
    before = topology;
  }
  return found;
}

// A rehearsal draws a stack once for each digest, and a pipeline takes a stack for unchanged whose digest is: both are right only then.
test('stacks with the same digest are the same, whatever else is in their topologies', async () => {
  const shared = new StackTemplates(standInServices());
  const all = topologies();
  expect(all.length).toBeGreaterThan(6);
  for (const topology of all) {
    const { platform, services } = await shared.of(topology);
    const alone = await new StackTemplates(standInServices()).of(topology);
    const resources = (stacks: typeof platform) => [...stacks].map(([key, stack]) => [key, stack.resources]);
    expect(resources(platform)).toEqual(resources(alone.platform));
    expect(services.map((stack) => stack.resources)).toEqual(alone.services.map((stack) => stack.resources));
  }
});
