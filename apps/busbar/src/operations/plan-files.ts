import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatStagePlan, slots, type StagePlan } from '@busbar/topology';

/** Where the plan of a stage is, for whoever draws its slots. */
export function planFolder(workspace: string, stage: string): string {
  return join(workspace, 'dist', 'rollout', stage);
}

export interface PlanFiles {
  readonly plan: StagePlan;
  /** Where the plan is in the bucket. */
  readonly url: string;
  /** As Markdown; absent when it was written before. */
  readonly text: string | undefined;
}

/** Writes `plan.json`, `plan.md`, and `variables.sh`: what the build exports for whoever approves. */
export function writePlanFiles(workspace: string, { plan, url, text }: PlanFiles): void {
  const folder = planFolder(workspace, plan.stage);
  mkdirSync(folder, { recursive: true });
  const steps = slots.flatMap((slot) => plan.slots[slot].step ?? []);
  const stacks = slots.reduce((sum, slot) => sum + plan.slots[slot].changes.length, 0);
  const summary = steps.length === 0 ? 'Nothing changes.' : `${steps.join(', ')}: ${stacks} changes of stacks.`;
  const variables = { BUSBAR_PLAN_URL: url, BUSBAR_PLAN_STEPS: steps.join(',') || 'none', BUSBAR_PLAN_SUMMARY: summary };
  const exports = Object.entries(variables).map(
    ([name, value]) => `export ${name}='${value.replaceAll("'", String.raw`'\''`)}'\n`,
  );
  const files = { 'plan.json': formatStagePlan(plan), 'plan.md': text, 'variables.sh': exports.join('') };
  for (const [name, content] of Object.entries(files)) {
    if (content === undefined) continue;
    const draft = join(folder, `.${name}.${process.pid}.tmp`);
    writeFileSync(draft, content);
    renameSync(draft, join(folder, name));
  }
}
