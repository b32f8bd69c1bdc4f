import { outcomeShape, printOutcome, stepOptions } from '../../operations/step-verb';
import { defineVerb } from '../../verb/verb';

export const planPipelineStep = defineVerb({
  name: 'plan',
  summary: 'plan what an execution does to its stage, from what the stage has now',
  purpose: 'platform',
  options: stepOptions,
  json: outcomeShape,
  notes: [
    'Writes dist/rollout/<stage>/plan.json, plan.md and variables.sh, and the plan to the bucket. Changes nothing else.',
    '  . dist/rollout/dev/variables.sh     exports BUSBAR_PLAN_URL, BUSBAR_PLAN_STEPS, BUSBAR_PLAN_SUMMARY',
  ].join('\n'),
  run: async (terminal, input) => {
    const { dirname } = await import('node:path');
    const { compileStage } = await import('../../operations/compile-stage');
    const { openStep } = await import('../../operations/open-step');
    const { planMarkdown } = await import('../../operations/plan-markdown');
    const { writePlanFiles } = await import('../../operations/plan-files');
    const { planStep } = await import('../../operations/steps/plan');
    const { company, self, services } = await openStep(terminal, input);
    const outcome = await planStep(services, {
      ...self,
      compile: (before) => compileStage(terminal, company, self.stage, before),
      describe: planMarkdown,
    });
    if (outcome.plan) {
      const { plan: planned, text } = outcome;
      writePlanFiles(dirname(company.config), { plan: planned, url: services.store.planUrl(planned), text });
    }
    return printOutcome(terminal, outcome, input.json);
  },
});
