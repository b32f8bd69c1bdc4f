import type { Step, StepKind, Topology } from '@busbar/topology';
import { rehearse, StackTemplates, type Loss, type RehearseOptions, type Sabotage } from '../src/index';
import { describeLoss } from './describe-loss';
import { manifestOf, smallCompany, type SmallCompany } from './small-company';
import { standInServices } from './stand-in-services';

type Case = Pick<RehearseOptions, 'changes' | 'before'>;

const templates = new StackTemplates(standInServices({ lasting: () => true }));

/** Delays and orders differ by seed. As planned, nothing may be lost with any; without a part of the plan, with one of more. */
const FEW = 3;
const MANY = 16;

export function company(change: Partial<SmallCompany> = {}): SmallCompany {
  return { ...smallCompany, ...change };
}

/** From one company to the next, each rolled out to its end. */
export function rollOut(before: SmallCompany | undefined, ...next: readonly SmallCompany[]): Case {
  return { ...(before && { before: manifestOf(before) }), changes: next.map((each) => ({ to: manifestOf(each) })) };
}

/** The loss of the first seed that has one. */
export async function lossOf(options: Case, sabotage?: Sabotage): Promise<Loss | undefined> {
  for (let seed = 1; seed <= (sabotage ? MANY : FEW); seed++) {
    const { loss } = await rehearse({
      ...options,
      stage: 'dev',
      seed,
      templates,
      shrinkRuns: 0,
      ...(sabotage && { sabotage }),
    });
    if (loss) return loss;
  }
  return undefined;
}

/** As it is planned nothing is lost; for the message of a failing test. */
export async function storyOf(options: Case): Promise<readonly string[]> {
  const loss = await lossOf(options);
  return loss ? describeLoss(loss) : [];
}

export function without(kind: StepKind): Sabotage {
  return { steps: (steps) => steps.filter((step) => step.kind !== kind) };
}

export function inSteps(kind: StepKind | 'every', change: (topology: Topology, step: Step) => Topology): Sabotage {
  return {
    steps: (steps) =>
      steps.map((step) => (kind === 'every' || step.kind === kind ? { ...step, topology: change(step.topology, step) } : step)),
  };
}

export function withSteps(change: (step: Step) => Step): Sabotage {
  return { steps: (steps) => steps.map(change) };
}
