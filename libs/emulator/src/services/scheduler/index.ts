import type { EmulatedService } from '../../service/emulated-service';

const IDLE = 'EventBridge Scheduler does not run here; rules with a ScheduleExpression do.';

export const scheduler: EmulatedService = {
  name: 'scheduler',
  title: 'EventBridge Scheduler',
  resourceTypes: {
    'AWS::Scheduler::Schedule': {
      idle: IDLE,
      createOnly: ['Name'],
      identify(draft) {
        const name = draft.named('Name', 64);
        const arn = draft.arn('scheduler', `schedule/${draft.text('GroupName') ?? 'default'}/${name}`);
        return { name, physicalId: name, arn, attributes: { Arn: arn } };
      },
    },
    'AWS::Scheduler::ScheduleGroup': {
      idle: IDLE,
      createOnly: ['Name'],
      anyAttribute: true,
      identify(draft) {
        const name = draft.named('Name', 64);
        const arn = draft.arn('scheduler', `schedule-group/${name}`);
        return { name, physicalId: name, arn, attributes: { Arn: arn } };
      },
    },
  },
  create: () => ({}),
};
