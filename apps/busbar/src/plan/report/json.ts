import type { ComparedPlan } from '../compared-plan';

/** The plan for programs; `docs/json.md` describes it. */
export function jsonReport({ base, assumes, impact, recordedEvents }: ComparedPlan): object {
  return {
    schema: 'busbar/impact@1',
    base: { ref: base.ref, commit: base.commit },
    assumes,
    ...impact,
    ...(recordedEvents !== undefined && { recordedEvents }),
  };
}
