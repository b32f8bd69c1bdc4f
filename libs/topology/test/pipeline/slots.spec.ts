import fc from 'fast-check';
import { compile, slots, slotTopologies, type Step, type StepKind, type Topology } from '../../src/index';
import { ManifestBuilder } from '../manifest-builder';

const settled = compile(new ManifestBuilder().event('orders.a@1', 'orders').service('orders').build(), 'dev').topology;

/** A step whose topology tells it from the others. */
function step(kind: StepKind): Step {
  return { kind, topology: { ...settled, company: kind }, changes: [], mustBeEmpty: [], retiredStacks: [] };
}

function drawn(kinds: readonly StepKind[]): readonly string[] {
  const topologies = slotTopologies({ steps: kinds.map(step) }, settled);
  return slots.map((slot) => topologies[slot].topology.company);
}

describe('the slots', () => {
  it.each<[what: string, kinds: StepKind[], drawn: string[]]>([
    ['nothing changes', [], ['acme', 'acme', 'acme']],
    ['a change is one step', ['switch'], ['switch', 'switch', 'acme']],
    ['a change is prepared', ['prepare', 'switch'], ['prepare', 'switch', 'acme']],
    ['something is only stopped', ['contract'], ['contract', 'contract', 'contract']],
    ['something moves', ['switch', 'contract'], ['switch', 'switch', 'contract']],
    ['a change needs all of them', ['prepare', 'switch', 'contract'], ['prepare', 'switch', 'contract']],
  ])('when %s: %j', (_, kinds, expected) => {
    expect(drawn(kinds)).toEqual(expected.map((name) => (name === 'acme' ? settled.company : name)));
  });

  const anySteps = fc.subarray<StepKind>([...slots]).map((kinds) => kinds.map(step));

  it('deploy every step once, in order, and never go back', () => {
    fc.assert(
      fc.property(anySteps, (steps) => {
        const topologies = slotTopologies({ steps }, settled);
        expect(slots.flatMap((slot) => topologies[slot].step ?? [])).toEqual(steps);

        const path: readonly Topology[] = [...steps.map(({ topology }) => topology), settled];
        const places = slots.map((slot) => path.indexOf(topologies[slot].topology));
        expect([...places].sort()).toEqual(places);
      }),
    );
  });

  it('change nothing where they have no step of their own', () => {
    fc.assert(
      fc.property(anySteps, (steps) => {
        const topologies = slotTopologies({ steps }, settled);
        slots.forEach((slot, index) => {
          const { step: own, topology } = topologies[slot];
          const previous = slots[index - 1];
          const before = previous && topologies[previous].topology;
          if (own) expect(topology).toBe(own.topology);
          else expect([before, settled]).toContain(topology);
        });
      }),
    );
  });
});
