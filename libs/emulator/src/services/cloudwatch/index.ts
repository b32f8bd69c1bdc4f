import type { EmulatedService, IdleType } from '../../service/emulated-service';

const ALARM: IdleType = {
  idle: 'Alarms need metrics over time, which are not kept here.',
  createOnly: ['AlarmName'],
  identify(draft) {
    const name = draft.named('AlarmName', 255);
    const arn = draft.arn('cloudwatch', `alarm:${name}`);
    return { name, physicalId: name, arn, attributes: { Arn: arn } };
  },
};

export const cloudwatch: EmulatedService = {
  name: 'cloudwatch',
  title: 'CloudWatch',
  resourceTypes: { 'AWS::CloudWatch::Alarm': ALARM, 'AWS::CloudWatch::CompositeAlarm': ALARM },
  idleFamilies: { 'AWS::CloudWatch::': 'Metrics and dashboards are not kept here.' },
  create: () => ({}),
};
