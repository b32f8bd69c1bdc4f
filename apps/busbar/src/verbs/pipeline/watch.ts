import type { Topology } from '@busbar/topology';
import { outcomeShape, printOutcome, stepOptions } from '../../operations/step-verb';
import { defineVerb } from '../../verb/verb';

export const smokeTest = defineVerb({
  name: 'smoke',
  summary: 'whether what was deployed is there, and heartbeats arrive in every account',
  purpose: 'platform',
  options: stepOptions,
  json: outcomeShape,
  run: async (terminal, input) => {
    const { detectDrift, describeDrift } = await import('../../operations/detect-drift');
    const { missingHeartbeats } = await import('../../operations/missing-heartbeats');
    const { openStep } = await import('../../operations/open-step');
    const { smokeStep } = await import('../../operations/steps/watch');
    const { self, services, stage, open } = await openStep(terminal, input);
    const { centralAccount } = stage;
    const drift = async () => {
      const { units } = (await services.store.read(self.stage)).record;
      const found = await detectDrift({ deployed: units, centralAccount, stacks: services.stacks, open });
      return found.map(describeDrift);
    };
    const heartbeats = (topology: Topology) => missingHeartbeats(topology, services.clock);
    return printOutcome(terminal, await smokeStep(services, { ...self, drift, heartbeats }), input.json);
  },
});

export const soakStage = defineVerb({
  name: 'soak',
  summary: 'watch the stage’s alarm for soakMinutes',
  purpose: 'platform',
  options: stepOptions,
  json: outcomeShape,
  run: async (terminal, input) => {
    const { AwsAlarms } = await import('../../operations/aws-alarms');
    const { planOf } = await import('../../operations/execution');
    const { openStep } = await import('../../operations/open-step');
    const { soakStep } = await import('../../operations/steps/watch');
    const { stageAlarmOf } = await import('@busbar/topology');
    const { self, services, stage, open } = await openStep(terminal, input);
    const { slots } = await planOf(services, self);
    const alarms = new AwsAlarms(open(stage.centralAccount, stage.region, 'lookup'));
    const alarm = stageAlarmOf(slots.contract.topology)?.name;
    const outcome = await soakStep({ ...services, alarms }, { stage: stage.name, minutes: stage.soakMinutes, alarm });
    return printOutcome(terminal, outcome, input.json);
  },
});
