import { adverse, type Conditions } from './conditions';
import type { Loss, Rehearsal, RehearseOptions } from './model';
import { runChanges } from './run-changes';
import { StackTemplates } from './stack-templates';

/**
 * Rolls changes out in virtual time, as CloudFormation would, while events of every type flow, and says what becomes of them.
 * Deterministic: the same options give the same rehearsal.
 *
 * @throws RehearsalError when a config cannot be planned
 */
export async function rehearse(options: RehearseOptions): Promise<Rehearsal> {
  const { seed = 1, templates = new StackTemplates(), shrinkRuns = 16 } = options;
  const { late } = options.sabotage ?? {};
  const conditions = { ...adverse(seed), ...(late && { isLate: late }) };
  const rehearsal = await runChanges(options, templates, conditions);
  if (!rehearsal.loss) return rehearsal;
  const { onProgress: _, ...quietly } = options;
  const loss = await simplest(rehearsal.loss, conditions, shrinkRuns, async (simpler) => {
    const { loss: found } = await runChanges(quietly, templates, simpler);
    return found;
  });
  return { ...rehearsal, loss };
}

/** The same loss under the fewest adverse conditions, so that its trace has nothing in it that does not matter. */
async function simplest(
  loss: Loss,
  conditions: Conditions,
  mostRuns: number,
  run: (conditions: Conditions) => Promise<Loss | undefined>,
): Promise<Loss> {
  let best = { loss, conditions };
  let runs = 0;
  const attempt = async (change: Partial<Conditions>): Promise<boolean> => {
    if (runs++ >= mostRuns) return false;
    const simpler = { ...best.conditions, ...change };
    const found = await run(simpler);
    if (!found || !isSame(found, loss)) return false;
    best = { loss: found, conditions: simpler };
    return true;
  };
  await attempt({ faults: false });
  await attempt({ interleaves: false });
  if (!(await attempt({ isLate: () => false }))) await attempt({ isLate: isOf(loss) });
  return best.loss;
}

/** Only what belongs to the stacks around the moment is late. */
function isOf({ after, before }: Loss): Conditions['isLate'] {
  const stacks = [after?.stack, before?.stack].filter((stack) => stack !== undefined && stack !== '');
  return (change) => stacks.some((stack) => change.includes(` ${stack} `));
}

function isSame(a: Loss, b: Loss): boolean {
  return a.kind === b.kind && a.event?.eventType === b.event?.eventType && a.event?.subscription === b.event?.subscription;
}
