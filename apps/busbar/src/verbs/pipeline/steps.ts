import { outcomeShape, printOutcome, stepOptions } from '../../operations/step-verb';
import { CommandError, exitCode } from '../../exit';
import { oneOf, type Parameter } from '../../verb/parameters';
import { defineVerb } from '../../verb/verb';

/** A slot of the pipeline. */
const slot = { ...oneOf('prepare, switch or contract', ['prepare', 'switch', 'contract']), placeholder: '<slot>' };

/** `1`, `2`, … or `services`. */
const wave: Parameter<number | 'services'> = {
  help: 'number of the wave, or `services` for the stacks of service teams',
  placeholder: '<wave>',
  required: true,
  parse: (given) => {
    if (given === 'services') return given;
    if (/^[1-9]$/.test(given)) return Number(given);
    throw new CommandError(exitCode.usage, 'It must be `services`, or a number from 1 to 9.');
  },
};

export const enterStage = defineVerb({
  name: 'enter',
  summary: 'take hold of the stage, if it is as it was planned from and nobody else holds it',
  purpose: 'platform',
  options: stepOptions,
  json: outcomeShape,
  run: async (terminal, input) => {
    const { openStep } = await import('../../operations/open-step');
    const { enterStep } = await import('../../operations/steps/enter');
    const { driftOfPlan } = await import('../../operations/drift-of-plan');
    const opened = await openStep(terminal, input);
    const { self, services } = opened;
    const outcome = await enterStep(services, { ...self, drift: (plan) => driftOfPlan(opened, plan) });
    return printOutcome(terminal, outcome, input.json);
  },
});

export const checkSlotStep = defineVerb({
  name: 'check',
  summary: 'whether a slot may begin: every stack is as planned, queues that it deletes are empty',
  purpose: 'platform',
  options: { ...stepOptions, slot },
  json: outcomeShape,
  run: async (terminal, input) => {
    const { openStep } = await import('../../operations/open-step');
    const { checkStep } = await import('../../operations/steps/check');
    const { self, services } = await openStep(terminal, input);
    return printOutcome(terminal, await checkStep(services, { ...self, slot: input.slot }), input.json);
  },
});

export const settleWave = defineVerb({
  name: 'settle',
  summary: 'wait until what a wave has changed is in effect, and record it',
  purpose: 'platform',
  options: { ...stepOptions, slot, wave },
  json: outcomeShape,
  run: async (terminal, input) => {
    const { openStep } = await import('../../operations/open-step');
    const { settleStep } = await import('../../operations/steps/settle');
    const { self, services } = await openStep(terminal, input);
    const outcome = await settleStep(services, { ...self, slot: input.slot, wave: input.wave });
    return printOutcome(terminal, outcome, input.json);
  },
});

export const retireStacks = defineVerb({
  name: 'retire',
  summary: 'delete the stacks that the plan lists as retired',
  purpose: 'platform',
  options: stepOptions,
  json: outcomeShape,
  run: async (terminal, input) => {
    const { openStep } = await import('../../operations/open-step');
    const { retireStep } = await import('../../operations/steps/finish');
    const { self, services } = await openStep(terminal, input);
    return printOutcome(terminal, await retireStep(services, self), input.json);
  },
});

export const protectStacks = defineVerb({
  name: 'protect',
  summary: 'switch on termination protection of the stage’s stacks',
  purpose: 'platform',
  options: stepOptions,
  json: outcomeShape,
  run: async (terminal, input) => {
    const { openStep } = await import('../../operations/open-step');
    const { protectStep } = await import('../../operations/steps/finish');
    const { self, services } = await openStep(terminal, input);
    return printOutcome(terminal, await protectStep(services, self), input.json);
  },
});

export const leaveStage = defineVerb({
  name: 'leave',
  summary: 'give the stage back; start the next stage’s pipeline, and what waited for this one',
  purpose: 'platform',
  options: stepOptions,
  json: outcomeShape,
  run: async (terminal, input) => {
    const { openStep } = await import('../../operations/open-step');
    const { leaveStep } = await import('../../operations/steps/finish');
    const { company, self, services } = await openStep(terminal, input);
    const { stages } = company.manifest;
    const next = stages[stages.findIndex(({ name }) => name === self.stage) + 1]?.name;
    const outcome = await leaveStep(services, { ...self, ...(next !== undefined && { next }) });
    return printOutcome(terminal, outcome, input.json);
  },
});
