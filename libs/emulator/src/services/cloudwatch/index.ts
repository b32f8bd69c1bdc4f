import { identifyByName } from '../../cloudformation';
import type { EmulatedService, IdleType } from '../../service/emulated-service';

const ALARM: IdleType = {
  idle: 'Alarms need metrics over time, which are not kept here.',
  createOnly: ['AlarmName'],
  identify: identifyByName('AlarmName', 255, 'cloudwatch', 'alarm:'),
};

export const cloudwatch: EmulatedService = {
  name: 'cloudwatch',
  title: 'CloudWatch',
  resourceTypes: {
    'AWS::CloudWatch::Alarm': ALARM,
    'AWS::CloudWatch::CompositeAlarm': ALARM,
    'AWS::CloudWatch::Dashboard': {
      idle: 'Dashboards show metrics, which are not kept here.',
      createOnly: ['DashboardName'],
      identify(draft) {
        const name = draft.named('DashboardName', 255);
        // Dashboards are global.
        const arn = `arn:${draft.partition}:cloudwatch::${draft.account}:dashboard/${name}`;
        return { name, physicalId: name, arn, attributes: {} };
      },
    },
  },
  idleFamilies: { 'AWS::CloudWatch::': 'Metrics are not kept here.' },
  create: () => ({}),
};
