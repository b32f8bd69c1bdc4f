import { urlSuffixOf } from '@busbar/arn';
import { generatedName, identifyByGeneratedName } from '../../cloudformation';
import type { EmulatedService } from '../../service/emulated-service';
import { Sqs } from './sqs';

export type { Queue } from './queue';
export type { QueueCounts, Sqs } from './sqs';

export const sqs: EmulatedService<Sqs> = {
  name: 'sqs',
  title: 'SQS',
  resourceTypes: {
    'AWS::SQS::Queue': {
      identify(draft) {
        const suffix = draft.properties['FifoQueue'] === true || draft.properties['FifoQueue'] === 'true' ? '.fifo' : '';
        const name = draft.text('QueueName') ?? generatedName(draft, 80 - suffix.length) + suffix;
        const arn = draft.arn('sqs', name);
        const url = `https://sqs.${draft.region}.${urlSuffixOf(draft.region)}/${draft.account}/${name}`;
        return { name, physicalId: url, arn, attributes: { Arn: arn, QueueName: name, QueueUrl: url } };
      },
      load: (resource, service) => service.addQueue(resource),
    },
    'AWS::SQS::QueuePolicy': {
      identify: identifyByGeneratedName,
      load: (resource, service) => service.addPolicy(resource),
    },
  },
  create: (context) => new Sqs(context),
};
