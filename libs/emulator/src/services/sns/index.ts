import { identifyByGeneratedName } from '../../cloudformation';
import type { EmulatedService } from '../../service/emulated-service';

const IDLE = 'Notifications are not sent from here.';

export const sns: EmulatedService = {
  name: 'sns',
  title: 'SNS',
  resourceTypes: {
    'AWS::SNS::Topic': {
      idle: IDLE,
      createOnly: ['FifoTopic', 'TopicName'],
      identify(draft) {
        const name = draft.named('TopicName', 256);
        const arn = draft.arn('sns', name);
        return { name, physicalId: arn, arn, attributes: { TopicArn: arn, TopicName: name } };
      },
    },
    'AWS::SNS::TopicPolicy': { idle: IDLE, createOnly: [], identify: identifyByGeneratedName },
    'AWS::SNS::TopicInlinePolicy': { idle: IDLE, createOnly: ['TopicArn'], identify: identifyByGeneratedName },
    'AWS::SNS::Subscription': {
      idle: IDLE,
      createOnly: ['Endpoint', 'Protocol', 'TopicArn'],
      identify: identifyByGeneratedName,
    },
  },
  create: () => ({}),
};
