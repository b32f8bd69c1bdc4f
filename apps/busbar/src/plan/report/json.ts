import type { ComparedPlan } from '../compared-plan';

/** The plan for programs; `docs/json.md` describes it. */
export function jsonReport({ base, assumes, impact, rollouts, recordedEvents }: ComparedPlan): object {
  return {
    schema: 'busbar/impact@1',
    base: { ref: base.ref, commit: base.commit },
    assumes,
    ...impact,
    // A step's topology is what `synth --next-step` draws.
    rollouts: rollouts.map(({ steps, ...rollout }) => ({ ...rollout, steps: steps.map(({ topology: _, ...step }) => step) })),
    ...(recordedEvents !== undefined && { recordedEvents }),
  };
}
