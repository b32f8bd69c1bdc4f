import type { EmulatedService } from '../../service/emulated-service';
import { awsQuery } from '../../wire/protocol';
import { stsOperations } from './operations';

const VERSION = '2011-06-15';
const NAMESPACE = `https://sts.amazonaws.com/doc/${VERSION}/`;

export const sts: EmulatedService = {
  name: 'sts',
  title: 'STS',
  resourceTypes: {},
  create: (context) => ({
    apis: [
      {
        kind: 'query',
        protocol: awsQuery(NAMESPACE),
        version: VERSION,
        namespace: NAMESPACE,
        operations: stsOperations(context),
      },
    ],
  }),
};
