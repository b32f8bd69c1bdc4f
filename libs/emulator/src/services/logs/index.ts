import { identifyById, identifyByName } from '../../cloudformation';
import type { EmulatedService } from '../../service/emulated-service';

const DELIVERY = 'Buses write no logs here.';

export const logs: EmulatedService = {
  name: 'logs',
  title: 'CloudWatch Logs',
  resourceTypes: {
    'AWS::Logs::LogGroup': {
      idle: 'Log lines of functions go to the observer, not to log groups.',
      createOnly: ['LogGroupName'],
      identify(draft) {
        const name = draft.named('LogGroupName', 512);
        const arn = draft.arn('logs', `log-group:${name}:*`);
        return { name, physicalId: name, arn, attributes: { Arn: arn } };
      },
    },
    'AWS::Logs::ResourcePolicy': {
      idle: 'Nothing writes to log groups here.',
      createOnly: ['PolicyName'],
      identify(draft) {
        const name = draft.named('PolicyName', 255);
        return { name, physicalId: name, attributes: {} };
      },
    },
    'AWS::Logs::DeliverySource': {
      idle: DELIVERY,
      createOnly: ['Name'],
      anyAttribute: true,
      identify: identifyByName('Name', 60, 'logs', 'delivery-source:'),
    },
    'AWS::Logs::DeliveryDestination': {
      idle: DELIVERY,
      createOnly: ['DeliveryDestinationType', 'DestinationResourceArn', 'Name', 'OutputFormat'],
      identify: identifyByName('Name', 60, 'logs', 'delivery-destination:'),
    },
    'AWS::Logs::Delivery': {
      idle: DELIVERY,
      createOnly: ['DeliveryDestinationArn', 'DeliverySourceName'],
      anyAttribute: true,
      identify(draft) {
        const identity = identifyById('logs', 'delivery:')(draft);
        const { name } = identity;
        return { ...identity, physicalId: name, attributes: { ...identity.attributes, DeliveryId: name } };
      },
    },
  },
  idleFamilies: { 'AWS::Logs::': 'Logs are not kept here.' },
  create: () => ({}),
};
