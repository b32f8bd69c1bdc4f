import { urlSuffixOf } from '@busbar/arn';
import { identifyByGeneratedName } from '../../cloudformation';
import type { EmulatedService } from '../../service/emulated-service';
import { Sqs } from './sqs';

export type { Message } from './message';
export { md5OfAttributes, type MessageAttributes } from './message-attributes';
export type { Queue } from './queue';
export { allSystemAttributes } from './receive-message';
export type { QueueCounts, Sqs } from './sqs';

export const sqs: EmulatedService<Sqs> = {
  name: 'sqs',
  title: 'SQS',
  resourceTypes: {
    'AWS::SQS::Queue': {
      createOnly: ['FifoQueue', 'QueueName'],
      identify(draft) {
        const suffix = draft.properties['FifoQueue'] === true || draft.properties['FifoQueue'] === 'true' ? '.fifo' : '';
        const name = draft.text('QueueName') ?? draft.generatedName(80 - suffix.length) + suffix;
        const arn = draft.arn('sqs', name);
        const url = `https://sqs.${draft.region}.${urlSuffixOf(draft.region)}/${draft.account}/${name}`;
        return { name, physicalId: url, arn, attributes: { Arn: arn, QueueName: name, QueueUrl: url } };
      },
      load: (resource, service) => service.loadQueue(resource),
      remove: (resource, service) => service.removeQueue(resource),
    },
    'AWS::SQS::QueuePolicy': {
      createOnly: [],
      identify: identifyByGeneratedName,
      load: (resource, service, previous) => service.loadPolicy(resource, previous),
      remove: (resource, service) => service.removePolicy(resource),
    },
  },
  create: (context) => new Sqs(context),
};
